//! `/client/get/{clientId}`: what a client is registered with.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::clients::{Client, REFRESH_TOKEN_GRANT_TYPE};
use crate::result_codes::CLIENT_NOT_FOUND;
use crate::service::Service;

/// The client of that number or alias, bare, and without its secret: a CIBA server has no use for it.
pub(super) fn get(service: &Service, argument: Option<&str>) -> Answer {
    match argument.and_then(|name| service.clients.find(name)) {
        Some(identified) => Answer::json(200, &properties(&identified.client)),
        None => Answer::refused(404, &CLIENT_NOT_FOUND),
    }
}

fn properties(client: &Client) -> Value {
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .map(|grant| match grant.as_str() {
            REFRESH_TOKEN_GRANT_TYPE => "REFRESH_TOKEN",
            _ => "CIBA",
        })
        .collect();
    let mut properties = json!({
        "clientId": client.client_id,
        "clientIdAliasEnabled": client.client_id_alias.is_some(),
        "clientName": client.client_name,
        "clientType": "CONFIDENTIAL",
        "tokenAuthMethod": client.token_endpoint_auth_method.authlete_name(),
        "grantTypes": grant_types,
        "idTokenSignAlg": client.id_token_signed_response_alg.name(),
        "bcUserCodeRequired": client.backchannel_user_code_parameter,
    });
    for (name, value) in optional_properties(client) {
        if let Some(value) = value {
            properties[name] = json!(value);
        }
    }
    properties
}

/// What is left out when it is not set.
fn optional_properties(client: &Client) -> [(&'static str, Option<String>); 5] {
    let mode = client
        .backchannel_token_delivery_mode
        .map(|mode| mode.authlete_name().to_owned());
    let endpoint = client.backchannel_client_notification_endpoint.clone();
    let signing_alg = client
        .backchannel_authentication_request_signing_alg
        .clone();
    [
        ("clientIdAlias", client.client_id_alias.clone()),
        ("bcDeliveryMode", mode),
        ("bcNotificationEndpoint", endpoint),
        ("bcRequestSignAlg", signing_alg),
        ("jwks", client.jwks.as_ref().map(Value::to_string)),
    ]
}
