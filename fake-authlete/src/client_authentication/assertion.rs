//! `client_secret_jwt` and `private_key_jwt` (OpenID Connect Core 1.0, section 9; RFC 7523, section 3).

use crate::clients::{ClientAuthMethod, IdentifiedClient};
use crate::jws::{ASYMMETRIC_ALGS, Claims, Jws, SYMMETRIC_ALGS, Time};
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{
    ASSERTION_ALG_WRONG, ASSERTION_AUDIENCE_WRONG, ASSERTION_EXPIRED, ASSERTION_JTI_MISSING,
    ASSERTION_MALFORMED, ASSERTION_NOT_YET_VALID, ASSERTION_REPLAYED, ASSERTION_SIGNATURE_WRONG,
    ASSERTION_SUBJECT_WRONG, ASSERTION_TYPE_WRONG, CLIENT_UNKNOWN, METHOD_UNREGISTERED, ResultCode,
};
use crate::service::Service;
use crate::store::JwtPurpose;

/// RFC 7523, section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Authenticates the client that signed the `client_assertion`.
pub(super) fn authenticate(
    service: &Service,
    parameters: &Parameters,
) -> Result<IdentifiedClient, ClientError> {
    require(
        parameters.get("client_assertion_type") == Some(ASSERTION_TYPE),
        ASSERTION_TYPE_WRONG,
    )?;
    let assertion = parameters.get("client_assertion").unwrap_or_default();
    let jws =
        Jws::parse(assertion).map_err(|_| ClientError::invalid_client(ASSERTION_MALFORMED))?;
    let client = issuer(service, jws.claims())?;
    check_signature(&client, &jws)?;
    check_claims(service, &client, jws.claims())?;
    Ok(client)
}

fn issuer(service: &Service, claims: Claims<'_>) -> Result<IdentifiedClient, ClientError> {
    let (Some(issuer), Some(subject)) = (claims.text("iss"), claims.text("sub")) else {
        return Err(ClientError::invalid_client(ASSERTION_SUBJECT_WRONG));
    };
    let client = service
        .clients
        .find(issuer)
        .ok_or(ClientError::invalid_client(CLIENT_UNKNOWN))?;
    require(client.client.is_named(subject), ASSERTION_SUBJECT_WRONG)?;
    Ok(client)
}

fn check_signature(client: &IdentifiedClient, jws: &Jws<'_>) -> Result<(), ClientError> {
    let client = &client.client;
    match client.token_endpoint_auth_method {
        ClientAuthMethod::ClientSecretJwt => {
            require(SYMMETRIC_ALGS.contains(&jws.alg()), ASSERTION_ALG_WRONG)?;
            let secret = client.client_secret.as_ref();
            let right = secret.is_some_and(|secret| jws.is_keyed_by(secret.expose()));
            require(right, ASSERTION_SIGNATURE_WRONG)
        }
        ClientAuthMethod::PrivateKeyJwt => {
            require(ASYMMETRIC_ALGS.contains(&jws.alg()), ASSERTION_ALG_WRONG)?;
            let keys = client.jwks.as_ref();
            let right = keys.is_some_and(|keys| jws.is_signed_by(keys));
            require(right, ASSERTION_SIGNATURE_WRONG)
        }
        ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => {
            Err(ClientError::invalid_client(METHOD_UNREGISTERED))
        }
    }
}

fn check_claims(
    service: &Service,
    client: &IdentifiedClient,
    claims: Claims<'_>,
) -> Result<(), ClientError> {
    let now = service.now_seconds();
    let configured = service.configured();
    let skew = configured.settings.allowable_clock_skew;
    // The three audiences of CIBA Core 1.0, section 7.1.
    let endpoints = &configured.endpoints;
    let audiences = [
        &endpoints.issuer,
        &endpoints.token,
        &endpoints.backchannel_authentication,
    ];
    require(
        claims.audience_has(|audience| audiences.iter().any(|ours| *ours == audience)),
        ASSERTION_AUDIENCE_WRONG,
    )?;
    let expires_at = claims.time("exp");
    require(expires_at.is_ahead_of(now, skew), ASSERTION_EXPIRED)?;
    for time in [claims.time("nbf"), claims.time("iat")] {
        let reached = time == Time::Missing || time.is_reached_at(now, skew);
        require(reached, ASSERTION_NOT_YET_VALID)?;
    }
    let jti = claims
        .text("jti")
        .ok_or(ClientError::invalid_client(ASSERTION_JTI_MISSING))?;
    let first_use = service.store.used_jwts().is_first_use(
        JwtPurpose::ClientAssertion,
        client.client.client_id,
        jti,
        now,
        expires_at.seconds().saturating_add(skew),
    );
    require(first_use, ASSERTION_REPLAYED)
}

fn require(holds: bool, code: ResultCode) -> Result<(), ClientError> {
    if holds {
        Ok(())
    } else {
        Err(ClientError::invalid_client(code))
    }
}
