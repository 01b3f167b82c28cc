//! `/backchannel/authentication/fail`: words a refusal and forgets the ticket.

use serde_json::Value;

use crate::answer::{Answer, Reply};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::{described, explained, is_description, is_uri};
use crate::result_codes::{FAIL_DESCRIPTION_MALFORMED, FAIL_OK, FAIL_REASON_UNKNOWN, ResultCode};
use crate::service::Service;

/// Each reason with the OAuth error that the client gets and the action that the server takes.
const REASONS: [(&str, &str, &str); 9] = [
    (
        "EXPIRED_LOGIN_HINT_TOKEN",
        "expired_login_hint_token",
        "BAD_REQUEST",
    ),
    ("UNKNOWN_USER_ID", "unknown_user_id", "BAD_REQUEST"),
    ("UNAUTHORIZED_CLIENT", "unauthorized_client", "BAD_REQUEST"),
    ("MISSING_USER_CODE", "missing_user_code", "BAD_REQUEST"),
    ("INVALID_USER_CODE", "invalid_user_code", "BAD_REQUEST"),
    (
        "INVALID_BINDING_MESSAGE",
        "invalid_binding_message",
        "BAD_REQUEST",
    ),
    ("INVALID_TARGET", "invalid_target", "BAD_REQUEST"),
    ("ACCESS_DENIED", "access_denied", "FORBIDDEN"),
    ("SERVER_ERROR", "server_error", "INTERNAL_SERVER_ERROR"),
];

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let ticket = fields.text("ticket")?;
    let reason = fields.text("reason")?;
    let description = fields.text("errorDescription")?;
    let uri = fields.text("errorUri")?;
    let reason = reason.as_deref().unwrap_or("SERVER_ERROR");
    let Some((_, error, action)) = REASONS.iter().find(|(name, _, _)| *name == reason) else {
        return Ok(wrong_call(service, &FAIL_REASON_UNKNOWN));
    };
    let well_formed =
        description.as_deref().is_none_or(is_description) && uri.as_deref().is_none_or(is_uri);
    if !well_formed {
        return Ok(wrong_call(service, &FAIL_DESCRIPTION_MALFORMED));
    }
    // A ticket that nobody knows is no reason to refuse: Authlete does not look whether there was one.
    if let Some(ticket) = ticket {
        let now = service.now_millis();
        service.store.requests().delete(&ticket, now);
    }
    let settings = &service.configured().settings;
    let content = described(settings, error, description.as_deref(), uri.as_deref());
    Ok(Reply::new(&FAIL_OK, action)
        .with_content(&Value::Object(content))
        .into_answer())
}

fn wrong_call(service: &Service, code: &ResultCode) -> Answer {
    let content = explained(&service.configured().settings, "server_error", code);
    Reply::new(code, "INTERNAL_SERVER_ERROR")
        .with_content(&content)
        .into_answer()
}
