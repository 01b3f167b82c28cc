use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::changes::{authenticate, recode};
use super::layer::answering;
use super::{Answer, Fault, Kind, SeenRequest, TOKEN};
use embedded::Wrap;
use suite::jose::DecodedJwt;
use suite::protocol::REFRESH_TOKEN_GRANT_TYPE;

pub(super) fn refreshes(request: &SeenRequest) -> bool {
    request.form.get("grant_type") == Some(REFRESH_TOKEN_GRANT_TYPE)
}

/// Answers an error with tokens.
pub(super) fn give_tokens(answer: &mut Answer, scope: &str) {
    answer.status = 200;
    answer.body = json!({
        "access_token": "access-token-for-whoever-asks-1234567890",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": scope,
    });
}

/// Writes a claim over; the signature is then that of another text.
pub(super) fn with_claim(token: &str, name: &str, value: Value) -> Option<String> {
    let mut claims = DecodedJwt::parse(token).ok()?.claims;
    claims.as_object_mut()?.insert(name.to_owned(), value);
    let parts: Vec<&str> = token.split('.').collect();
    let [header, _, signature] = parts.as_slice() else {
        return None;
    };
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    Some(format!("{header}.{claims}.{signature}"))
}

pub(super) fn set_claim(answer: &mut Answer, name: &str, value: Value) {
    let changed = answer
        .text("id_token")
        .and_then(|token| with_claim(token, name, value));
    if let Some(changed) = changed {
        answer.set("id_token", changed);
    }
}

/// A token that differs from the one before in its number alone.
pub(super) fn counted() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(1000);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed) % 10_000;
    format!("a-token-of-the-server-with-the-number-{number}")
}

/// Faults of refresh tokens, and of the tokens themselves (RFC 6749, sections 6 and 10.10; OpenID Connect Core 1.0).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer(
        "refresh-tokens-that-never-work",
        TOKEN,
        |answer, request| {
            if refreshes(request) && answer.is_success() {
                answer.status = 400;
                answer.body = json!({"error": "invalid_grant"});
            }
        },
    ),
    Fault::answer(
        "a-refresh-token-for-any-client",
        TOKEN,
        |answer, request| {
            if refreshes(request) && answer.is_error("invalid_grant") {
                give_tokens(answer, "openid");
            }
        },
    ),
    Fault::request("a-refresh-without-credentials", TOKEN, |request, target| {
        if refreshes(request) && request.header("authorization").is_none() {
            authenticate(request, target);
        }
    }),
    Fault::answer(
        "a-refresh-that-widens-the-scope",
        TOKEN,
        |answer, request| {
            if refreshes(request) && answer.is_error("invalid_scope") {
                give_tokens(answer, request.form.get("scope").unwrap_or_default());
            }
        },
    ),
    Fault::answer(
        "an-empty-refresh-token-taken-for-one",
        TOKEN,
        |answer, request| {
            if request.form.get("refresh_token") == Some("") {
                recode(answer, "invalid_request", "invalid_grant", 400);
            }
        },
    ),
    Fault::answer(
        "refreshed-tokens-that-may-be-stored",
        TOKEN,
        |answer, request| {
            if refreshes(request) {
                answer.remove_header("cache-control");
            }
        },
    ),
    Fault::answer(
        "refreshed-tokens-of-another-type",
        TOKEN,
        |answer, request| {
            if refreshes(request) && answer.is_success() {
                answer.set("token_type", "mac");
            }
        },
    ),
    Fault::answer("refreshed-tokens-as-text", TOKEN, |answer, request| {
        if refreshes(request) && answer.is_success() {
            answer.set_header("content-type", "text/plain");
        }
    }),
    Fault::answer(
        "a-refreshed-id-token-of-another-user",
        TOKEN,
        |answer, request| {
            if refreshes(request) {
                set_claim(answer, "sub", json!("1002"));
            }
        },
    ),
    Fault::answer("access-tokens-that-count", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("access_token", counted());
        }
    }),
    Fault::answer("refresh-tokens-that-count", TOKEN, |answer, _| {
        if answer.text("refresh_token").is_some() {
            answer.set("refresh_token", counted());
        }
    }),
    Fault::answer("a-sub-of-300-characters", TOKEN, |answer, _| {
        set_claim(answer, "sub", json!("1".repeat(300)));
    }),
    Fault::answer("auth-time-as-a-string", TOKEN, |answer, _| {
        set_claim(answer, "auth_time", json!("1700000000"));
    }),
    Fault {
        name: "a-denial-that-lasts",
        path: TOKEN,
        kind: Kind::Layer(a_denial_that_lasts),
    },
    Fault {
        name: "an-expiry-that-lasts",
        path: TOKEN,
        kind: Kind::Layer(an_expiry_that_lasts),
    },
    Fault {
        name: "an-expired-request-becomes-pending",
        path: TOKEN,
        kind: Kind::Layer(an_expired_request_becomes_pending),
    },
];

/// Whoever was told this error once in a scenario is told it again in place of authorization_pending.
fn lasting(code: &'static str) -> Wrap {
    let told: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let answer = answer?;
        let trace = request.header("traceparent")?.split('-').nth(1)?.to_owned();
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.is_error(code) {
            told.insert(trace);
        } else if told.contains(&trace) {
            recode(answer, "authorization_pending", code, 400);
        }
        None
    })
}

fn a_denial_that_lasts() -> Wrap {
    lasting("access_denied")
}

fn an_expiry_that_lasts() -> Wrap {
    lasting("expired_token")
}

fn an_expired_request_becomes_pending() -> Wrap {
    let told: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let answer = answer?;
        let id = request.form.get("auth_req_id")?.to_owned();
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.is_error("expired_token") && !told.insert(id) {
            recode(answer, "expired_token", "authorization_pending", 400);
        }
        None
    })
}
