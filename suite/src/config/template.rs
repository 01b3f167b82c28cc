use std::fmt::Write as _;
use std::path::Path;

use super::ConnectionConfig;
use super::known_server::KnownServer;
use super::toml_string::quoted;
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, Metadata};

/// A target file for a server, with what its metadata says filled in and the rest to be filled in.
pub fn target_file(
    issuer: &str,
    metadata: &Metadata,
    ca_certificate: Option<&Path>,
    connection: &ConnectionConfig,
) -> String {
    let known = KnownServer::of(metadata);
    let mut text = known.as_ref().map_or("", KnownServer::head).to_owned();
    head(&mut text, issuer, metadata);
    text.push_str(
        known
            .as_ref()
            .and_then(KnownServer::hint_types)
            .unwrap_or_default(),
    );
    if let Some(path) = ca_certificate {
        let path = quoted(&format!("file:{}", path.display()));
        let _ = writeln!(text, "tls.ca_certificate = {path}");
    }
    if connection.accept_invalid_certificates {
        text.push_str("tls.accept_invalid_certificates = true # for tests\n");
    }
    let modes = modes(metadata);
    for mode in &modes {
        let refreshes = known.as_ref().is_some_and(KnownServer::refreshes);
        client(&mut text, *mode, refreshes, metadata);
    }
    users(&mut text, metadata);
    match known.as_ref().and_then(KnownServer::device) {
        Some(device) => text.push_str(&device),
        None => text.push_str(DEVICE),
    }
    if modes.iter().any(|mode| mode.has_callback()) {
        text.push_str(ENDPOINT);
        text.push_str(
            known
                .as_ref()
                .and_then(KnownServer::endpoint)
                .unwrap_or_default(),
        );
    }
    text.push_str(known.as_ref().map_or(LIMITS, |_| "\n[limits]\n"));
    text.push_str(known.as_ref().map_or("", KnownServer::limits));
    if known.is_some() {
        text.push_str(MORE_LIMITS);
    }
    text
}

fn head(text: &mut String, issuer: &str, metadata: &Metadata) {
    let name = url::Url::parse(issuer)
        .ok()
        .and_then(|url| url.host_str().map(ToOwned::to_owned))
        .unwrap_or_else(|| "my-op".to_owned());
    let _ = writeln!(
        text,
        "# Values like \"env:NAME\" and \"file:PATH\" keep secrets out of this file. A variable such as\n\
         # CIBA_TARGET__ISSUER or CIBA_TARGET__CLIENTS__POLL__CLIENT_ID replaces the key that it names.\n\
         name = {}\n\
         issuer = {}\n\
         # profile = \"ciba-core\"\n\
         # headers = {{ x-api-key = \"env:API_KEY\" }}    # on each request to the server, for a gateway\n\
         # parameters = {{ acr_values = \"...\" }}        # in each authentication request",
        quoted(&name),
        quoted(issuer)
    );
    if modes_offered(metadata).is_empty() {
        text.push_str(
            "# The metadata has no backchannel_token_delivery_modes_supported: a client for each mode stands below.\n",
        );
    }
}

fn modes_offered(metadata: &Metadata) -> Vec<DeliveryMode> {
    DeliveryMode::ALL
        .into_iter()
        .filter(|mode| metadata.supports_delivery_mode(*mode))
        .collect()
}

fn modes(metadata: &Metadata) -> Vec<DeliveryMode> {
    let offered = modes_offered(metadata);
    if offered.is_empty() {
        DeliveryMode::ALL.to_vec()
    } else {
        offered
    }
}

/// The first method in the order of the suite that the server offers.
fn method(metadata: &Metadata) -> ClientAuthenticationMethod {
    ClientAuthenticationMethod::ALL
        .into_iter()
        .find(|method| metadata.supports_authentication_method(*method))
        .unwrap_or(ClientAuthenticationMethod::ClientSecretBasic)
}

