use std::collections::{BTreeMap, HashSet};

use super::Problems;
use super::resolve::Resolver;
use super::tables::{ClientTable, SpecialClientTables};
use crate::config::{ClientConfig, ConfigError, SpecialClients};

type Parameters = BTreeMap<String, String>;

/// The clients to judge with; `parameters` are those of the whole file, which a client's own replace.
pub(super) fn clients(
    tables: Vec<ClientTable>,
    parameters: &Parameters,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> Vec<ClientConfig> {
    if tables.is_empty() {
        problems.note::<()>(Err(ConfigError::unusable(
            "clients",
            "there is none; write a table [[clients]] for each client to judge with",
        )));
    }
    let mut names = HashSet::new();
    for table in &tables {
        if !names.insert(table.id.clone()) {
            problems.note::<()>(Err(ConfigError::unusable(
                format!("clients, id {:?}", table.id),
                "used twice; each client needs a name of its own",
            )));
        }
    }
    tables
        .into_iter()
        .filter_map(|table| {
            let place = format!("clients, id {:?}", table.id);
            client(&place, table, parameters, resolver, problems)
        })
        .collect()
}

pub(super) fn special(
    tables: SpecialClientTables,
    parameters: &Parameters,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> SpecialClients {
    let mut special = |name: &str, table: Option<ClientTable>| {
        let place = format!("special_clients.{name}");
        table.and_then(|table| client(&place, table, parameters, resolver, problems))
    };
    SpecialClients {
        without_ciba: special("without_ciba", tables.without_ciba),
        unreachable_endpoint: special("unreachable_endpoint", tables.unreachable_endpoint),
        untrusted_endpoint: special("untrusted_endpoint", tables.untrusted_endpoint),
    }
}

fn client(
    place: &str,
    table: ClientTable,
    parameters: &Parameters,
    resolver: &Resolver<'_>,
    problems: &mut Problems,
) -> Option<ClientConfig> {
    problems.note(credentials(place, &table));
    let signs = signs(&table);
    let secret = problems
        .note(resolver.optional_secret(&format!("{place}, client_secret"), table.client_secret));
    let alg = table.request_signing_alg.as_deref();
    let keys = table
        .jwks
        .map(|path| problems.note(resolver.keys(&format!("{place}, jwks"), &path, alg, signs)));
    let keys = keys.flatten().unwrap_or_default();
    let mut parameters = parameters.clone();
    parameters.extend(table.parameters);
    Some(ClientConfig {
        secret: secret?,
        notification_path: table.notification_path.unwrap_or_else(|| table.id.clone()),
        id: table.id,
        client_id: table.client_id,
        mode: table.token_delivery_mode,
        pushed_authorization_required: table.require_pushed_authorization_requests,
        authentication_method: table.token_endpoint_auth_method,
        token_endpoint_audience: table.token_endpoint_audience,
        key: keys.first,
        other_key: keys.other,
        decryption_keys: keys.decrypting,
        user_code: table.user_code,
        request_signing_alg: table.request_signing_alg,
        client_id_with_request: table.client_id_with_request,
        id_token_signing_alg: table.id_token_signed_response_alg,
        scope: table.scope.unwrap_or_else(|| "openid".to_owned()),
        parameters: parameters.into_iter().collect(),
        refresh_token: table.refresh_token,
        sector: table.sector,
        undecoded: false,
    })
}

fn signs(table: &ClientTable) -> bool {
    !table.token_endpoint_auth_method.needs_secret() || table.request_signing_alg.is_some()
}

/// Whether the client has what its authentication method needs.
fn credentials(place: &str, table: &ClientTable) -> Result<(), ConfigError> {
    let method = table.token_endpoint_auth_method;
    if method.needs_secret() && table.client_secret.is_none() {
        return Err(ConfigError::unusable(
            place,
            format!("{method} needs client_secret, for example \"env:NAME\" or \"file:PATH\""),
        ));
    }
    if signs(table) && table.jwks.is_none() {
        return Err(ConfigError::unusable(
            place,
            "a client that signs needs jwks = \"file:PATH\", a JWK Set with its private key",
        ));
    }
    Ok(())
}
