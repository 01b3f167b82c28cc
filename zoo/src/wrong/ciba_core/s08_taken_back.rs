use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::callbacks::call_instead;
use crate::parts::polling::{is_denial, once};
use crate::wire::{Answer, TOKEN, before_and_after};
use embedded::Wrap;
use suite::report::Outcome;

/// Decisions and redemptions that count twice, and calls that go astray (CIBA Core 1.0, sections 8, 10.1.1, 10.2, 10.3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-denial-that-was-told-turns-into-tokens",
        "CIBA-8-04",
        &["ciba-core/08_authorization_decision/a-denial-that-the-client-was-told-of-is-not-taken-back"],
        Change::Layer(|| once(is_denial, give)),
    )
    .may(&["ciba-core/11_token_error_response/a-denial-is-final"]),
    Fault::of(
        "a-push-completed-a-second-time",
        "CIBA-8-04",
        &["ciba-core/10_3_1_push_callback/a-push-that-failed-is-not-completed-a-second-time-with-other-tokens"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                let mut again = callback.clone();
                again.change_body(|members| {
                    members.insert("access_token".to_owned(), json!("another-access-token-of-another-grant"));
                });
                callback.next = Some(Box::new(again));
            }
        }),
    )
    .may(&["ciba-core/08_authorization_decision/*", "ciba-core/10_3_1_push_callback/*"]),
    Fault::of(
        "losers-of-a-race-crash-the-server",
        "CIBA-10.1.1-04",
        &["ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins"],
        Change::Layer(|| losers(|answer| {
            answer.status = 500;
            answer.body = json!({"error": "server_error", "error_description": "ORA-00001: unique constraint violated"});
        })),
    )
    .ends_in(Outcome::Warning),
    Fault::of(
        "losers-of-a-race-get-nothing-with-200",
        "CIBA-10.1.1-04",
        &["ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins"],
        Change::Layer(|| losers(|answer| {
            answer.status = 200;
            answer.body = json!({});
        })),
    )
    .ends_in(Outcome::Failed),
    Fault::of(
        "pings-to-an-address-that-is-no-clients",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if !callback.brings_tokens() && !callback.body.windows(7).any(|part| part == b"\"error\"") {
                call_instead(callback, "an-old-address");
            }
        }),
    )
    .may(&["*"]),
    Fault::of(
        "pushes-to-an-address-that-is-no-clients",
        "CIBA-10.3.1-01",
        &["ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                call_instead(callback, "an-old-address");
            }
        }),
    )
    .may(&["*"]),
];

fn give(answer: &mut Answer) {
    if is_denial(answer) {
        answer.status = 200;
        answer.body = json!({"access_token": "tokens-for-a-denial", "id_token": "a.b.c", "token_type": "Bearer"});
    }
}

/// Changes what those get who asked while somebody else with the same auth_req_id got the tokens.
fn losers(change: fn(&mut Answer)) -> Wrap {
    let asking: Mutex<HashMap<String, usize>> = Mutex::default();
    let raced: Mutex<HashSet<String>> = Mutex::default();
    let state = std::sync::Arc::new((asking, raced));
    let seen = std::sync::Arc::clone(&state);
    before_and_after(
        [TOKEN],
        move |request| {
            if let Some(id) = request.form.get("auth_req_id") {
                let mut asking = lock(&seen.0);
                let count = asking.entry(id.to_owned()).or_default();
                *count += 1;
                if *count > 3 {
                    lock(&seen.1).insert(id.to_owned());
                }
            }
            None
        },
        move |request, answer| {
            let Some(id) = request.form.get("auth_req_id") else {
                return;
            };
            if let Some(count) = lock(&state.0).get_mut(id) {
                *count = count.saturating_sub(1);
            }
            if answer.is_error("invalid_grant") && lock(&state.1).contains(id) {
                change(answer);
            }
        },
    )
}
