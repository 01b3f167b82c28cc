use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::{Map, Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::polling::refuse;
use crate::wire::{AUTHENTICATION, Answer, COMPLETE, ISSUE, SeenRequest, TOKEN, TOKEN_CALL, after};
use embedded::Wrap;
use suite::report::Outcome;

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
    Fault::of(
        "a-lifetime-that-nobody-asked-for-told-ten-times-too-long",
        "CIBA-7.3-12",
        &[
            "ciba-core/07_3_lifetime/a-request-that-asked-for-no-lifetime-is-pending-just-before-the-end-that-it-was-told",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("requested_expiry").is_none() {
                times(answer, "expires_in", 10);
            }
        }),
    ),
    Fault::of(
        "an-approval-near-the-end-comes-too-late",
        "CIBA-7.3-12",
        &["ciba-core/07_3_lifetime/an-approval-just-before-the-end-gives-the-tokens"],
        Change::Layer(short_requests_give_nothing),
    )
    .may(&["ciba-core/08_authorization_decision/*"]),
    Fault::of(
        "lifetimes-in-milliseconds",
        "CIBA-7.3-08",
        &["ciba-core/07_3_lifetime/lifetimes-are-told-in-seconds"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if asks_for_minutes(request) {
                times(answer, "expires_in", 1000);
            }
        }),
    ),
    Fault::of(
        "an-interval-in-milliseconds",
        "CIBA-7.3-09",
        &["ciba-core/07_3_lifetime/lifetimes-are-told-in-seconds"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if asks_for_minutes(request) {
                times(answer, "interval", 1000);
            }
        }),
    )
    .ends_in(Outcome::Warning),
];

/// Whether the client asks for some minutes.
fn asks_for_minutes(request: &SeenRequest) -> bool {
    let asked = request.form.get("requested_expiry");
    asked.is_some_and(|asked| asked.len() == 3)
}

fn times(answer: &mut Answer, member: &str, factor: u64) {
    let told = answer.body.get(member).and_then(Value::as_u64);
    if let Some(told) = told {
        answer.set(member, told.saturating_mul(factor));
    }
}

/// Who asked for less than a minute gets nothing, however soon the user agrees.
fn short_requests_give_nothing() -> Wrap {
    let short: Mutex<HashSet<String>> = Mutex::default();
    after([AUTHENTICATION, TOKEN], move |request, answer| {
        let asked = request.form.get("requested_expiry");
        if asked.is_some_and(|asked| asked.len() < 3) {
            lock(&short).extend(answer.text("auth_req_id").map(str::to_owned));
        }
        let id = request.form.get("auth_req_id").unwrap_or_default();
        if answer.is_success() && lock(&short).contains(id) {
            refuse(answer, "expired_token");
        }
    })
}

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
