//! Servers that their metadata gives away: by the paths of their endpoints, never by where they run.

use url::Url;

use super::toml_string::quoted;
use crate::protocol::Metadata;

/// What a server is that somebody else wrote and many run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KnownServer {
    /// Keycloak hands requests to an authentication channel, and takes the decisions at its callback.
    Keycloak {
        /// Where it takes them.
        callback: String,
    },
    /// The library oidc-provider for Node leaves the decision to the code around it.
    OidcProvider,
}

/// The end of Keycloak's endpoint: its extension for CIBA, whatever host, prefix and realm are.
const KEYCLOAK: &str = "/protocol/openid-connect/ext/ciba/auth";

/// The routes that oidc-provider gives its endpoints unless somebody chooses others.
const OIDC_PROVIDER: &[(&str, &str)] = &[
    ("userinfo_endpoint", "/me"),
    ("pushed_authorization_request_endpoint", "/request"),
    ("end_session_endpoint", "/session/end"),
    ("introspection_endpoint", "/token/introspection"),
    ("revocation_endpoint", "/token/revocation"),
    ("device_authorization_endpoint", "/device/auth"),
    ("registration_endpoint", "/reg"),
];

/// So many of these routes are no accident.
const ENOUGH: usize = 2;

impl KnownServer {
    /// What the metadata tells.
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        let endpoint = metadata.backchannel_authentication_endpoint()?;
        if path(endpoint)?.ends_with(KEYCLOAK) {
            let callback = format!("{}/callback", endpoint.split('?').next()?);
            return Some(Self::Keycloak { callback });
        }
        let has_route = |(member, route): &&(&str, &str)| {
            let endpoint = metadata.string(member).and_then(path);
            endpoint.is_some_and(|path| path.ends_with(route))
        };
        let routes = OIDC_PROVIDER.iter().filter(has_route).count();
        let is_provider = path(endpoint)?.ends_with("/backchannel") && routes >= ENOUGH;
        is_provider.then_some(Self::OidcProvider)
    }

    /// What to know before the file is used.
    pub(super) const fn head(&self) -> &'static str {
        match self {
            Self::Keycloak { .. } => {
                "# By its metadata this is Keycloak. It has to be started with the channel that the suite listens on:\n\
                 # --spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri=http://127.0.0.1:9091/\n\
                 # Clients and users are placeholders: .github/guides/keycloak.md says what to set up.\n"
            }
            Self::OidcProvider => {
                "# By its metadata this is oidc-provider, a library: how users decide is up to the code around it, which has\n\
                 # to be asked below. tests/interop/oidc-provider/device.mjs shows a hook for that.\n"
            }
        }
    }

    /// The types of hint that it takes, where it takes but one.
    pub(super) const fn hint_types(&self) -> Option<&'static str> {
        match self {
            Self::Keycloak { .. } => Some("hint_types = [\"login_hint\"]\n"),
            Self::OidcProvider => None,
        }
    }

    /// Whether all its clients get refresh tokens.
    pub(super) const fn refreshes(&self) -> bool {
        matches!(self, Self::Keycloak { .. })
    }

    /// How its users decide, where that is known.
    pub(super) fn device(&self) -> Option<String> {
        match self {
            Self::Keycloak { callback } => Some(format!(
                "\n# Keycloak hands each request to the channel, and takes the decision at its callback.\n\
                 [authentication_device]\n\
                 type = \"channel\"\n\
                 listen = \"127.0.0.1:9091\"\n\
                 callback_url = {}\n",
                quoted(callback)
            )),
            Self::OidcProvider => None,
        }
    }

    /// Where the endpoint for pings is registered at it.
    pub(super) const fn endpoint(&self) -> Option<&'static str> {
        match self {
            Self::Keycloak { .. } => Some(
                "# At Keycloak it is the client's attribute ciba.backchannel.client.notification.endpoint.\n",
            ),
            Self::OidcProvider => None,
        }
    }

    /// Its own limits.
    pub(super) const fn limits(&self) -> &'static str {
        match self {
            Self::Keycloak { .. } => "binding_message_max_length = 50\nconcurrency = 1\n",
            // Unless verifyBindingMessage is its user's own.
            Self::OidcProvider => "binding_message_max_length = 20\n",
        }
    }
}

