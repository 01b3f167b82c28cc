//! `/auth/userinfo` and `/auth/userinfo/issue`: the UserInfo endpoint, in two steps.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::introspection::refusal;
use super::{current, locked, with_client_id};
use crate::answer::{Answer, Reply};
use crate::authentication_request::claim_names;
use crate::fields::{FieldError, Fields};
use crate::result_codes::{
    TOKEN_ABSENT, TOKEN_CLIENT_GONE, TOKEN_EXPIRED, TOKEN_UNKNOWN, USERINFO_CLAIMS_WRONG,
    USERINFO_ISSUED, USERINFO_OPENID_MISSING, USERINFO_TOKEN_VALID,
};
use crate::service::Service;
use crate::store::AccessGrant;
use crate::tokens::{Presented, find};

/// Judges the access token and says which claims its scopes stand for.
pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let token = fields.text("token")?;
    let grant = match usable(service, token.as_deref()) {
        Ok(grant) => grant,
        Err(reply) => return Ok(reply.into_answer()),
    };
    if let Some(client) = current(service, &grant.request).filter(|client| client.locked) {
        return Ok(locked("/auth/userinfo", &client));
    }
    let properties: Vec<Value> = grant
        .authorization
        .properties
        .iter()
        .cloned()
        .map(Value::Object)
        .collect();
    let reply = Reply::new(&USERINFO_TOKEN_VALID, "OK");
    Ok(with_client_id(reply, &grant.request.client)
        .with("subject", grant.authorization.subject.clone())
        .with_list("scopes", grant.scopes.clone())
        .with_list("claims", claim_names(&grant.scopes))
        .with_list("properties", properties)
        .with_some("token", token)
        .into_answer())
}

/// Puts the claims that the server collected into the answer for the client.
pub(super) fn issue(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let token = fields.text("token")?;
    let claims = fields.text("claims")?;
    let sub = fields.text("sub")?;
    let grant = match usable(service, token.as_deref()) {
        Ok(grant) => grant,
        Err(reply) => return Ok(reply.into_answer()),
    };
    if let Some(client) = current(service, &grant.request).filter(|client| client.locked) {
        return Ok(locked("/auth/userinfo/issue", &client));
    }
    let claims = claims.map_or_else(
        || Ok(Map::new()),
        |claims| serde_json::from_str::<Map<String, Value>>(&claims),
    );
    let Ok(claims) = claims else {
        let code = USERINFO_CLAIMS_WRONG;
        let reply = refusal(service, "INTERNAL_SERVER_ERROR", "server_error", &code);
        return Ok(reply.into_answer());
    };
    let subject = sub.unwrap_or_else(|| grant.authorization.subject.clone());
    let mut content = Map::new();
    content.insert("sub".to_owned(), json!(subject));
    for (name, value) in claims {
        content.entry(name).or_insert(value);
    }
    Ok(Reply::new(&USERINFO_ISSUED, "JSON")
        .with_content(&Value::Object(content))
        .into_answer())
}

/// The grant of a token that opens the UserInfo endpoint: one with `openid` among its scopes.
fn usable(service: &Service, token: Option<&str>) -> Result<Arc<AccessGrant>, Reply> {
    let unauthorized = |code| refusal(service, "UNAUTHORIZED", "invalid_token", code);
    let Some(token) = token else {
        let code = &TOKEN_ABSENT;
        return Err(refusal(service, "BAD_REQUEST", "invalid_request", code));
    };
    match find(service, token) {
        Presented::Unknown => Err(unauthorized(&TOKEN_UNKNOWN)),
        Presented::Orphaned(_) => Err(unauthorized(&TOKEN_CLIENT_GONE)),
        Presented::Expired(_) => Err(unauthorized(&TOKEN_EXPIRED)),
        Presented::Valid(grant) if grant.scopes.iter().any(|scope| scope == "openid") => Ok(grant),
        Presented::Valid(_) => {
            let code = &USERINFO_OPENID_MISSING;
            Err(refusal(service, "FORBIDDEN", "insufficient_scope", code))
        }
    }
}
