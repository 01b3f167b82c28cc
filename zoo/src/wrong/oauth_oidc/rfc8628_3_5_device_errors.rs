use std::collections::HashSet;
use std::sync::Mutex;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::errors::recode;
use crate::wire::{TOKEN, after};
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
        &["oauth-oidc/rfc8628_3_5_device_errors/an-expired-request-never-becomes-pending-again"],
        Change::Layer(an_expired_request_becomes_pending),
    ),
];

/// Whoever was told this error once in a scenario is told it again in place of authorization_pending.
fn lasting(code: &'static str) -> Wrap {
    let told: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(trace) = request.trace() else {
            return;
        };
        if answer.is_error(code) {
            lock(&told).insert(trace.to_owned());
        } else if lock(&told).contains(trace) {
            recode(answer, "authorization_pending", code, 400);
        }
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
    after([TOKEN], move |request, answer| {
        let id = request.form.get("auth_req_id");
        if let Some(id) = id.filter(|_| answer.is_error("expired_token"))
            && !lock(&told).insert(id.to_owned())
        {
            recode(answer, "expired_token", "authorization_pending", 400);
        }
    })
}
