//! Access tokens: random texts, or JWTs that carry the random text inside (RFC 9068).

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::properties::shown;
use crate::jws::Jws;
use crate::service::Service;
use crate::store::AccessGrant;

/// What a token is, when somebody shows it.
pub(crate) enum Presented {
    Unknown,
    Expired(Arc<AccessGrant>),
    /// Its client was removed.
    Orphaned(Arc<AccessGrant>),
    Valid(Arc<AccessGrant>),
}

/// Signs an access token, if the service is set so. Its `jti` is the random text.
pub(super) fn sign(
    service: &Service,
    token: &str,
    grant: &AccessGrant,
) -> Result<Option<String>, jsonwebtoken::errors::Error> {
    let Some(alg) = service.configured().settings.access_token_sign_alg else {
        return Ok(None);
    };
    let mut header = Map::new();
    header.insert("typ".to_owned(), json!("at+jwt"));
    service
        .keys
        .sign(alg, &header, &claims(service, token, grant))
        .map(Some)
}

fn claims(service: &Service, token: &str, grant: &AccessGrant) -> Map<String, Value> {
    let authorization = &grant.authorization;
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    add("scope", json!(grant.scopes.join(" ")));
    add("client_id", json!(grant.request.client.identifier()));
    add("exp", json!(grant.expires_at_millis / 1000));
    add("iat", json!(service.now_seconds()));
    add("sub", json!(authorization.subject));
    add("iss", json!(service.configured().endpoints.issuer));
    add("jti", json!(token));
    add("grant_type", json!(crate::CIBA_GRANT_TYPE));
    if let Some(auth_time) = authorization.auth_time {
        add("auth_time", json!(auth_time));
    }
    if let Some(acr) = &authorization.acr {
        add("acr", json!(acr));
    }
    let more = shown(&authorization.properties).chain(
        authorization
            .access_token_claims
            .iter()
            .map(|(name, value)| (name.as_str(), value)),
    );
    for (name, value) in more {
        claims.entry(name).or_insert_with(|| value.clone());
    }
    claims
}

/// Finds out what a token is. Of a JWT the signature is verified and the random text inside is looked up.
pub(crate) fn find(service: &Service, token: &str) -> Presented {
    let now = service.now_millis();
    let random = match Jws::parse(token) {
        Ok(jws) if jws.is_signed_by(&service.keys.jwks()) => {
            jws.claims().text("jti").map(ToOwned::to_owned)
        }
        Ok(_) => None,
        Err(_) => Some(token.to_owned()),
    };
    let Some(grant) = random.and_then(|random| service.store.access_token(&random, now)) else {
        return Presented::Unknown;
    };
    let client_id = grant.request.client.client.client_id.to_string();
    if service.clients.find(&client_id).is_none() {
        Presented::Orphaned(grant)
    } else if grant.expires_at_millis <= now {
        Presented::Expired(grant)
    } else {
        Presented::Valid(grant)
    }
}
