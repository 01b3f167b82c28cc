use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::layer::{answering, answering_at};
use super::{AUTHENTICATION, Answer, COMPLETE, Fault, ISSUE, Kind, SeenRequest, TOKEN, TOKEN_CALL};
use embedded::Wrap;

/// Faults in which auth_req_id is taken for which, and for how long (CIBA Core 1.0, sections 7.3, 10.1, 10.2 and 11).
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "auth-req-ids-in-any-letter-case",
        path: TOKEN,
        kind: Kind::Layer(|| alike(str::eq_ignore_ascii_case)),
    },
    Fault {
        name: "auth-req-ids-known-by-their-beginning",
        path: TOKEN,
        kind: Kind::Layer(|| alike(|issued, sent| sent.len() > 20 && issued.starts_with(sent))),
    },
    Fault {
        name: "more-behind-an-auth-req-id-ignored",
        path: TOKEN,
        kind: Kind::Layer(|| alike(|issued, sent| sent.starts_with(issued))),
    },
    Fault {
        name: "result-that-is-not-ready-when-the-ping-comes",
        path: TOKEN,
        kind: Kind::Layer(|| ready_at_the_second_attempt("authorization_pending")),
    },
    Fault {
        name: "slow-down-straight-after-the-ping",
        path: TOKEN,
        kind: Kind::Layer(|| ready_at_the_second_attempt("slow_down")),
    },
    Fault {
        name: "an-approval-outlives-expires-in",
        path: TOKEN,
        kind: Kind::AuthleteLayer(|_| approval_for_ever()),
    },
];

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes another text for an auth_req_id that was issued, if it is alike.
fn alike(is_alike: fn(&str, &str) -> bool) -> Wrap {
    let issued: Mutex<Vec<String>> = Mutex::default();
    answering_at([AUTHENTICATION, TOKEN], move |request, answer| {
        let answer = answer?;
        if request.is_to(AUTHENTICATION) {
            lock(&issued).extend(answer.text("auth_req_id").map(str::to_owned));
        } else if request.is_to(TOKEN) && answer.is_error("invalid_grant") {
            let sent = request.form.get("auth_req_id")?;
            let is_other = |issued: &String| issued != sent && is_alike(issued, sent);
            if lock(&issued).iter().any(is_other) {
                answer.set("error", "authorization_pending");
            }
        }
        None
    })
}

/// Keeps the first answer with tokens back until it is asked for again.
fn ready_at_the_second_attempt(first: &'static str) -> Wrap {
    let held: Mutex<HashMap<String, Answer>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?;
        let Some(answer) = answer else {
            return lock(&held).remove(id);
        };
        if answer.is_success() {
            lock(&held).insert(id.to_owned(), answer.clone());
            answer.status = 400;
            answer.body = json!({ "error": first });
        }
        None
    })
}

fn call(request: &SeenRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

/// Gives tokens for a request that the user has approved, though it has run out since.
fn approval_for_ever() -> Wrap {
    let issued: Mutex<HashMap<String, String>> = Mutex::default();
    let approved: Mutex<HashSet<String>> = Mutex::default();
    answering_at([TOKEN_CALL, ISSUE, COMPLETE], move |request, answer| {
        let answer = answer?;
        if request.is_to(TOKEN_CALL) {
            let asked = String::from_utf8_lossy(&request.body).into_owned();
            let is_approved = lock(&approved).iter().any(|id| asked.contains(id));
            if is_approved && says(answer, "expired_token") {
                let tokens = json!({
                    "access_token": "access-token-for-an-old-approval-1234567890",
                    "token_type": "Bearer",
                    "expires_in": 3600,
                    "id_token": "none",
                });
                answer.set("action", "OK");
                answer.set("responseContent", tokens.to_string());
            }
            return None;
        }
        let call = call(request);
        let ticket = call.get("ticket")?.as_str()?;
        if request.is_to(ISSUE) {
            let id = answer.text("authReqId")?.to_owned();
            lock(&issued).insert(ticket.to_owned(), id);
        } else if request.is_to(COMPLETE) && call.get("result") == Some(&json!("AUTHORIZED")) {
            lock(&approved).extend(lock(&issued).get(ticket).cloned());
        }
        None
    })
}

fn says(answer: &Answer, code: &str) -> bool {
    answer
        .text("responseContent")
        .is_some_and(|content| content.contains(code))
}
