//! Client credentials in the `Authorization` header: HTTP Basic as RFC 6749, section 2.3.1 uses it.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::authlete::ClientCredentials;
use crate::error::OAuthError;
use crate::secret::ClientSecret;

const SEVERAL: OAuthError =
    OAuthError::invalid_request("The request has several Authorization headers.");

/// A client that presents credentials which nobody can read has failed to authenticate.
const UNREADABLE: OAuthError = OAuthError::new(
    StatusCode::UNAUTHORIZED,
    "invalid_client",
    "The Authorization header does not hold client credentials as RFC 6749, section 2.3.1 encodes them.",
);

/// The credentials, decoded. Other schemes than Basic hold no client credentials.
pub(super) fn client_credentials(
    headers: &HeaderMap,
) -> Result<Option<ClientCredentials>, OAuthError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(SEVERAL);
    }
    let value = value.to_str().map_err(|_| UNREADABLE)?;
    let (scheme, encoded) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    decode(encoded.trim_matches(' '))
        .map(Some)
        .ok_or(UNREADABLE)
}

fn decode(encoded: &str) -> Option<ClientCredentials> {
    let pair = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (client_id, client_secret) = pair.split_once(':')?;
    let client_id = form_decode(client_id)?;
    let client_secret = ClientSecret::from(form_decode(client_secret)?);
    (!client_id.is_empty()).then_some(ClientCredentials {
        client_id,
        client_secret,
    })
}

/// Undoes the form encoding of one value (RFC 6749, appendix B). A `%` that encodes nothing stands for itself, as a
/// client that forgot to encode means it.
fn form_decode(value: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, after) = match (byte, after) {
            (b'%', &[high, low, ref after @ ..]) => {
                hex_byte(high, low).map_or((b'%', &rest[1..]), |byte| (byte, after))
            }
            (b'+', after) => (b' ', after),
            (byte, after) => (byte, after),
        };
        decoded.push(byte);
        rest = after;
    }
    String::from_utf8(decoded).ok()
}

fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |char: u8| char::from(char).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests;
