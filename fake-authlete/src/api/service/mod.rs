//! `/service/configuration`, `/service/jwks/get`, `/service/get` and `/service/update`.

mod given;
mod properties;

use serde_json::{Value, json};

use self::given::PropertyError;

use crate::answer::Answer;
use crate::clients::ClientAuthMethod;
use crate::fields::{FieldError, Fields};
use crate::form;
use crate::jws::{ASYMMETRIC_ALGS, SYMMETRIC_ALGS};
use crate::request::Request;
use crate::result_codes::{PATCH_UNSUPPORTED, SERVICE_PROPERTY_WRONG, SERVICE_UNKNOWN};
use crate::service::Service;

pub(super) use properties::SERVICE_NUMBER;

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
    if is_another(service, argument) {
        return Answer::refused(404, &SERVICE_UNKNOWN);
    }
    match Layout::read(request) {
        Ok(layout) => layout.answer(&properties::of(&service.configured())),
        Err(error) => error.into_answer(),
    }
}

/// Sets the service's properties and answers with them. What runs already keeps what it was started with.
pub(super) fn update(service: &Service, request: &Request, argument: Option<&str>) -> Answer {
    if is_another(service, argument) {
        return Answer::refused(404, &SERVICE_UNKNOWN);
    }
    let configured = Fields::read(request)
        .map_err(PropertyError::from)
        .and_then(|fields| given::read(&fields, &service.configured()));
    match configured {
        Ok(configured) => {
            let properties = properties::of(&configured);
            service.configure(configured);
            Answer::json(200, &properties)
        }
        Err(PropertyError::Field(error)) => error.into_answer(),
        Err(PropertyError::Wrong(problem)) => {
            Answer::refused_because(400, &SERVICE_PROPERTY_WRONG, &problem)
        }
    }
}

/// Sets the named properties and keeps the others.
pub(crate) fn configure(service: &Service, named: &Value) -> Result<(), String> {
    let named = named.as_object().ok_or("expected a JSON object")?;
    let configured = service.configured();
    let mut all = properties::of(&configured);
    for (name, value) in named {
        all[name] = value.clone();
    }
    let fields = Fields::from_value(all).ok_or("expected a JSON object")?;
    let mut configured = given::read(&fields, &configured).map_err(|error| match error {
        PropertyError::Field(_) => "a property has a wrong type".to_owned(),
        PropertyError::Wrong(problem) => problem,
    })?;
    if named.get("supportedAcrs").is_some_and(Value::is_null) {
        configured.settings.acrs.clear();
    }
    service.configure(configured);
    Ok(())
}

fn is_another(service: &Service, argument: Option<&str>) -> bool {
    argument.is_some_and(|api_key| api_key != service.configured().settings.api_key)
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
    let configured = service.configured();
    let (settings, endpoints) = (&configured.settings, &configured.endpoints);
    let modes: Vec<_> = settings
        .delivery_modes
        .iter()
        .map(|mode| mode.authlete_name().to_ascii_lowercase())
        .collect();
    let methods: Vec<_> = settings
        .auth_methods
        .iter()
        .copied()
        .map(ClientAuthMethod::name)
        .collect();
    let assertion_algs: Vec<_> = SYMMETRIC_ALGS.iter().chain(&ASYMMETRIC_ALGS).collect();
    let mut document = json!({
        "issuer": endpoints.issuer,
        "token_endpoint": endpoints.token,
        "jwks_uri": endpoints.jwks,
        "scopes_supported": settings.scopes,
        "response_types_supported": ["none"],
        "grant_types_supported": settings.grant_types,
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
        "backchannel_authentication_endpoint": endpoints.backchannel_authentication,
        "backchannel_authentication_request_signing_alg_values_supported": ASYMMETRIC_ALGS,
        "backchannel_user_code_parameter_supported": settings.user_code_supported,
    });
    if let Some(userinfo) = &endpoints.userinfo {
        document["userinfo_endpoint"] = json!(userinfo);
    }
    document
}
