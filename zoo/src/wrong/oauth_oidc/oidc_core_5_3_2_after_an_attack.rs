use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::credentials::basic;
use crate::wire::{AUTHENTICATION, Answer, METADATA, SeenRequest, TOKEN, before_and_after};
use embedded::Wrap;
use embedded::known::APPROVER;

const USERINFO: &str = "/userinfo";

/// Access tokens that do not work, or no longer, at the UserInfo Endpoint (CIBA Core 1.0, sections 10.1 and 10.3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "pushed-access-tokens-open-nothing",
        "CIBA-10.3.1-20",
        &["ciba-core/10_3_1_push_callback/the-pushed-access-token-works"],
        Change::Layer(|| {
            closed_after(|request, _| {
                let user = basic(request).unwrap_or_default();
                request.is_to(AUTHENTICATION) && user.starts_with("push-")
            })
        }),
    )
    .may(&["ciba-core/10_3_1_push_callback/the-pushed-access-token-works-although-*", "oauth-oidc/oidc_core_2_id_token/userinfo-*"]),
    Fault::of(
        "a-stranger-that-asks-ends-the-access-token",
        "CIBA-10.1-16",
        &["ciba-core/10_1_token_request/another-client-s-attempts-after-the-redemption-do-not-end-the-access-token"],
        Change::Layer(|| closed_after(|_, answer| answer.is_error("invalid_grant"))),
    )
    .may(&["ciba-core/10_3_1_push_callback/*"]),
    Fault::of(
        "a-stranger-that-asks-ends-the-pushed-access-token",
        "CIBA-10.3.1-20",
        &["ciba-core/10_3_1_push_callback/the-pushed-access-token-works-although-another-client-asked-the-token-endpoint"],
        Change::Layer(|| closed_after(|_, answer| answer.is_error("invalid_grant"))),
    )
    .may(&["ciba-core/10_1_token_request/*"]),
];

/// A UserInfo Endpoint that lets nobody in any more of the scenario in which this has happened.
fn closed_after(has_happened: fn(&SeenRequest, &Answer) -> bool) -> Wrap {
    let closed: Arc<Mutex<HashSet<String>>> = Arc::default();
    let closing = Arc::clone(&closed);
    let before = move |request: &SeenRequest| {
        let trace = request.trace().unwrap_or_default();
        let is_closed = lock(&closed).contains(trace);
        request.is_to(USERINFO).then(|| answered(is_closed))
    };
    before_and_after(
        [METADATA, USERINFO, AUTHENTICATION, TOKEN],
        before,
        move |request, answer| {
            if request.is_to(METADATA) {
                let issuer = answer.text("issuer").unwrap_or_default().to_owned();
                answer.set("userinfo_endpoint", format!("{issuer}{USERINFO}"));
            } else if has_happened(request, answer) {
                lock(&closing).extend(request.trace().map(str::to_owned));
            }
        },
    )
}

fn answered(is_closed: bool) -> Answer {
    let (status, body): (u16, Value) = if is_closed {
        (401, json!({"error": "invalid_token"}))
    } else {
        (200, json!({"sub": APPROVER}))
    };
    let media_type = ("content-type".to_owned(), "application/json".to_owned());
    Answer {
        status,
        headers: vec![media_type],
        body,
        raw: None,
    }
}
