//! Which Authlete to use: the variables that Authlete's own libraries read, or the `[authlete]` table of the file.

use super::file::AuthleteTable;
use super::{ConfigError, Environment, check_url};
use crate::authlete::{AuthleteSettings, Credentials};
use crate::secret::Secret;

const BASE_URL: &str = "AUTHLETE_BASE_URL";
const API_VERSION: &str = "AUTHLETE_API_VERSION";
const API_KEY: &str = "AUTHLETE_SERVICE_APIKEY";
const API_SECRET: &str = "AUTHLETE_SERVICE_APISECRET";
const ACCESS_TOKEN: &str = "AUTHLETE_SERVICE_ACCESSTOKEN";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    V2,
    V3,
}

/// What is set, in the environment or else in the file.
struct Given {
    base_url: Option<String>,
    api_version: Option<String>,
    api_key: Option<String>,
    api_secret: Option<Secret>,
    access_token: Option<Secret>,
}

impl Given {
    fn new(table: &AuthleteTable, environment: &Environment) -> Self {
        let text = |name, file: &Option<String>| environment.get(name).or_else(|| file.clone());
        let secret = |name, file: &Option<Secret>| {
            let variable = environment.get(name).map(Secret::from);
            variable.or_else(|| file.clone())
        };
        Self {
            base_url: text(BASE_URL, &table.base_url),
            api_version: text(API_VERSION, &table.api_version),
            api_key: text(API_KEY, &table.service_api_key),
            api_secret: secret(API_SECRET, &table.service_api_secret),
            access_token: secret(ACCESS_TOKEN, &table.service_access_token),
        }
    }

    fn is_nothing(&self) -> bool {
        let texts = [&self.base_url, &self.api_version, &self.api_key];
        let secrets = [&self.api_secret, &self.access_token];
        texts.iter().all(|text| text.is_none()) && secrets.iter().all(|secret| secret.is_none())
    }
}

/// `None` if nothing at all is set.
pub(super) fn settings(
    table: &AuthleteTable,
    environment: &Environment,
) -> Result<Option<AuthleteSettings>, ConfigError> {
    let given = Given::new(table, environment);
    if given.is_nothing() {
        return Ok(None);
    }
    let version = version(given.api_version.as_deref(), given.access_token.is_some())?;
    let (credential, name) = match version {
        Version::V2 => (given.api_secret, API_SECRET),
        Version::V3 => (given.access_token, ACCESS_TOKEN),
    };
    let (Some(base_url), Some(api_key), Some(credential)) =
        (&given.base_url, &given.api_key, &credential)
    else {
        let missing = [
            (BASE_URL, given.base_url.is_none()),
            (API_KEY, given.api_key.is_none()),
            (name, credential.is_none()),
        ];
        return Err(incomplete(version, given.api_version.is_some(), &missing));
    };
    check_url(BASE_URL, base_url)?;
    Ok(Some(AuthleteSettings {
        base_url: base_url.clone(),
        credentials: credentials(version, api_key, credential)?,
    }))
}

fn version(given: Option<&str>, has_access_token: bool) -> Result<Version, ConfigError> {
    match given {
        None if has_access_token => Ok(Version::V3),
        Some("V3" | "v3") => Ok(Version::V3),
        None | Some("V2" | "v2") => Ok(Version::V2),
        Some(got) => Err(ConfigError::Value {
            name: API_VERSION,
            expected: "V2 or V3",
            got: got.to_owned(),
        }),
    }
}

fn incomplete(
    version: Version,
    is_version_given: bool,
    candidates: &[(&'static str, bool)],
) -> ConfigError {
    let missing = candidates.iter().filter(|(_, is_missing)| *is_missing);
    // Version 2 was a guess then.
    let alternative = if version == Version::V2 && !is_version_given {
        " (or AUTHLETE_SERVICE_ACCESSTOKEN instead of AUTHLETE_SERVICE_APISECRET, for version V3)"
    } else {
        ""
    };
    ConfigError::AuthleteIncomplete {
        version: match version {
            Version::V2 => "V2",
            Version::V3 => "V3",
        },
        missing: missing.map(|(name, _)| *name).collect(),
        alternative,
    }
}

/// The service id is part of each path in version 3; a token that cannot stand in a header is a slip of the pen.
fn credentials(
    version: Version,
    api_key: &str,
    credential: &Secret,
) -> Result<Credentials, ConfigError> {
    if version == Version::V2 {
        return Ok(Credentials::V2 {
            api_key: api_key.to_owned(),
            api_secret: credential.known_as(),
        });
    }
    let wrong = |name, expected, got: &str| ConfigError::Value {
        name,
        expected,
        got: got.to_owned(),
    };
    if !api_key.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong(API_KEY, "the number of the service", api_key));
    }
    if !credential
        .expose()
        .bytes()
        .all(|byte| byte.is_ascii_graphic())
    {
        return Err(wrong(
            ACCESS_TOKEN,
            "a token without blanks and control characters",
            "[redacted]",
        ));
    }
    Ok(Credentials::V3 {
        service_id: api_key.to_owned(),
        access_token: credential.known_as(),
    })
}
