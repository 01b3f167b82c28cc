//! The `scope` parameter (CIBA Core 1.0, section 7.1; RFC 6749, section 3.3).

use crate::clients::Client;
use crate::oauth_error::ClientError;
use crate::parameters::Parameters;
use crate::result_codes::{OPENID_MISSING, SCOPE_MALFORMED, SCOPE_MISSING};
use crate::service::Service;

/// The claims that a scope asks for (OpenID Connect Core 1.0, section 5.4).
const CLAIMS_OF_SCOPES: [(&str, &[&str]); 4] = [
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// The names of the claims that the scopes stand for.
pub(crate) fn claim_names(scopes: &[String]) -> Vec<String> {
    CLAIMS_OF_SCOPES
        .iter()
        .filter(|(scope, _)| scopes.iter().any(|requested| requested == scope))
        .flat_map(|(_, claims)| claims.iter().map(|claim| (*claim).to_owned()))
        .collect()
}

/// The requested scopes that service and client have; the others are dropped, and `openid` must be among them.
///
/// Authlete is known to refuse a request without `openid`; that the error is `invalid_scope` is a choice made here.
pub(super) fn requested(
    service: &Service,
    client: &Client,
    parameters: &Parameters,
) -> Result<Vec<String>, ClientError> {
    let text = parameters
        .get("scope")
        .ok_or(ClientError::invalid_request(SCOPE_MISSING))?;
    let malformed = !text.bytes().all(|byte| byte == b' ' || is_scope_byte(byte));
    if malformed {
        return Err(ClientError::new("invalid_scope", SCOPE_MALFORMED));
    }
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split(' ').filter(|scope| !scope.is_empty()) {
        if is_allowed(service, client, scope) && !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        Err(ClientError::new("invalid_scope", OPENID_MISSING))
    }
}

fn is_allowed(service: &Service, client: &Client, scope: &str) -> bool {
    let by_client = client
        .scope
        .as_ref()
        .is_none_or(|allowed| allowed.split(' ').any(|ours| ours == scope));
    by_client
        && service
            .configured()
            .settings
            .scopes
            .iter()
            .any(|ours| ours == scope)
}

fn is_scope_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}
