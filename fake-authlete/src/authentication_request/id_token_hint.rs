//! The `id_token_hint`: an ID Token that the service once issued to the client.

use crate::clients::Client;
use crate::jws::Jws;
use crate::oauth_error::ClientError;
use crate::result_codes::{
    ID_TOKEN_HINT_AUDIENCE_WRONG, ID_TOKEN_HINT_ISSUER_WRONG, ID_TOKEN_HINT_MALFORMED,
    ID_TOKEN_HINT_SIGNATURE_WRONG, ID_TOKEN_HINT_SUBJECT_MISSING,
};
use crate::service::Service;

/// The `sub` of the ID Token, which may have expired (CIBA Core 1.0, section 7.1; OpenID Connect Core 1.0, section
/// 3.1.2.1).
pub(super) fn subject(
    service: &Service,
    client: &Client,
    hint: &str,
) -> Result<String, ClientError> {
    let refuse = ClientError::invalid_request;
    let jws = Jws::parse(hint).map_err(|_| refuse(ID_TOKEN_HINT_MALFORMED))?;
    if !jws.is_signed_by(&service.keys.jwks()) {
        return Err(refuse(ID_TOKEN_HINT_SIGNATURE_WRONG));
    }
    let claims = jws.claims();
    if claims.text("iss") != Some(service.configured().endpoints.issuer.as_str()) {
        return Err(refuse(ID_TOKEN_HINT_ISSUER_WRONG));
    }
    if !claims.audience_has(|audience| client.is_named(audience)) {
        return Err(refuse(ID_TOKEN_HINT_AUDIENCE_WRONG));
    }
    claims
        .text("sub")
        .map(ToOwned::to_owned)
        .ok_or(refuse(ID_TOKEN_HINT_SUBJECT_MISSING))
}
