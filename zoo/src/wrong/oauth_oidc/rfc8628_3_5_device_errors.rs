use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::recode;
use crate::wire::{TOKEN, answering};
use embedded::Wrap;

/// Errors of a poll that last, or do not (RFC 8628, section 3.5).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-denial-that-lasts",
        "C-8628-02",
        &["oauth-oidc/rfc8628_3_5_device_errors/after-a-denial-the-client-may-start-anew"],
        Change::Layer(a_denial_that_lasts),
    ),
    Fault::of(
        "an-expiry-that-lasts",
        "C-8628-02",
        &["oauth-oidc/rfc8628_3_5_device_errors/after-an-expiry-the-client-may-start-anew"],
        Change::Layer(an_expiry_that_lasts),
    ),
    Fault::of(
        "an-expired-request-becomes-pending",
        "C-8628-02",
        &["oauth-oidc/rfc8628_3_5_device_errors/\
             an-expired-request-never-becomes-pending-again"],
        Change::Layer(an_expired_request_becomes_pending),
    ),
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
