use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::{Map, Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::wire::{AUTHENTICATION, Answer, COMPLETE, ISSUE, SeenRequest, TOKEN_CALL, after};
use embedded::Wrap;

/// Faults in how long an auth_req_id lives (CIBA Core 1.0, section 7.3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "auth-req-id-outlives-expires-in",
        "CIBA-7.3-12",
        &["ciba-core/07_3_lifetime/\
           a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(seconds) = answer
                .body
                .get("expires_in")
                .and_then(serde_json::Value::as_u64)
            {
                answer.set("expires_in", seconds.saturating_sub(20).max(1));
            }
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload",
        "ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing",
        "ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token",
        "oauth-oidc/rfc8628_3_5_device_errors/*",
    ]),
    Fault::of(
        "auth-req-id-dies-before-expires-in",
        "CIBA-7.3-12",
        &["ciba-core/07_3_lifetime/\
           a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(seconds) = answer
                .body
                .get("expires_in")
                .and_then(serde_json::Value::as_u64)
            {
                answer.set("expires_in", seconds + 20);
            }
        }),
    ),
    Fault::of(
        "an-approval-outlives-expires-in",
        "CIBA-7.3-12",
        &["ciba-core/07_3_lifetime/\
           an-approved-request-that-was-not-redeemed-in-time-has-run-out"],
        Change::AuthleteLayer(|_| approval_for_ever()),
    )
    .may(&["ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing"]),
];

fn call(request: &SeenRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

/// Gives tokens for a request that the user has approved, though it has run out since.
fn approval_for_ever() -> Wrap {
    let issued: Mutex<HashMap<String, String>> = Mutex::default();
    let approved: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN_CALL, ISSUE, COMPLETE], move |request, answer| {
        if request.is_to(TOKEN_CALL) {
            let asked = String::from_utf8_lossy(&request.body).into_owned();
            let is_approved = lock(&approved).iter().any(|id| asked.contains(id));
            if is_approved && says(answer, "expired_token") {
                give_tokens(answer);
            }
            return;
        }
        let call = call(request);
        let Some(ticket) = call.get("ticket").and_then(Value::as_str) else {
            return;
        };
        if request.is_to(COMPLETE) && call.get("result") == Some(&json!("AUTHORIZED")) {
            lock(&approved).extend(lock(&issued).get(ticket).cloned());
        } else if request.is_to(ISSUE)
            && let Some(id) = answer.text("authReqId")
        {
            lock(&issued).insert(ticket.to_owned(), id.to_owned());
        }
    })
}

/// Has Authlete tell the server to give tokens.
fn give_tokens(answer: &mut Answer) {
    let tokens = json!({
        "access_token": "access-token-for-an-old-approval-1234567890",
        "token_type": "Bearer",
        "expires_in": 3600,
        "id_token": "none",
    });
    answer.set("action", "OK");
    answer.set("responseContent", tokens.to_string());
}

fn says(answer: &Answer, code: &str) -> bool {
    answer
        .text("responseContent")
        .is_some_and(|content| content.contains(code))
}
