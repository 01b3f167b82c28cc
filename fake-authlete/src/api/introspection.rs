//! `/auth/introspection`: judges an access token that came to a protected resource.

use serde_json::{Value, json};

use super::{current, locked, with_client_id};
use crate::answer::{Answer, Reply};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::challenge;
use crate::result_codes::{
    ResultCode, TOKEN_ABSENT, TOKEN_CLIENT_GONE, TOKEN_EXPIRED, TOKEN_SCOPE_MISSING,
    TOKEN_SUBJECT_WRONG, TOKEN_UNKNOWN, TOKEN_VALID,
};
use crate::service::Service;
use crate::store::AccessGrant;
use crate::tokens::{Presented, find};

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let scopes = fields.texts("scopes")?.unwrap_or_default();
    let subject = fields.text("subject")?;
    let Some(token) = fields.text("token")? else {
        let code = TOKEN_ABSENT;
        return Ok(refusal(service, "BAD_REQUEST", "invalid_request", &code)
            .with("existent", false)
            .with("usable", false)
            .with("sufficient", false)
            .with("refreshable", false)
            .into_answer());
    };
    let (code, grant) = match find(service, &token) {
        Presented::Unknown => (TOKEN_UNKNOWN, None),
        Presented::Orphaned(grant) => (TOKEN_CLIENT_GONE, Some(grant)),
        Presented::Expired(grant) => (TOKEN_EXPIRED, Some(grant)),
        Presented::Valid(grant) => {
            if let Some(client) = current(service, &grant.request).filter(|client| client.locked) {
                return Ok(locked("/auth/introspection", &client));
            }
            return Ok(judged(service, &grant, &scopes, subject.as_deref()).into_answer());
        }
    };
    let reply = refusal(service, "UNAUTHORIZED", "invalid_token", &code)
        .with("existent", grant.is_some())
        .with("usable", false)
        .with("sufficient", false)
        .with("refreshable", false);
    Ok(match grant {
        Some(grant) => told(reply, &grant),
        None => reply,
    }
    .into_answer())
}

/// Whether a valid token is enough for what the resource wants.
fn judged(
    service: &Service,
    grant: &AccessGrant,
    scopes: &[String],
    subject: Option<&str>,
) -> Reply {
    let covered = scopes.iter().all(|scope| grant.scopes.contains(scope));
    let same_subject = subject.is_none_or(|subject| subject == grant.authorization.subject);
    let reply = match (covered, same_subject) {
        (true, true) => Reply::new(&TOKEN_VALID, "OK")
            // What a resource server would answer if it disliked the rest of the request.
            .with("responseContent", "Bearer error=\"invalid_request\""),
        (false, _) => refusal(
            service,
            "FORBIDDEN",
            "insufficient_scope",
            &TOKEN_SCOPE_MISSING,
        ),
        (true, false) => refusal(
            service,
            "FORBIDDEN",
            "invalid_request",
            &TOKEN_SUBJECT_WRONG,
        ),
    };
    told(
        reply
            .with("existent", true)
            .with("usable", true)
            .with("sufficient", covered)
            .with("refreshable", grant.refreshable),
        grant,
    )
}

fn told(reply: Reply, grant: &AccessGrant) -> Reply {
    let authorization = &grant.authorization;
    let properties: Vec<Value> = authorization
        .properties
        .iter()
        .cloned()
        .map(Value::Object)
        .collect();
    let details: Vec<Value> = grant
        .scopes
        .iter()
        .map(|scope| json!({"defaultEntry": false, "name": scope}))
        .collect();
    with_client_id(reply, &grant.request.client)
        .with("subject", authorization.subject.clone())
        .with("expiresAt", grant.expires_at_millis)
        .with("grantType", "CIBA")
        .with_list("scopes", grant.scopes.clone())
        .with_list("scopeDetails", details)
        .with_list("properties", properties)
        .with_some("acr", authorization.acr.clone())
        .with_some("authTime", authorization.auth_time)
}

/// A reply whose `responseContent` is the value of `WWW-Authenticate`.
pub(super) fn refusal(service: &Service, action: &str, error: &str, code: &ResultCode) -> Reply {
    let content = challenge(&service.configured().settings, error, code);
    Reply::new(code, action).with("responseContent", content)
}
