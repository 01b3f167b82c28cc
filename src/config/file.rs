//! Reads a target file: every problem in it is told before the first request is sent.

mod clients;
mod document;
mod overrides;
mod resolve;
mod tables;
#[cfg(test)]
mod tests;
mod users;

use std::path::Path;

use super::{
    AuthenticationDeviceConfig, ConfigError, ConnectionConfig, Environment, LimitsConfig,
    LoginHintTokenIssuer, NotificationEndpointConfig, TargetConfig,
};
use resolve::Resolver;
pub(super) use resolve::read;
use tables::{AuthenticationDevice, File, HintIssuer, Limits, NotificationEndpoint, Tls};

/// The profiles that there are; the first is the one of a file that names none.
const PROFILES: [&str; 1] = ["ciba-core"];
const DEFAULT_CONCURRENCY: usize = 4;
/// A quarter of an hour: longer than the lifetimes that servers choose as a rule.
const DEFAULT_MAX_WAIT: u64 = 900;

impl TargetConfig {
    /// Reads and checks a target file, with what the environment of the process sets in it; paths are relative to the
    /// file.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&read(path)?, path, &Environment::of_process())
    }

    /// Checks the text of a target file.
    pub fn parse(text: &str, path: &Path, environment: &Environment) -> Result<Self, ConfigError> {
        let file = document::read(text, &path.display().to_string(), environment)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut problems = Problems::default();
        let target = target(file, &Resolver::new(folder, environment), &mut problems);
        match target {
            Some(target) if problems.0.is_empty() => Ok(target),
            _ => Err(ConfigError::all(problems.0)),
        }
    }
}

/// What is wrong so far.
#[derive(Default)]
struct Problems(Vec<ConfigError>);

impl Problems {
    /// The value, or nothing and one problem more.
    fn note<T>(&mut self, result: Result<T, ConfigError>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }
}

fn target(file: File, resolver: &Resolver<'_>, problems: &mut Problems) -> Option<TargetConfig> {
    let profile = problems.note(profile(file.profile));
    let issuer = problems.note(issuer(file.issuer));
    let metadata = file
        .metadata
        .and_then(|path| problems.note(resolver.json("metadata", &path)));
    let connection = problems.note(connection(file.tls, file.headers, resolver));
    let clients = clients::clients(file.clients, &file.parameters, resolver, problems);
    let special_clients =
        clients::special(file.special_clients, &file.parameters, resolver, problems);
    let users = users::users(file.users, resolver, problems);
    let login_hint_token_issuer = file
        .login_hint_token_issuer
        .and_then(|table| problems.note(hint_issuer(table, resolver)));
    Some(TargetConfig {
        name: file.name,
        issuer: issuer?,
        profile: profile?,
        metadata,
        clients,
        users: users?,
        authentication_device: device(file.authentication_device),
        notification_endpoint: file.notification_endpoint.map(notification_endpoint),
        limits: limits(&file.limits),
        hint_types: file.hint_types,
        login_hint_token_issuer,
        special_clients,
        connection: connection?,
        known_failing: file.known_failing.map(|path| resolver.path(&path)),
    })
}

fn profile(named: Option<String>) -> Result<String, ConfigError> {
    let profile = named.unwrap_or_else(|| PROFILES[0].to_owned());
    if PROFILES.contains(&profile.as_str()) {
        return Ok(profile);
    }
    Err(ConfigError::unusable(
        "profile",
        format!(
            "{profile:?} is unknown; there is: `{}`",
            PROFILES.join("`, `")
        ),
    ))
}

fn issuer(issuer: String) -> Result<String, ConfigError> {
    let unusable = |reason: &str| {
        ConfigError::unusable(
            "issuer",
            format!(
                "{issuer:?} {reason}; write the Issuer Identifier, such as \"https://op.example.com\""
            ),
        )
    };
    let url = url::Url::parse(&issuer).map_err(|error| unusable(&format!("is no URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unusable("is neither an https nor an http URL"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(unusable("has a query or a fragment"));
    }
    Ok(issuer)
}

fn connection(
    tls: Tls,
    headers: std::collections::BTreeMap<String, String>,
    resolver: &Resolver<'_>,
) -> Result<ConnectionConfig, ConfigError> {
    let ca_certificates = match tls.ca_certificate {
        Some(path) => resolver.certificates("tls.ca_certificate", &path)?,
        None => Vec::new(),
    };
    let headers = headers
        .into_iter()
        .map(|(name, value)| {
            let place = format!("headers.{name}");
            reqwest::header::HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| ConfigError::unusable(&place, "is no name of an HTTP header"))?;
            let value = resolver.secret(&place, value)?;
            reqwest::header::HeaderValue::from_str(value.expose()).map_err(|_| {
                ConfigError::unusable(&place, "has a value that no HTTP header can have")
            })?;
            Ok((name, value))
        })
        .collect::<Result<_, ConfigError>>()?;
    Ok(ConnectionConfig {
        ca_certificates,
        accept_invalid_certificates: tls.accept_invalid_certificates,
        headers,
    })
}

fn hint_issuer(
    table: HintIssuer,
    resolver: &Resolver<'_>,
) -> Result<LoginHintTokenIssuer, ConfigError> {
    let keys = resolver.keys("login_hint_token_issuer.jwks", &table.jwks, None)?;
    Ok(LoginHintTokenIssuer {
        issuer: table.issuer,
        key: keys.first,
    })
}

fn device(table: Option<AuthenticationDevice>) -> AuthenticationDeviceConfig {
    match table {
        Some(AuthenticationDevice::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        }) => AuthenticationDeviceConfig::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        },
        Some(AuthenticationDevice::None {}) | None => AuthenticationDeviceConfig::None,
    }
}

fn notification_endpoint(table: NotificationEndpoint) -> NotificationEndpointConfig {
    NotificationEndpointConfig {
        listen: table.listen,
        public_url: table.public_url,
    }
}

fn limits(table: &Limits) -> LimitsConfig {
    LimitsConfig {
        binding_message_max_length: table.binding_message_max_length,
        concurrency: table.concurrency.unwrap_or(DEFAULT_CONCURRENCY).max(1),
        unthrottled: table.unthrottled,
        max_wait: table.max_wait.unwrap_or(DEFAULT_MAX_WAIT),
    }
}
