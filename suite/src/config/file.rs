//! Reads a target file: every problem in it is told before the first request is sent.

mod clients;
mod connection;
mod device;
mod document;
#[cfg(test)]
mod guide;
mod notification_endpoint;
mod overrides;
mod problems;
mod resolve;
mod tables;
#[cfg(test)]
mod tests;
mod users;

use std::path::Path;

use serde_json::Value;

use super::read::read;
use super::{ConfigError, Environment, LimitsConfig, LoginHintTokenIssuer, TargetConfig};
use problems::Problems;
use resolve::Resolver;
use tables::{File, HintIssuer, Limits};

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

fn target(file: File, resolver: &Resolver<'_>, problems: &mut Problems) -> Option<TargetConfig> {
    let profile = problems.note(profile(file.profile));
    let issuer = problems.note(issuer(file.issuer));
    let metadata = file
        .metadata
        .and_then(|path| problems.note(resolver.json("metadata", &path)));
    let jwks = file
        .jwks
        .and_then(|path| problems.note(jwk_set(&path, resolver)));
    let connection = problems.note(connection::connection(
        file.tls,
        file.connection,
        file.headers,
        resolver,
    ));
    let clients = clients::clients(file.clients, &file.parameters, resolver, problems);
    let special_clients =
        clients::special(file.special_clients, &file.parameters, resolver, problems);
    let users = users::users(file.users, resolver, problems);
    let login_hint_token_issuer = file
        .login_hint_token_issuer
        .and_then(|table| problems.note(hint_issuer(table, resolver)));
    let decisions = device::decisions(file.authentication_device.as_ref());
    let authentication_device = problems.note(device::device(file.authentication_device, resolver));
    let notification_endpoint = match file.notification_endpoint {
        Some(table) => problems.note(notification_endpoint::endpoint(table, resolver)),
        None => None,
    };
    let target = TargetConfig {
        name: file.name,
        issuer: issuer?,
        profile: profile?,
        metadata,
        jwks,
        clients,
        users: users?,
        authentication_device: authentication_device?,
        decisions,
        notification_endpoint,
        limits: limits(&file.limits),
        hint_types: file.hint_types,
        login_hint_token_issuer,
        special_clients,
        connection: connection?,
        known_failing: file.known_failing.map(|path| resolver.path(&path)),
    };
    users::check(&target, problems);
    problems.note(device::check(&target))?;
    Some(target)
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

/// The OP's own keys.
fn jwk_set(path: &str, resolver: &Resolver<'_>) -> Result<Value, ConfigError> {
    let document = resolver.json("jwks", path)?;
    if document.get("keys").is_some_and(Value::is_array) {
        return Ok(document);
    }
    Err(ConfigError::unusable(
        "jwks",
        format!("{path} is no JWK Set: it has no array `keys`"),
    ))
}

fn hint_issuer(
    table: HintIssuer,
    resolver: &Resolver<'_>,
) -> Result<LoginHintTokenIssuer, ConfigError> {
    const PLACE: &str = "login_hint_token_issuer.jwks";
    let keys = resolver.keys(PLACE, &table.jwks, None, true)?;
    let none = || ConfigError::unusable(PLACE, "has no private key to sign with");
    Ok(LoginHintTokenIssuer {
        issuer: table.issuer,
        key: keys.first.ok_or_else(none)?,
    })
}

fn limits(table: &Limits) -> LimitsConfig {
    LimitsConfig {
        binding_message_max_length: table.binding_message_max_length,
        concurrency: table.concurrency.unwrap_or(DEFAULT_CONCURRENCY).max(1),
        unthrottled: table.unthrottled,
        pending_per_user: table.pending_per_user,
        max_wait: table.max_wait.unwrap_or(DEFAULT_MAX_WAIT),
        callback_wait: table.callback_wait,
    }
}
