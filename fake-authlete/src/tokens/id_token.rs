//! ID Tokens (OpenID Connect Core 1.0, section 2; CIBA Core 1.0, section 10.3.1).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::random::random_text;
use crate::service::Service;
use crate::store::{AuthenticationRequest, Authorization};

/// What an ID Token must tell when it is pushed, because it is all that binds the other values to the service.
pub(super) struct PushMembers<'a> {
    pub(super) auth_req_id: &'a str,
    pub(super) access_token: &'a str,
    pub(super) refresh_token: Option<&'a str>,
}

/// Signs an ID Token for the client that sent the request.
pub(super) fn sign(
    service: &Service,
    request: &AuthenticationRequest,
    authorization: &Authorization,
    push: Option<&PushMembers<'_>>,
) -> Result<String, jsonwebtoken::errors::Error> {
    let mut claims = claims(service, request, authorization);
    if let Some(push) = push {
        add_push_members(&mut claims, push);
    }
    let alg = request.client.client.id_token_signed_response_alg;
    service
        .keys
        .sign(alg, &authorization.id_token_header, &claims)
}

fn claims(
    service: &Service,
    request: &AuthenticationRequest,
    authorization: &Authorization,
) -> Map<String, Value> {
    let now = service.now_seconds();
    let subject = authorization
        .id_token_subject
        .as_ref()
        .unwrap_or(&authorization.subject);
    let audience = request.client.identifier();
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("iss", json!(service.configured().endpoints.issuer));
    add("sub", json!(subject));
    if authorization.single_audience {
        add("aud", json!(audience));
    } else {
        add("aud", json!([audience]));
    }
    add(
        "exp",
        json!(now.saturating_add(service.configured().settings.id_token_duration)),
    );
    add("iat", json!(now));
    // Two ID Tokens of one second would be the same text otherwise: the signatures are deterministic.
    add("jti", json!(random_text()));
    if let Some(auth_time) = authorization.auth_time {
        add("auth_time", json!(auth_time));
    }
    if let Some(acr) = &authorization.acr {
        add("acr", json!(acr));
    }
    for (name, value) in &authorization.claims {
        claims.entry(name).or_insert_with(|| value.clone());
    }
    claims
}

fn add_push_members(claims: &mut Map<String, Value>, push: &PushMembers<'_>) {
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("at_hash", json!(left_half_hash(push.access_token)));
    add(
        "urn:openid:params:jwt:claim:auth_req_id",
        json!(push.auth_req_id),
    );
    if let Some(refresh_token) = push.refresh_token {
        add(
            "urn:openid:params:jwt:claim:rt_hash",
            json!(left_half_hash(refresh_token)),
        );
    }
}

/// The left half of the hash of an algorithm with SHA-256, which all algorithms of [`crate::IdTokenAlg`] are
/// (OpenID Connect Core 1.0, section 3.1.3.6).
fn left_half_hash(token: &str) -> String {
    let hash = Sha256::digest(token);
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

#[cfg(test)]
mod tests {
    use super::left_half_hash;

    #[test]
    fn the_hash_is_the_one_of_the_example_in_openid_connect_core() {
        // OpenID Connect Core 1.0, appendix A.3.
        let hash = left_half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");

        assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