fn path(endpoint: &str) -> Option<String> {
    Url::parse(endpoint).ok().map(|url| url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::*;

    /// Recorded from Keycloak 26.7.3 and oidc-provider 9.13.3, go-oidc 0.23.0 and the reference server, cut to what their
    /// authors chose, and moved elsewhere.
    fn recorded(at: &str, paths: &[(&str, &str)]) -> Metadata {
        let members = paths
            .iter()
            .map(|(member, path)| ((*member).to_owned(), Value::from(format!("{at}{path}"))));
        Metadata::new(Value::Object(members.collect()))
    }

    const KEYCLOAK_PATHS: &[(&str, &str)] = &[
        ("authorization_endpoint", "/protocol/openid-connect/auth"),
        ("token_endpoint", "/protocol/openid-connect/token"),
        ("userinfo_endpoint", "/protocol/openid-connect/userinfo"),
        (
            "backchannel_authentication_endpoint",
            "/protocol/openid-connect/ext/ciba/auth",
        ),
        (
            "pushed_authorization_request_endpoint",
            "/protocol/openid-connect/ext/par/request",
        ),
    ];
    const PROVIDER_PATHS: &[(&str, &str)] = &[
        ("authorization_endpoint", "/auth"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("end_session_endpoint", "/session/end"),
        ("pushed_authorization_request_endpoint", "/request"),
        ("backchannel_authentication_endpoint", "/backchannel"),
    ];
    const GO_PATHS: &[(&str, &str)] = &[
        ("authorization_endpoint", "/authorize"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/userinfo"),
        ("backchannel_authentication_endpoint", "/bc-authorize"),
    ];
    /// One route of a library's is no mark of it.
    const OTHER_PATHS: &[(&str, &str)] = &[
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/me"),
        ("backchannel_authentication_endpoint", "/backchannel"),
    ];

    #[rstest]
    #[case::on_a_port("http://10.0.0.7:8080/realms/staff")]
    #[case::behind_a_prefix("https://login.example.com/sso/auth/realms/a%20b")]
    fn keycloak_is_known_by_its_extension_wherever_it_runs(#[case] at: &str) {
        let server = KnownServer::of(&recorded(at, KEYCLOAK_PATHS));

        let callback = format!("{at}/protocol/openid-connect/ext/ciba/auth/callback");
        assert_eq!(server, Some(KnownServer::Keycloak { callback }));
    }

    #[rstest]
    #[case::a_provider(
        "https://id.example.org",
        PROVIDER_PATHS,
        Some(KnownServer::OidcProvider)
    )]
    #[case::mounted(
        "https://example.org/oidc",
        PROVIDER_PATHS,
        Some(KnownServer::OidcProvider)
    )]
    #[case::another_library("http://127.0.0.1:4001", GO_PATHS, None)]
    #[case::nobody_in_particular("http://127.0.0.1:4011/realms/ciba", OTHER_PATHS, None)]
    #[case::nothing("http://127.0.0.1:4011/realms/ciba", &[], None)]
    fn a_library_is_known_by_its_routes_and_others_are_not_guessed(
        #[case] at: &str,
        #[case] paths: &[(&str, &str)],
        #[case] expected: Option<KnownServer>,
    ) {
        assert_eq!(KnownServer::of(&recorded(at, paths)), expected);
    }

    #[test]
    fn metadata_that_is_no_metadata_tells_nothing() {
        let metadata = Metadata::new(json!({"backchannel_authentication_endpoint": 7}));

        assert_eq!(KnownServer::of(&metadata), None);
    }
}
