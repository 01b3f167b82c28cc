//! `/service/configuration`, `/service/jwks/get` and `/service/get`.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::clients::{CIBA_GRANT_TYPE, ClientAuthMethod, DeliveryMode, REFRESH_TOKEN_GRANT_TYPE};
use crate::fields::{FieldError, Fields};
use crate::form;
use crate::jws::{ASYMMETRIC_ALGS, SYMMETRIC_ALGS};
use crate::request::Request;
use crate::result_codes::{PATCH_UNSUPPORTED, SERVICE_UNKNOWN};
use crate::service::Service;

/// The discovery document of the authorization server, bare. The `patch` parameter is refused, not ignored.
pub(super) fn configuration(service: &Service, request: &Request) -> Answer {
    match Layout::read(request) {
        Ok(layout) if layout.patched => Answer::refused(400, &PATCH_UNSUPPORTED),
        Ok(layout) => layout.answer(&discovery_document(service)),
        Err(error) => error.into_answer(),
    }
}

/// The public keys, whatever `includePrivateKeys` says: the private ones are nobody's business.
pub(super) fn jwks(service: &Service, request: &Request) -> Answer {
    match Layout::read(request) {
        Ok(layout) => layout.answer(&service.keys.jwks()),
        Err(error) => error.into_answer(),
    }
}

/// The service's properties, bare. In version 2 the path names the service.
pub(super) fn get(service: &Service, request: &Request, argument: Option<&str>) -> Answer {
    if argument.is_some_and(|api_key| api_key != service.settings.api_key) {
        return Answer::refused(404, &SERVICE_UNKNOWN);
    }
    match Layout::read(request) {
        Ok(layout) => layout.answer(&properties(service)),
        Err(error) => error.into_answer(),
    }
}

/// How a JSON document is to be laid out: `pretty` and `patch`, from the query or the body of a POST.
struct Layout {
    pretty: bool,
    patched: bool,
}

impl Layout {
    fn read(request: &Request) -> Result<Self, FieldError> {
        if request.method == "POST" && !request.body.is_empty() {
            let fields = Fields::read(request)?;
            return Ok(Self {
                pretty: fields.flag("pretty")?,
                patched: fields.text("patch")?.is_some(),
            });
        }
        let query = form::parse(request.query().as_bytes()).unwrap_or_default();
        Ok(Self {
            pretty: query
                .iter()
                .any(|(name, value)| name == "pretty" && value.eq_ignore_ascii_case("true")),
            patched: query
                .iter()
                .any(|(name, value)| name == "patch" && !value.is_empty()),
        })
    }

    fn answer(&self, document: &Value) -> Answer {
        if self.pretty {
            Answer::raw(200, format!("{document:#}").into_bytes())
        } else {
            Answer::json(200, document)
        }
    }
}

fn discovery_document(service: &Service) -> Value {
    let settings = &service.settings;
    let modes: Vec<_> = settings
        .delivery_modes
        .iter()
        .map(|mode| mode.authlete_name().to_ascii_lowercase())
        .collect();
    let methods = ClientAuthMethod::ALL.map(ClientAuthMethod::name);
    let assertion_algs: Vec<_> = SYMMETRIC_ALGS.iter().chain(&ASYMMETRIC_ALGS).collect();
    json!({
        "issuer": service.endpoints.issuer,
        "token_endpoint": service.endpoints.token,
        "jwks_uri": service.endpoints.jwks,
        "scopes_supported": settings.scopes,
        "response_types_supported": ["none"],
        "grant_types_supported": [CIBA_GRANT_TYPE, REFRESH_TOKEN_GRANT_TYPE],
        "acr_values_supported": settings.acrs,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": assertion_algs,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "backchannel_token_delivery_modes_supported": modes,
        "backchannel_authentication_endpoint": service.endpoints.backchannel_authentication,
        "backchannel_authentication_request_signing_alg_values_supported": ASYMMETRIC_ALGS,
        "backchannel_user_code_parameter_supported": settings.user_code_supported,
    })
}

fn properties(service: &Service) -> Value {
    let settings = &service.settings;
    let modes: Vec<_> = settings
        .delivery_modes
        .iter()
        .copied()
        .map(DeliveryMode::authlete_name)
        .collect();
    let methods = ClientAuthMethod::ALL.map(ClientAuthMethod::authlete_name);
    let scopes: Vec<_> = settings
        .scopes
        .iter()
        .map(|scope| json!({"name": scope, "defaultEntry": false}))
        .collect();
    json!({
        "apiKey": settings.service_id,
        "serviceName": "Fake service",
        "issuer": service.endpoints.issuer,
        "tokenEndpoint": service.endpoints.token,
        "jwksUri": service.endpoints.jwks,
        "backchannelAuthenticationEndpoint": service.endpoints.backchannel_authentication,
        "supportedBackchannelTokenDeliveryModes": modes,
        "backchannelAuthReqIdDuration": settings.auth_req_id_duration,
        "backchannelPollingInterval": settings.polling_interval,
        "backchannelUserCodeParameterSupported": settings.user_code_supported,
        "backchannelBindingMessageRequiredInFapi": false,
        "supportedGrantTypes": ["CIBA", "REFRESH_TOKEN"],
        "supportedScopes": scopes,
        "supportedAcrs": settings.acrs,
        "supportedTokenAuthMethods": methods,
        "accessTokenType": "Bearer",
        "accessTokenDuration": settings.access_token_duration,
        "refreshTokenDuration": settings.refresh_token_duration,
        "idTokenDuration": settings.id_token_duration,
        "allowableClockSkew": settings.allowable_clock_skew,
        "errorDescriptionOmitted": settings.error_description_omitted,
        "errorUriOmitted": settings.error_uri_omitted,
        "clientIdAliasEnabled": true,
    })
}
