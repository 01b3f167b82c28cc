//! A client in Authlete's words.

use serde_json::{Value, json};

use super::{Registration, grant_type_name};
use crate::secret::Secret;

/// What there is of a client, the secret included: who may manage clients may see it. What is not set is absent.
pub(crate) fn properties(registration: &Registration, service_number: u64) -> Value {
    let client = &registration.client;
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .filter_map(|grant| grant_type_name(grant))
        .collect();
    let client_type = if registration.public {
        "PUBLIC"
    } else {
        "CONFIDENTIAL"
    };
    let mut properties = json!({
        "number": registration.number,
        "serviceNumber": service_number,
        "clientId": client.client_id,
        // Deprecated, and always true.
        "clientIdAliasEnabled": true,
        "clientType": client_type,
        "tokenAuthMethod": client.token_endpoint_auth_method.authlete_name(),
        "grantTypes": grant_types,
        "idTokenSignAlg": client.id_token_signed_response_alg.name(),
        "bcUserCodeRequired": client.backchannel_user_code_parameter,
        "parRequired": client.require_pushed_authorization_requests,
        "locked": registration.locked,
        "createdAt": registration.created_at,
        "modifiedAt": registration.modified_at,
    });
    for (name, value) in optional_properties(registration) {
        if let Some(value) = value {
            properties[name] = value;
        }
    }
    for (name, value) in &registration.kept {
        if properties.get(name).is_none() {
            properties[name] = value.clone();
        }
    }
    properties
}

/// What is left out when it is not set.
fn optional_properties(registration: &Registration) -> [(&'static str, Option<Value>); 9] {
    let client = &registration.client;
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let mode = client
        .backchannel_token_delivery_mode
        .map(|mode| json!(mode.authlete_name()));
    let name = Some(&client.client_name).filter(|name| !name.is_empty());
    [
        ("clientName", name.map(|name| json!(name))),
        ("clientIdAlias", text(&client.client_id_alias)),
        (
            "clientSecret",
            client
                .client_secret
                .as_ref()
                .map(Secret::expose)
                .map(|secret| json!(secret)),
        ),
        ("developer", text(&registration.developer)),
        ("bcDeliveryMode", mode),
        (
            "bcNotificationEndpoint",
            text(&client.backchannel_client_notification_endpoint),
        ),
        (
            "bcRequestSignAlg",
            text(&client.backchannel_authentication_request_signing_alg),
        ),
        (
            "jwks",
            client.jwks.as_ref().map(|jwks| json!(jwks.to_string())),
        ),
        ("extension", extension(registration)),
    ]
}

/// The scopes that the client may ask for, when it may not ask for all, and what came with them.
fn extension(registration: &Registration) -> Option<Value> {
    let given = registration.kept.get("extension").cloned();
    given.or_else(|| {
        let scope = registration.client.scope.as_deref()?;
        let scopes: Vec<_> = scope.split_whitespace().collect();
        Some(json!({"requestableScopes": scopes, "requestableScopesEnabled": true}))
    })
}
