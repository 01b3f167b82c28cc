//! Signed authentication requests (CIBA Core 1.0, section 7.1.1).

use serde_json::Value;

use crate::clients::Client;
use crate::jws::{Claims, Jws, JwsError, SYMMETRIC_ALGS};
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    PARAMETER_OUTSIDE, REQUEST_OBJECT_ALG_WRONG, REQUEST_OBJECT_AUDIENCE_WRONG,
    REQUEST_OBJECT_CLAIM_WRONG, REQUEST_OBJECT_ENCRYPTED, REQUEST_OBJECT_EXPIRED,
    REQUEST_OBJECT_IAT_WRONG, REQUEST_OBJECT_ISSUER_UNKNOWN, REQUEST_OBJECT_ISSUER_WRONG,
    REQUEST_OBJECT_JTI_MISSING, REQUEST_OBJECT_MALFORMED, REQUEST_OBJECT_NBF_WRONG,
    REQUEST_OBJECT_REPLAYED, REQUEST_OBJECT_SIGNATURE_WRONG, REQUEST_OBJECT_SYMMETRIC,
    REQUEST_OBJECT_UNSIGNED, ResultCode,
};
use crate::service::Service;
use crate::store::JwtPurpose;

/// The parameters of an authentication request; in a signed one they all stand inside the JWT.
const REQUEST_PARAMETERS: [&str; 9] = [
    "scope",
    "client_notification_token",
    "acr_values",
    "login_hint_token",
    "id_token_hint",
    "login_hint",
    "binding_message",
    "user_code",
    "requested_expiry",
];

/// Verifies a request object and returns the parameters inside it.
pub(super) fn verify(
    service: &Service,
    client: &Client,
    object: &str,
    sent: &Parameters,
) -> Result<Parameters, ClientError> {
    let jws = Jws::parse(object).map_err(|error| {
        ClientError::invalid_request(match error {
            JwsError::Encrypted => REQUEST_OBJECT_ENCRYPTED,
            JwsError::Malformed => REQUEST_OBJECT_MALFORMED,
        })
    })?;
    check_signature(client, &jws)?;
    check_issuer(service, client, jws.claims())?;
    check_claims(service, client, jws.claims())?;
    let outside = REQUEST_PARAMETERS
        .iter()
        .any(|name| sent.get(name).is_some());
    require(!outside, PARAMETER_OUTSIDE)?;
    parameters(jws.claims())
}

fn check_signature(client: &Client, jws: &Jws<'_>) -> Result<(), ClientError> {
    let alg = jws.alg();
    require(alg != "none", REQUEST_OBJECT_UNSIGNED)?;
    require(!SYMMETRIC_ALGS.contains(&alg), REQUEST_OBJECT_SYMMETRIC)?;
    let registered = client
        .backchannel_authentication_request_signing_alg
        .as_deref();
    require(registered == Some(alg), REQUEST_OBJECT_ALG_WRONG)?;
    let right = client
        .jwks
        .as_ref()
        .is_some_and(|jwks| jws.is_signed_by(jwks));
    require(right, REQUEST_OBJECT_SIGNATURE_WRONG)
}

fn check_issuer(service: &Service, client: &Client, claims: Claims<'_>) -> Result<(), ClientError> {
    match claims.text("iss") {
        Some(issuer) if client.is_named(issuer) => Ok(()),
        Some(issuer) if service.clients.find(issuer).is_none() => {
            require(false, REQUEST_OBJECT_ISSUER_UNKNOWN)
        }
        _ => require(false, REQUEST_OBJECT_ISSUER_WRONG),
    }
}

fn check_claims(service: &Service, client: &Client, claims: Claims<'_>) -> Result<(), ClientError> {
    let now = service.now_seconds();
    let configured = service.configured();
    let skew = configured.settings.allowable_clock_skew;
    let issuer = &configured.endpoints.issuer;
    require(
        claims.audience_has(|audience| audience == issuer),
        REQUEST_OBJECT_AUDIENCE_WRONG,
    )?;
    let expires_at = claims.time("exp");
    require(expires_at.is_ahead_of(now, skew), REQUEST_OBJECT_EXPIRED)?;
    let issued_at = claims.time("iat");
    require(issued_at.is_reached_at(now, skew), REQUEST_OBJECT_IAT_WRONG)?;
    let not_before = claims.time("nbf");
    require(
        not_before.is_reached_at(now, skew),
        REQUEST_OBJECT_NBF_WRONG,
    )?;
    let jti = claims
        .text("jti")
        .ok_or(ClientError::invalid_request(REQUEST_OBJECT_JTI_MISSING))?;
    let first_use = service.store.used_jwts().is_first_use(
        JwtPurpose::RequestObject,
        client.client_id,
        jti,
        now,
        expires_at.seconds().saturating_add(skew),
    );
    require(first_use, REQUEST_OBJECT_REPLAYED)
}

/// The claims that are request parameters; they are JSON strings, but requested_expiry may be a number.
fn parameters(claims: Claims<'_>) -> Result<Parameters, ClientError> {
    let mut pairs = Vec::new();
    for name in REQUEST_PARAMETERS {
        let value = match claims.get(name) {
            None => continue,
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) if name == "requested_expiry" => number.to_string(),
            Some(_) => {
                return Err(ClientError::invalid_request(REQUEST_OBJECT_CLAIM_WRONG));
            }
        };
        pairs.push((name.to_owned(), value));
    }
    Ok(Parameters::from_pairs(pairs))
}

fn require(holds: bool, code: ResultCode) -> Result<(), ClientError> {
    if holds {
        Ok(())
    } else {
        Err(ClientError::invalid_request(code))
    }
}
