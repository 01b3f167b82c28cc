//! Reads clients from TOML and says plainly what is wrong with them.

use std::collections::HashSet;

use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

use super::{CIBA_GRANT_TYPE, Client, ClientAuthMethod, DeliveryMode, REFRESH_TOKEN_GRANT_TYPE};
use crate::jws;

/// Why a clients file cannot be used.
#[derive(Debug, Error)]
pub enum ClientsError {
    /// The text is not TOML, or holds something else than `[[clients]]`.
    #[error("the clients file cannot be read: {0}")]
    File(#[source] Box<toml::de::Error>),
    /// One client's table has an unknown key, lacks one, or holds a value of a wrong type.
    #[error("client {client}: {source}")]
    Table {
        /// The client's alias or ID, or its place in the file.
        client: String,
        /// What is wrong with the table.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// One client's values do not go together.
    #[error("client {client}: {problem}")]
    Client {
        /// The client's alias or ID.
        client: String,
        /// What was expected and what came.
        problem: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientsFile {
    clients: Vec<toml::Table>,
}

/// Reads the `[[clients]]` tables of a TOML text and checks that each client can do what it is registered for.
///
/// Fails with a [`ClientsError`] that names the client.
pub fn clients_from_toml(text: &str) -> Result<Vec<Client>, ClientsError> {
    let file: ClientsFile =
        toml::from_str(text).map_err(|error| ClientsError::File(Box::new(error)))?;
    let mut names = HashSet::new();
    let mut clients = Vec::with_capacity(file.clients.len());
    for (index, table) in file.clients.into_iter().enumerate() {
        let client = client_from_table(index, table)?;
        check(&client, &mut names).map_err(|problem| ClientsError::Client {
            client: label(&client),
            problem,
        })?;
        clients.push(client);
    }
    Ok(clients)
}

fn client_from_table(index: usize, table: toml::Table) -> Result<Client, ClientsError> {
    let label = ["client_id_alias", "client_id"]
        .iter()
        .find_map(|key| table.get(*key))
        .map_or_else(
            || format!("number {} of the file", index + 1),
            |value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), ToOwned::to_owned)
            },
        );
    table.try_into().map_err(|error| ClientsError::Table {
        client: label,
        source: Box::new(error),
    })
}

fn label(client: &Client) -> String {
    client
        .client_id_alias
        .clone()
        .unwrap_or_else(|| client.client_id.to_string())
}

fn check(client: &Client, names: &mut HashSet<String>) -> Result<(), String> {
    check_names(client, names)?;
    check_authentication(client)?;
    check_delivery(client)?;
    check_signing_alg(client)?;
    check_grants(client)
}

fn check_names(client: &Client, names: &mut HashSet<String>) -> Result<(), String> {
    if !(1..=i64::MAX.unsigned_abs()).contains(&client.client_id) {
        return Err("client_id must be a positive 64-bit number".to_owned());
    }
    let mut own = vec![client.client_id.to_string()];
    if let Some(alias) = &client.client_id_alias {
        if alias.is_empty() || alias.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!(
                "client_id_alias must hold a character that is no digit, but is \"{alias}\""
            ));
        }
        own.push(alias.clone());
    }
    match own.into_iter().find(|name| !names.insert(name.clone())) {
        Some(name) => Err(format!("another client is already named {name}")),
        None => Ok(()),
    }
}

fn check_authentication(client: &Client) -> Result<(), String> {
    let method = client.token_endpoint_auth_method;
    let has_secret = client
        .client_secret
        .as_ref()
        .is_some_and(|secret| !secret.expose().is_empty());
    if method != ClientAuthMethod::PrivateKeyJwt && !has_secret {
        return Err(format!(
            "{} needs a client_secret, but none is set",
            method.name()
        ));
    }
    Ok(())
}

fn check_delivery(client: &Client) -> Result<(), String> {
    let Some(mode) = client.backchannel_token_delivery_mode else {
        return Ok(());
    };
    match &client.backchannel_client_notification_endpoint {
        None if mode.notifies() => Err(
            "ping and push mode need a backchannel_client_notification_endpoint, but none is set"
                .to_owned(),
        ),
        Some(endpoint) => check_endpoint(endpoint),
        None => Ok(()),
    }
}

/// A notification endpoint is https (CIBA Core 1.0, section 9); plain http is let through on loopback.
fn check_endpoint(endpoint: &str) -> Result<(), String> {
    let url = Url::parse(endpoint).map_err(|error| {
        format!(
            "backchannel_client_notification_endpoint must be a URL, but is \"{endpoint}\": {error}"
        )
    })?;
    let loopback = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        _ => Err(format!(
            "backchannel_client_notification_endpoint must be https, or http on loopback, but is \"{endpoint}\""
        )),
    }
}

fn check_signing_alg(client: &Client) -> Result<(), String> {
    match &client.backchannel_authentication_request_signing_alg {
        Some(alg) if !jws::ASYMMETRIC_ALGS.contains(&alg.as_str()) => Err(format!(
            "backchannel_authentication_request_signing_alg must be one of {}, but is \"{alg}\"",
            jws::ASYMMETRIC_ALGS.join(", ")
        )),
        _ => Ok(()),
    }
}

fn check_grants(client: &Client) -> Result<(), String> {
    let known = [CIBA_GRANT_TYPE, REFRESH_TOKEN_GRANT_TYPE];
    if let Some(grant) = client
        .grant_types
        .iter()
        .find(|grant| !known.contains(&grant.as_str()))
    {
        return Err(format!(
            "grant_types must be among {}, but holds \"{grant}\"",
            known.join(", ")
        ));
    }
    let asks_for_tokens = matches!(
        client.backchannel_token_delivery_mode,
        Some(DeliveryMode::Poll | DeliveryMode::Ping)
    );
    if asks_for_tokens && !client.has_grant(CIBA_GRANT_TYPE) {
        return Err(format!(
            "poll and ping mode need the grant type {CIBA_GRANT_TYPE}, but grant_types has it not"
        ));
    }
    Ok(())
}
