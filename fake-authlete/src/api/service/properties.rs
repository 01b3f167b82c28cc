//! The service in Authlete's words.

use serde_json::{Value, json};

use crate::clients::{ClientAuthMethod, DeliveryMode, grant_type_name};
use crate::service::Configured;

/// The sequential number that Authlete counts services by.
pub(in crate::api) const SERVICE_NUMBER: u64 = 5041;

/// Lists that an update may fill with more than the fake understands: they are told as they were given.
const TOLD_AS_GIVEN: [&str; 3] = [
    "supportedScopes",
    "supportedGrantTypes",
    "supportedTokenAuthMethods",
];

/// What the service is set to. What is not set is absent; flags and numbers always are there.
pub(super) fn of(configured: &Configured) -> Value {
    let mut properties = known(configured);
    for (name, value) in &configured.given {
        if TOLD_AS_GIVEN.contains(&name.as_str()) || properties.get(name).is_none() {
            properties[name] = value.clone();
        }
    }
    if let Some(members) = properties.as_object_mut() {
        members.retain(|_, value| !value.is_null() && value.as_array() != Some(&Vec::new()));
    }
    properties
}

fn known(configured: &Configured) -> Value {
    let (settings, endpoints) = (&configured.settings, &configured.endpoints);
    let modes: Vec<_> = settings
        .delivery_modes
        .iter()
        .copied()
        .map(DeliveryMode::authlete_name)
        .collect();
    let methods: Vec<_> = settings
        .auth_methods
        .iter()
        .copied()
        .map(ClientAuthMethod::authlete_name)
        .collect();
    let grant_types: Vec<_> = settings
        .grant_types
        .iter()
        .filter_map(|grant| grant_type_name(grant))
        .collect();
    let scopes: Vec<_> = settings
        .scopes
        .iter()
        .map(|scope| json!({"name": scope, "defaultEntry": false}))
        .collect();
    json!({
        "number": SERVICE_NUMBER,
        "apiKey": settings.service_id,
        "serviceName": "Fake service",
        "issuer": endpoints.issuer,
        "tokenEndpoint": endpoints.token,
        "jwksUri": endpoints.jwks,
        "userInfoEndpoint": endpoints.userinfo,
        "backchannelAuthenticationEndpoint": endpoints.backchannel_authentication,
        "supportedBackchannelTokenDeliveryModes": modes,
        "backchannelAuthReqIdDuration": settings.auth_req_id_duration,
        "backchannelPollingInterval": settings.polling_interval,
        "backchannelUserCodeParameterSupported": settings.user_code_supported,
        "backchannelBindingMessageRequiredInFapi": false,
        "supportedGrantTypes": grant_types,
        "supportedScopes": scopes,
        "supportedAcrs": settings.acrs,
        "supportedTokenAuthMethods": methods,
        "accessTokenType": "Bearer",
        "accessTokenSignAlg": settings.access_token_sign_alg.map(crate::IdTokenAlg::name),
        "accessTokenDuration": settings.access_token_duration,
        "refreshTokenDuration": settings.refresh_token_duration,
        "idTokenDuration": settings.id_token_duration,
        "allowableClockSkew": settings.allowable_clock_skew,
        "errorDescriptionOmitted": settings.error_description_omitted,
        "errorUriOmitted": settings.error_uri_omitted,
        "clientIdAliasEnabled": true,
    })
}