fn client(text: &mut String, mode: DeliveryMode, refreshes: bool, metadata: &Metadata) {
    let method = method(metadata);
    let offered: Vec<&str> = ClientAuthenticationMethod::ALL
        .into_iter()
        .filter(|method| metadata.supports_authentication_method(*method))
        .map(ClientAuthenticationMethod::as_str)
        .collect();
    let upper = mode.as_str().to_uppercase();
    let _ = write!(
        text,
        "\n[[clients]]\n\
         id = \"{mode}\"\n\
         client_id = \"{mode}-client\" # as it is registered at the server\n\
         token_delivery_mode = \"{mode}\"\n\
         token_endpoint_auth_method = \"{method}\" # offered: {}\n",
        offered.join(", ")
    );
    if method.needs_secret() {
        let _ = writeln!(text, "client_secret = \"env:{upper}_SECRET\"");
    } else {
        let _ = writeln!(
            text,
            "jwks = \"file:{mode}.jwks.json\" # a JWK Set with the client's private key"
        );
    }
    let algs = metadata.strings("backchannel_authentication_request_signing_alg_values_supported");
    if let Some(alg) = algs.first() {
        let _ = writeln!(
            text,
            "# request_signing_alg = {} # its requests are signed, with jwks = \"file:PATH\"; offered: {}",
            quoted(alg),
            comment(&algs.join(", "))
        );
    }
    if metadata.supports_user_code() {
        text.push_str("# user_code = true # registered for user codes\n");
    }
    let _ = writeln!(
        text,
        "# scope = \"openid\"\n{}refresh_token = true # the server issues refresh tokens to it",
        if refreshes { "" } else { "# " }
    );
}

fn users(text: &mut String, metadata: &Metadata) {
    text.push_str(
        "\n[users.approver] # who says yes\n\
         login_hint = \"alice\"\n\
         # subject = \"...\" # the sub of the ID Tokens\n\
         # login_hint_token = \"env:HINT_TOKEN\"\n",
    );
    if metadata.supports_user_code() {
        text.push_str("# user_code = \"env:USER_CODE\"\n");
    }
    text.push_str(
        "\n# [users.denier] # who says no\n\
         # login_hint = \"bob\"\n\
         # [users.absent] # who never answers\n\
         # login_hint = \"carol\"\n",
    );
}

const DEVICE: &str = r#"
# How users decide. With "none" nobody does, and only what needs no decision is judged.
[authentication_device]
type = "none"
# type = "url_template" # POST, empty body, action = allow or deny
# url = "https://op.example.com/device?token={auth_req_id}&action={action}"
"#;

const ENDPOINT: &str = r#"
# Where pings and pushes come in. Register http://127.0.0.1:9090/ID for the client whose id is ID.
[notification_endpoint]
listen = "127.0.0.1:9090"
# public_url = "https://suite.example.com/cb" # where the server reaches it, if it cannot reach this machine
"#;

const LIMITS: &str = "
[limits]
# binding_message_max_length = 64
# concurrency = 4
# max_wait = 900 # the longest time in seconds that a scenario may wait for the server's clock
# unthrottled = true # the suite may send many requests at once, and guess wrong
";

/// The limits that no server gives away.
const MORE_LIMITS: &str =
    "# max_wait = 900 # the longest time in seconds that a scenario may wait for the server's clock
# unthrottled = true # the suite may send many requests at once, and guess wrong
";

