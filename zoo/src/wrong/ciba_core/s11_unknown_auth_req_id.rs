use std::sync::Mutex;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::errors::{crash, recode};
use crate::wire::{AUTHENTICATION, TOKEN, after};
use embedded::Wrap;

/// An auth_req_id that was not issued to the client, or not so (CIBA Core 1.0, sections 10.1 and 11).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "foreign-auth-req-id-as-access-denied",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-altered-auth_req_id-is-refused",
            "ciba-core/10_1_token_request/an-auth_req_id-that-was-never-issued-is-refused",
        ],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "invalid_grant", "access_denied", 400);
        }),
    )
    .may(&[
        "ciba-core/08_authorization_decision/two-approvals-*",
        "ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-*",
        "ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant",
        "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
        "ciba-core/10_1_token_request/another-client-s-auth_req_id-is-refused",
        "ciba-core/10_1_token_request/\
         another-client-s-auth_req_id-is-refused-after-the-approval-too",
        "oauth-oidc/rfc6749_6_refreshing/*",
    ]),
    Fault::of(
        "auth-req-ids-in-any-letter-case",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-is-another-one-and-refused/\
             in-other-letters",
        ],
        Change::Layer(|| alike(str::eq_ignore_ascii_case)),
    ),
    Fault::of(
        "auth-req-ids-known-by-their-beginning",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-is-another-one-and-refused/\
             without-its-end",
        ],
        Change::Layer(|| alike(|issued, sent| sent.len() > 20 && issued.starts_with(sent))),
    ),
    Fault::of(
        "more-behind-an-auth-req-id-ignored",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-is-another-one-and-refused/\
             with-more-behind-it",
        ],
        Change::Layer(|| alike(|issued, sent| sent.starts_with(issued))),
    )
    .may(&["ciba-core/10_1_token_request/an-auth_req_id-was-never-issued-and-is-refused/*"]),
    Fault::of(
        "blanks-around-an-auth-req-id-cut-off",
        "CIBA-10.1-17",
        &["ciba-core/10_1_token_request/an-auth_req_id-was-never-issued-and-is-refused/*"],
        Change::Request(TOKEN, |request, _| {
            let trimmed = request
                .form
                .get("auth_req_id")
                .map(|id| id.trim().to_owned());
            if let Some(trimmed) = trimmed {
                request.form.set("auth_req_id", trimmed);
            }
        }),
    ),
    Fault::of(
        "an-auth-req-id-read-as-far-as-the-first-line-goes",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-was-never-issued-and-is-refused/with-a-line-break-behind-it",
        ],
        Change::Request(TOKEN, |request, _| {
            let line = request
                .form
                .get("auth_req_id")
                .and_then(|id| id.strip_suffix('\n'));
            if let Some(line) = line.map(str::to_owned) {
                request.form.set("auth_req_id", line);
            }
        }),
    ),
    Fault::of(
        "an-auth-req-id-with-a-blank-crashes-the-server",
        "CIBA-10.1-17",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-was-never-issued-and-is-refused/with-a-blank-before-it",
        ],
        Change::Answer(TOKEN, |answer, request| {
            if request
                .form
                .get("auth_req_id")
                .is_some_and(|id| id.starts_with(' '))
            {
                crash(answer);
            }
        }),
    ),
];

/// Takes another text for an auth_req_id that was issued, if it is alike.
fn alike(is_alike: fn(&str, &str) -> bool) -> Wrap {
    let issued: Mutex<Vec<String>> = Mutex::default();
    after([AUTHENTICATION, TOKEN], move |request, answer| {
        if request.is_to(AUTHENTICATION) {
            lock(&issued).extend(answer.text("auth_req_id").map(str::to_owned));
        } else if let Some(sent) = request.form.get("auth_req_id") {
            let is_other = |issued: &String| issued != sent && is_alike(issued, sent);
            if answer.is_error("invalid_grant") && lock(&issued).iter().any(is_other) {
                answer.set("error", "authorization_pending");
            }
        }
    })
}
