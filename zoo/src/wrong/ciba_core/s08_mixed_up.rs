use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN, after};
use embedded::Wrap;

/// The scenarios with more than one request.
const SEVERAL_REQUESTS: &[&str] = &[
    "oauth-oidc/rfc6749_3_2_other_grants/*",
    "ciba-core/07_1_scope/\
         a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower",
    "ciba-core/08_authorization_decision/*",
    "oauth-oidc/rfc8628_3_5_device_errors/after-a-denial-the-client-may-start-anew",
    "oauth-oidc/rfc8628_3_5_device_errors/after-an-expiry-the-client-may-start-anew",
];

/// Decisions that count for another request, or for another user (CIBA Core 1.0, section 8).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "two-requests-mixed-up",
        "CIBA-8-01",
        &["ciba-core/08_authorization_decision/\
           an-approval-is-for-one-of-two-pending-requests-alone"],
        Change::Layer(mixed_up),
    )
    .may(SEVERAL_REQUESTS),
    Fault::of(
        "two-users-mixed-up",
        "CIBA-8-03",
        &["ciba-core/08_authorization_decision/one-user-s-approval-does-not-decide-for-another"],
        Change::Layer(mixed_up),
    )
    .may(SEVERAL_REQUESTS),
];

/// Answers a poll for one of a scenario's two requests with the state of the other.
fn mixed_up() -> Wrap {
    let issued: Arc<Mutex<HashMap<String, Vec<String>>>> = Arc::default();
    let known = Arc::clone(&issued);
    let remember = after([AUTHENTICATION], move |request, answer| {
        if let (Some(trace), Some(id)) = (request.trace(), answer.text("auth_req_id")) {
            let mut issued = lock(&issued);
            let ids = issued.entry(trace.to_owned()).or_default();
            ids.push(id.to_owned());
        }
    });
    Wrap::everywhere(move |router: Router| {
        remember
            .around(router)
            .layer(from_fn(move |request: Request, next: Next| {
                let known = Arc::clone(&known);
                async move {
                    if !request.uri().path().ends_with(TOKEN) {
                        return next.run(request).await;
                    }
                    let (mut seen, _) = SeenRequest::read(request).await;
                    let before = seen.form.clone();
                    let other = other_of_two(&known, &seen);
                    if let Some(other) = other {
                        seen.form.set("auth_req_id", other);
                    }
                    next.run(seen.rebuild(&before)).await
                }
            }))
    })
}

fn other_of_two(known: &Mutex<HashMap<String, Vec<String>>>, seen: &SeenRequest) -> Option<String> {
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let ids = known.get(seen.trace()?)?;
    let asked = seen.form.get("auth_req_id")?;
    match ids.as_slice() {
        [first, second] if first == asked => Some(second.clone()),
        [first, second] if second == asked => Some(first.clone()),
        _ => None,
    }
}
