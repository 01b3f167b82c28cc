//! Which tenant: the variables that Authlete's own libraries read.

use anyhow::bail;
use embedded::live::Tenant;
use reference_server::authlete::Credentials;
use url::Url;

const BASE_URL: &str = "AUTHLETE_BASE_URL";
const VERSION: &str = "AUTHLETE_API_VERSION";
const API_KEY: &str = "AUTHLETE_SERVICE_APIKEY";
const ACCESS_TOKEN: &str = "AUTHLETE_SERVICE_ACCESSTOKEN";
const API_SECRET: &str = "AUTHLETE_SERVICE_APISECRET";
const OWNER_KEY: &str = "AUTHLETE_SERVICEOWNER_APIKEY";
const OWNER_SECRET: &str = "AUTHLETE_SERVICEOWNER_APISECRET";
const PROVISION: &str = "AUTHLETE_PROVISION";

/// Each variable with what it is for; `None` stands for both versions.
const VARIABLES: [(&str, Option<bool>, &str); 7] = [
    (VERSION, None, "V3, or V2 for Authlete 2.x"),
    (BASE_URL, None, "for example https://us.authlete.com"),
    (API_KEY, None, "the number of the service"),
    (ACCESS_TOKEN, Some(true), "a service access token"),
    (API_SECRET, Some(false), "the API secret of the service"),
    (
        OWNER_KEY,
        Some(false),
        "the API key of the service's owner, who may read the service",
    ),
    (
        OWNER_SECRET,
        Some(false),
        "the API secret of the service's owner",
    ),
];

/// What a call depends on, by whom it is made.
pub(crate) const TOKEN_VARIABLES: &str = "AUTHLETE_SERVICE_ACCESSTOKEN and AUTHLETE_SERVICE_APIKEY";
pub(crate) const SERVICE_VARIABLES: &str = "AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_APISECRET";
pub(crate) const OWNER_VARIABLES: &str =
    "AUTHLETE_SERVICEOWNER_APIKEY and AUTHLETE_SERVICEOWNER_APISECRET";

/// What the variables say.
pub(crate) struct Environment {
    values: Vec<(&'static str, String)>,
    v3: bool,
    /// Whether the run may create clients, and delete them again.
    pub(crate) provision: bool,
}

impl Environment {
    /// Reads the variables; fails with the list of those that are missing.
    pub(crate) fn read() -> anyhow::Result<Self> {
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let is_version_given = value(VERSION).is_some();
        let v3 = match value(VERSION).as_deref() {
            Some("V2" | "v2") => false,
            Some("V3" | "v3") | None => true,
            Some(other) => bail!("{VERSION} is {other:?}, expected V2 or V3"),
        };
        let mut values = Vec::new();
        let mut missing = Vec::new();
        for (name, of_v3, what) in VARIABLES {
            let is_needed = of_v3.is_none_or(|of_v3| of_v3 == v3);
            match value(name) {
                Some(value) if is_needed => {
                    check(name, &value)?;
                    values.push((name, value));
                }
                None if is_needed => missing.push(format!("  {name:31} {what}")),
                // Whoever has not said the version may mean the other one.
                None if !is_version_given => {
                    missing.push(format!("  {name:31} {what}, for V2 instead"));
                }
                _ => (),
            }
        }
        if !missing.is_empty() {
            bail!(
                "these variables are not set, and without a tenant there is nothing to judge:\n{}\n  \
                 {PROVISION:31} 1, if the run may create clients and delete them again (optional)\n`cargo run -p \
                 fake-authlete` prints values for a fake tenant",
                missing.join("\n")
            );
        }
        let provision = match value(PROVISION).as_deref() {
            Some("1" | "true") => true,
            Some("0" | "false") | None => false,
            Some(other) => bail!(
                "{PROVISION} is {other:?}, expected 1, if the run may create clients and delete them again, or 0"
            ),
        };
        Ok(Self {
            values,
            v3,
            provision,
        })
    }

    fn get(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    pub(crate) fn is_v3(&self) -> bool {
        self.v3
    }

    pub(crate) fn base_url(&self) -> &str {
        self.get(BASE_URL).trim_end_matches('/')
    }

    pub(crate) fn api_key(&self) -> &str {
        self.get(API_KEY)
    }

    pub(crate) fn access_token(&self) -> &str {
        self.get(ACCESS_TOKEN)
    }

    /// User name and password of the service, and of its owner.
    pub(crate) fn pairs(&self) -> [(&str, &str); 2] {
        [
            (self.get(API_KEY), self.get(API_SECRET)),
            (self.get(OWNER_KEY), self.get(OWNER_SECRET)),
        ]
    }

    /// What the reference server needs.
    pub(crate) fn tenant(&self) -> Tenant {
        let credentials = if self.v3 {
            Credentials::V3 {
                service_id: self.api_key().to_owned(),
                access_token: self.access_token().into(),
            }
        } else {
            Credentials::V2 {
                api_key: self.api_key().to_owned(),
                api_secret: self.get(API_SECRET).into(),
            }
        };
        Tenant {
            base_url: self.base_url().to_owned(),
            credentials,
        }
    }
}

/// Refuses a value that cannot be meant; the value of a secret is not repeated.
fn check(name: &str, value: &str) -> anyhow::Result<()> {
    match name {
        BASE_URL => {
            let url = Url::parse(value).ok().filter(|url| {
                ["http", "https"].contains(&url.scheme())
                    && url.path() == "/"
                    && url.query().is_none()
                    && url.fragment().is_none()
                    && url.username().is_empty()
                    && url.password().is_none()
            });
            if url.is_none() {
                // A password may be in it.
                bail!(
                    "{name} is not the URL of an Authlete: expected a scheme and a host alone, for example \
                     https://us.authlete.com"
                );
            }
        }
        API_KEY if !value.bytes().all(|byte| byte.is_ascii_digit()) => {
            bail!("{name} is {value:?}, expected the number of the service")
        }
        _ if !value.bytes().all(|byte| byte.is_ascii_graphic()) => {
            bail!("{name} has a blank or a control character in it, or one beyond ASCII")
        }
        _ => (),
    }
    Ok(())
}