/// Text of somebody else's in a comment stays on its line.
fn comment(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::super::{Environment, TargetConfig};
    use super::*;

    fn written(document: Value) -> String {
        let metadata = Metadata::new(document);
        target_file(
            "https://op.example.com",
            &metadata,
            None,
            &ConnectionConfig::default(),
        )
    }

    fn parsed(text: &str) -> TargetConfig {
        let environment = Environment::from([
            ("POLL_SECRET", "1"),
            ("PING_SECRET", "2"),
            ("PUSH_SECRET", "3"),
        ]);
        TargetConfig::parse(text, Path::new("op.toml"), &environment).unwrap()
    }

    #[test]
    fn the_file_has_a_client_for_each_mode_that_is_offered() {
        let text = written(json!({
            "backchannel_token_delivery_modes_supported": ["ping", "poll"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "backchannel_user_code_parameter_supported": true,
            "backchannel_authentication_request_signing_alg_values_supported": ["ES256", "PS256"],
        }));

        let target = parsed(&text);

        let clients: Vec<&str> = target.clients.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(clients, ["poll", "ping"]);
        assert_eq!(
            target.clients[0].authentication_method,
            ClientAuthenticationMethod::ClientSecretPost
        );
        assert!(target.notification_endpoint.is_some());
        assert!(text.contains("# user_code = true"), "{text}");
        assert!(text.contains("offered: ES256, PS256"), "{text}");
    }

    #[test]
    fn a_server_that_says_nothing_gets_a_client_for_each_mode() {
        let target = parsed(&written(json!({})));

        assert_eq!(target.clients.len(), 3);
    }

    #[test]
    fn every_line_in_comments_can_be_used() {
        let text = written(json!({"backchannel_user_code_parameter_supported": true}));
        let used: Vec<String> = text
            .lines()
            .filter(|line| {
                !line.contains("request_signing_alg") && !line.contains("type = \"none\"")
            })
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if key.contains(" = ") || key.starts_with('[') => key.to_owned(),
                _ => line.to_owned(),
            })
            .collect();
        let environment = [
            "POLL_SECRET",
            "PING_SECRET",
            "PUSH_SECRET",
            "API_KEY",
            "HINT_TOKEN",
            "USER_CODE",
        ]
        .map(|name| (name, "x"));

        let target = TargetConfig::parse(
            &used.join("\n"),
            Path::new("op.toml"),
            &Environment::from(environment),
        )
        .unwrap();

        assert!(target.users.denier.is_some());
        assert!(target.limits.unthrottled);
    }

    #[rstest]
    #[case::keycloak(
        json!({
            "backchannel_authentication_endpoint":
                "https://sso.example.com/realms/staff/protocol/openid-connect/ext/ciba/auth",
            "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        }),
        Some(50)
    )]
    #[case::oidc_provider(
        json!({
            "backchannel_authentication_endpoint": "https://id.example.com/backchannel",
            "userinfo_endpoint": "https://id.example.com/me",
            "end_session_endpoint": "https://id.example.com/session/end",
            "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        }),
        Some(20)
    )]
    #[case::another(json!({"backchannel_authentication_endpoint": "https://a.example/bc"}), None)]
    fn a_server_that_is_known_gets_its_own_limits(
        #[case] document: Value,
        #[case] binding_message: Option<usize>,
    ) {
        let target = parsed(&written(document));

        assert_eq!(target.limits.binding_message_max_length, binding_message);
    }

    #[test]
    fn keycloak_gets_a_channel_with_its_own_callback() {
        let endpoint = "https://sso.example.com/x/realms/a/protocol/openid-connect/ext/ciba/auth";
        let text = written(json!({
            "backchannel_authentication_endpoint": endpoint,
            "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        }));

        let target = parsed(&text);

        let callback = format!("callback_url = \"{endpoint}/callback\"");
        assert!(text.contains(&callback), "{text}");
        assert!(text.contains("type = \"channel\""), "{text}");
        assert_eq!(target.limits.concurrency, 1);
        assert!(target.clients.iter().all(|client| client.refresh_token));
    }

    #[test]
    fn what_a_server_says_cannot_break_the_file() {
        let text = written(json!({
            "backchannel_authentication_request_signing_alg_values_supported": ["ES\"256\n[x]"],
        }));

        assert_eq!(parsed(&text).clients.len(), 3);
    }
}
