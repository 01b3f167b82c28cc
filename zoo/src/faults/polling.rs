use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::layer::{answering, answering_at};
use super::message::SeenRequest;
use super::{AUTHENTICATION, Answer, Fault, Kind, TOKEN};
use embedded::Wrap;

/// Faults in what a poll leaves behind (CIBA Core 1.0, sections 10.1, 10.2 and 11).
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "pending-for-ever-after-an-early-poll",
        path: TOKEN,
        kind: Kind::Layer(|| {
            after(
                |answer| answer.is_error("authorization_pending"),
                |answer| {
                    if answer.is_success() {
                        refuse(answer, "authorization_pending");
                    }
                },
            )
        }),
    },
    Fault {
        name: "first-poll-told-to-slow-down",
        path: TOKEN,
        kind: Kind::Layer(first_poll_slowed_down),
    },
    Fault {
        name: "slow-down-for-ever",
        path: TOKEN,
        kind: Kind::Layer(|| {
            after(is_slow_down, |answer| {
                if answer.is_error("authorization_pending") {
                    refuse(answer, "slow_down");
                }
            })
        }),
    },
    Fault {
        name: "hasty-client-loses-its-tokens",
        path: TOKEN,
        kind: Kind::Layer(|| {
            after(is_slow_down, |answer| {
                if answer.is_success() {
                    refuse(answer, "invalid_grant");
                }
            })
        }),
    },
    Fault {
        name: "denial-told-only-once",
        path: TOKEN,
        kind: Kind::Layer(|| {
            after(is_denial, |answer| {
                if is_denial(answer) {
                    refuse(answer, "authorization_pending");
                }
            })
        }),
    },
    Fault {
        name: "grant-spent-by-another-client",
        path: TOKEN,
        kind: Kind::Layer(|| {
            after(
                |answer| answer.is_error("invalid_grant"),
                |answer| {
                    if answer.is_success() {
                        refuse(answer, "invalid_grant");
                    }
                },
            )
        }),
    },
    Fault {
        name: "pinged-denial-forgotten",
        path: TOKEN,
        kind: Kind::Layer(denial_forgotten_after_a_ping),
    },
];

fn is_slow_down(answer: &Answer) -> bool {
    answer.is_error("slow_down")
}

fn is_denial(answer: &Answer) -> bool {
    answer.is_error("access_denied")
}

fn refuse(answer: &mut Answer, code: &str) {
    answer.status = 400;
    answer.body = json!({ "error": code });
}

/// Changes what is answered for an auth_req_id from the second answer on, once there was one of a kind.
fn after(is_first: fn(&Answer) -> bool, change: fn(&mut Answer)) -> Wrap {
    let marked: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut marked = marked.lock().unwrap_or_else(PoisonError::into_inner);
        if marked.contains(&id) {
            change(answer);
        } else if is_first(answer) {
            marked.insert(id);
        }
        None
    })
}

/// Takes the first poll for one that came too fast, as if the acknowledgement had been a poll too.
fn first_poll_slowed_down() -> Wrap {
    let polled: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut polled = polled.lock().unwrap_or_else(PoisonError::into_inner);
        if polled.insert(id) && answer.is_error("authorization_pending") {
            refuse(answer, "slow_down");
        }
        None
    })
}

/// Forgets a request as soon as the user has denied it, where the client was to be pinged.
fn denial_forgotten_after_a_ping() -> Wrap {
    let pinged: Mutex<HashSet<String>> = Mutex::default();
    let is_to_be_pinged =
        |request: &SeenRequest| request.form.get("client_notification_token").is_some();
    answering_at([AUTHENTICATION, TOKEN], move |request, answer| {
        let answer = answer?;
        let mut pinged = pinged.lock().unwrap_or_else(PoisonError::into_inner);
        if request.is_to(AUTHENTICATION) && is_to_be_pinged(request) {
            pinged.extend(answer.text("auth_req_id").map(str::to_owned));
        }
        let id = request.form.get("auth_req_id");
        if request.is_to(TOKEN) && is_denial(answer) && id.is_some_and(|id| pinged.contains(id)) {
            refuse(answer, "invalid_grant");
        }
        None
    })
}
