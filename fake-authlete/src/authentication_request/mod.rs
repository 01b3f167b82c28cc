//! Verifies an authentication request (CIBA Core 1.0, sections 7.1 and 7.2), once its client is authenticated.

mod hint;
mod id_token_hint;
mod request_object;
mod scope;

use crate::clients::{CIBA_GRANT_TYPE, Client, DeliveryMode, IdentifiedClient};
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    CLIENT_PUBLIC, DELIVERY_MODE_UNSET, DELIVERY_MODE_UNSUPPORTED, GRANT_UNREGISTERED,
    NOTIFICATION_ENDPOINT_UNSET, NOTIFICATION_TOKEN_MALFORMED, NOTIFICATION_TOKEN_MISSING,
    NOTIFICATION_TOKEN_TOO_LONG, REQUEST_URI_UNSUPPORTED, REQUESTED_EXPIRY_WRONG,
    USER_CODE_MISSING,
};
use crate::service::Service;
use crate::store::AuthenticationRequest;

pub(crate) use scope::claim_names;

/// The longest client_notification_token (CIBA Core 1.0, section 7.1).
const MAX_NOTIFICATION_TOKEN: usize = 1024;

/// Verifies the parameters of a request by that client.
///
/// The order is the fake's own, because Authlete's is not published: the request object first, then what the client
/// is registered for, then the parameters as section 7.1 lists them.
pub(crate) fn verify(
    service: &Service,
    client: &IdentifiedClient,
    sent: &Parameters,
) -> Result<AuthenticationRequest, ClientError> {
    sent.refuse_duplicates()?;
    if sent.get("request_uri").is_some() {
        return Err(ClientError::invalid_request(REQUEST_URI_UNSUPPORTED));
    }
    let signed = match sent.get("request") {
        Some(object) => Some(request_object::verify(
            service,
            &client.client,
            object,
            sent,
        )?),
        None => None,
    };
    let parameters = signed.as_ref().unwrap_or(sent);
    let mode = registered_mode(service, client)?;
    let scopes = scope::requested(service, &client.client, parameters)?;
    let client_notification_token = notification_token(mode, parameters)?;
    let hint = hint::only(parameters)?;
    let hinted_subject = hint.subject(service, &client.client)?;
    let user_code = user_code(service, &client.client, parameters)?;
    Ok(AuthenticationRequest {
        mode,
        scopes,
        acrs: supported_acrs(service, parameters),
        client_notification_token,
        hint_type: hint.hint_type,
        hint: hint.value.to_owned(),
        hinted_subject,
        binding_message: parameters.get("binding_message").map(ToOwned::to_owned),
        user_code,
        requested_expiry: requested_expiry(parameters)?,
        client: client.clone(),
    })
}

/// Whether requests by that client must carry a user_code.
pub(crate) fn is_user_code_required(service: &Service, client: &Client) -> bool {
    service.configured().settings.user_code_supported && client.backchannel_user_code_parameter
}

/// The mode of a client that may use CIBA, at a service that supports it.
fn registered_mode(
    service: &Service,
    identified: &IdentifiedClient,
) -> Result<DeliveryMode, ClientError> {
    let refuse = |code| Err(ClientError::new("unauthorized_client", code));
    let client = &identified.client;
    if identified.public {
        return refuse(CLIENT_PUBLIC);
    }
    let Some(mode) = client.backchannel_token_delivery_mode else {
        return refuse(DELIVERY_MODE_UNSET);
    };
    let configured = service.configured();
    let supported = configured.settings.has_grant(CIBA_GRANT_TYPE)
        && configured.settings.delivery_modes.contains(&mode);
    if !supported {
        return refuse(DELIVERY_MODE_UNSUPPORTED);
    }
    if mode != DeliveryMode::Push && !client.has_grant(CIBA_GRANT_TYPE) {
        return refuse(GRANT_UNREGISTERED);
    }
    if mode.notifies() && client.backchannel_client_notification_endpoint.is_none() {
        return refuse(NOTIFICATION_ENDPOINT_UNSET);
    }
    Ok(mode)
}

/// The client_notification_token: required for ping and push. A poll client's is echoed if it could be one.
fn notification_token(
    mode: DeliveryMode,
    parameters: &Parameters,
) -> Result<Option<String>, ClientError> {
    let token = parameters.get("client_notification_token");
    let verdict = match token {
        None => Err(NOTIFICATION_TOKEN_MISSING),
        Some(token) if token.chars().count() > MAX_NOTIFICATION_TOKEN => {
            Err(NOTIFICATION_TOKEN_TOO_LONG)
        }
        Some(token) if !is_b64token(token) => Err(NOTIFICATION_TOKEN_MALFORMED),
        Some(token) => Ok(token.to_owned()),
    };
    match verdict {
        Ok(token) => Ok(Some(token)),
        Err(_) if !mode.notifies() => Ok(None),
        Err(code) => Err(ClientError::invalid_request(code)),
    }
}

/// RFC 6750, section 2.1: `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
fn is_b64token(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    !body.is_empty()
        && body
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

fn user_code(
    service: &Service,
    client: &Client,
    parameters: &Parameters,
) -> Result<Option<String>, ClientError> {
    let user_code = parameters.get("user_code").map(ToOwned::to_owned);
    if user_code.is_none() && is_user_code_required(service, client) {
        return Err(ClientError::new("missing_user_code", USER_CODE_MISSING));
    }
    Ok(user_code)
}

/// The requested ACRs that the service has; the others are dropped, for they never make a request fail.
fn supported_acrs(service: &Service, parameters: &Parameters) -> Vec<String> {
    let configured = service.configured();
    let requested = parameters.get("acr_values").unwrap_or_default();
    requested
        .split_whitespace()
        .filter(|acr| configured.settings.acrs.iter().any(|ours| ours == acr))
        .map(ToOwned::to_owned)
        .collect()
}

/// A positive integer; what is too large for Authlete's 32-bit number counts as the largest one.
fn requested_expiry(parameters: &Parameters) -> Result<Option<u32>, ClientError> {
    let Some(text) = parameters.get("requested_expiry") else {
        return Ok(None);
    };
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || text.bytes().all(|byte| byte == b'0') {
        return Err(ClientError::invalid_request(REQUESTED_EXPIRY_WRONG));
    }
    let largest = i32::MAX.unsigned_abs();
    Ok(Some(
        text.parse()
            .map_or(largest, |seconds: u32| seconds.min(largest)),
    ))
}
