use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::quoted;
use crate::wire::{AUTHENTICATION, Answer, TOKEN, after};
use embedded::Wrap;

/// Decisions and redemptions of which each counts once (CIBA Core 1.0, sections 8 and 10.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "two-approvals-at-once-are-two-grants",
        "CIBA-8-04",
        &[
            "ciba-core/08_authorization_decision/two-approvals-at-the-same-moment-are-one-grant",
        ],
        Change::Layer(a_grant_for_each_decision),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "each-push-once-more-with-other-tokens",
        "CIBA-8-04",
        &["ciba-core/08_authorization_decision/two-approvals-at-the-same-moment-are-one-pushed-grant"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                let mut again = callback.clone();
                again.change_body(|members| {
                    members.insert("access_token".to_owned(), json!("the-token-of-a-second-grant"));
                });
                callback.next = Some(Box::new(again));
            }
        }),
    )
    .may(&["*"]),
    Fault::of(
        "a-spent-auth-req-id-works-at-the-third-attempt",
        "CIBA-10.1.1-03",
        &["ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-however-often-and-late-it-comes-again"],
        Change::Layer(at_the_third_attempt),
    )
    .may(&["ciba-core/10_1_1_token_response/one-of-twenty-*", "ciba-core/10_1_token_request/*"]),
    Fault::of(
        "a-spent-auth-req-id-works-when-it-has-run-out",
        "CIBA-10.1.1-03",
        &["ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-after-its-end"],
        Change::Layer(after_a_short_life),
    ),
    Fault::of(
        "a-push-client-that-asks-to-poll-may",
        "CIBA-3-02",
        &["ciba-core/03_overview/a-push-client-cannot-ask-to-poll"],
        Change::Layer(polling_where_asked),
    ),
];

fn give(answer: &mut Answer) {
    answer.status = 200;
    answer.body = json!({"access_token": "the-token-of-a-second-grant-1234567890", "id_token": "a.b.c", "token_type": "Bearer"});
}

/// Each look at a request that is decided finds a grant of its own.
fn a_grant_for_each_decision() -> Wrap {
    let looked: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        let is_decided = answer.is_success()
            || answer.is_error("access_denied")
            || answer.is_error("invalid_grant");
        if is_decided && !lock(&looked).insert(id.to_owned()) && !answer.is_success() {
            give(answer);
        }
    })
}

fn at_the_third_attempt() -> Wrap {
    let spent: Mutex<HashMap<String, usize>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        let mut spent = lock(&spent);
        if answer.is_success() {
            spent.insert(id.to_owned(), 0);
        } else if let Some(count) = spent.get_mut(id) {
            *count += 1;
            if *count == 2 && answer.is_error("invalid_grant") {
                give(answer);
            }
        }
    })
}

/// The request asked for a short lifetime.
fn after_a_short_life() -> Wrap {
    let short: Mutex<HashSet<String>> = Mutex::default();
    let spent: Mutex<HashSet<String>> = Mutex::default();
    after([AUTHENTICATION, TOKEN], move |request, answer| {
        if request.form.get("requested_expiry").is_some() {
            lock(&short).extend(answer.text("auth_req_id").map(str::to_owned));
        }
        let id = request.form.get("auth_req_id").unwrap_or_default();
        if !lock(&short).contains(id) {
            return;
        }
        if answer.is_success() {
            lock(&spent).insert(id.to_owned());
        } else if lock(&spent).contains(id) {
            give(answer);
        }
    })
}

/// Treats a push client as one that polls, where its request says so.
fn polling_where_asked() -> Wrap {
    let asked: Mutex<HashSet<String>> = Mutex::default();
    after([AUTHENTICATION, TOKEN], move |request, answer| {
        if request.form.get(quoted::DELIVERY_MODE) == Some("poll") {
            lock(&asked).extend(answer.text("auth_req_id").map(str::to_owned));
        }
        let id = request.form.get("auth_req_id").unwrap_or_default();
        if lock(&asked).contains(id) && answer.is_error("unauthorized_client") {
            answer.set("error", "authorization_pending");
        }
    })
}
