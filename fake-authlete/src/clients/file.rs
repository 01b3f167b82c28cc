//! Reads clients from TOML and says plainly what is wrong with them.

use std::collections::HashSet;

use serde::Deserialize;
use thiserror::Error;

use super::check::check;
use super::{CIBA_GRANT_TYPE, Client, REFRESH_TOKEN_GRANT_TYPE};

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
        check_in_file(&client, &mut names).map_err(|problem| ClientsError::Client {
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

fn check_in_file(client: &Client, names: &mut HashSet<String>) -> Result<(), String> {
    check_names(client, names)?;
    check_grant_names(client)?;
    check(client)
}

fn check_names(client: &Client, names: &mut HashSet<String>) -> Result<(), String> {
    let mut own = vec![client.client_id.to_string()];
    own.extend(client.client_id_alias.clone());
    match own.into_iter().find(|name| !names.insert(name.clone())) {
        Some(name) => Err(format!("another client is already named {name}")),
        None => Ok(()),
    }
}

fn check_grant_names(client: &Client) -> Result<(), String> {
    let known = [CIBA_GRANT_TYPE, REFRESH_TOKEN_GRANT_TYPE];
    match client
        .grant_types
        .iter()
        .find(|grant| !known.contains(&grant.as_str()))
    {
        Some(grant) => Err(format!(
            "grant_types must be among {}, but holds \"{grant}\"",
            known.join(", ")
        )),
        None => Ok(()),
    }
}
