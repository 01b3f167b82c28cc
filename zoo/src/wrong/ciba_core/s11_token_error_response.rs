use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::errors::{recode, restatus};
use crate::parts::polling::{Polls, is_denial, once, refuse, too_fast};
use crate::parts::tokens::refreshes;
use crate::wire::{Answer, TOKEN, after};
use embedded::Wrap;
use std::collections::HashSet;
use std::sync::Mutex;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Faults in the Token Error Response, and in what a poll leaves behind (CIBA Core 1.0, section 11).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "expiry-as-text",
        "CIBA-11-01",
        &["ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("expired_token") {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "denial-with-a-token",
        "CIBA-11-01",
        &["ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("access_denied") {
                answer.set(
                    "access_token",
                    "a-token-for-whom-the-user-denied-1234567890",
                );
            }
        }),
    )
    .may(&["ciba-core/08_authorization_decision/\
            a-user-whose-account-was-locked-meanwhile-gets-no-tokens"]),
    Fault::of(
        "token-error-as-html",
        "CIBA-11-01",
        &["ciba-core/11_token_error_response/a-token-error-has-the-form-of-rfc-6749"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set_header("content-type", "text/html");
            }
        }),
    ),
    Fault::of(
        "a-refused-scope-as-text",
        "CIBA-11-01",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-does-not-widen-the-scope"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_error("invalid_scope") {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "pending-with-200",
        "CIBA-11-02",
        &["ciba-core/11_token_error_response/\
           a-pending-request-is-refused-with-authorization_pending"],
        Change::Answer(TOKEN, |answer, _| {
            restatus(answer, "authorization_pending", 200);
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_2_other_grants/*", "ciba-core/08_authorization_decision/another-user-cannot-approve"]),
    Fault::of(
        "pending-as-access-denied",
        "CIBA-11-02",
        &["ciba-core/11_token_error_response/\
           a-pending-request-is-refused-with-authorization_pending"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "authorization_pending", "access_denied", 400);
        }),
    )
    .against(&[OracleRule::O11])
    .may(&[
        "ciba-core/04_client_authentication/\
         one-method-authenticates-the-client-at-both-endpoints",
        "ciba-core/07_3_lifetime/\
         a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it",
        "ciba-core/08_authorization_decision/\
         an-approval-is-for-one-of-two-pending-requests-alone",
        "ciba-core/08_authorization_decision/no-tokens-before-the-user-has-decided",
        "ciba-core/08_authorization_decision/one-user-s-approval-does-not-decide-for-another",
        "ciba-core/11_token_error_response/\
         a-client-in-haste-gets-an-answer-that-is-made-for-it",
        "ciba-core/11_token_error_response/a-client-that-slows-down-is-served",
        "ciba-core/11_token_error_response/the-longer-interval-holds-for-all-further-polls",
        "oauth-oidc/rfc8628_3_5_device_errors/*",
    ]),
    Fault::of(
        "pending-for-ever-after-an-early-poll",
        "CIBA-11-02",
        &["ciba-core/11_token_error_response/a-request-is-pending-and-then-approved"],
        Change::Layer(|| {
            once(
                |answer| answer.is_error("authorization_pending"),
                |answer| {
                    if answer.is_success() {
                        refuse(answer, "authorization_pending");
                    }
                },
            )
        }),
    )
    .may(&[
        "ciba-core/10_1_token_request/a-ping-client-may-poll",
        "ciba-core/11_token_error_response/\
         a-client-that-was-told-to-slow-down-still-gets-the-tokens",
    ]),
    Fault::of(
        "slow-down-with-429",
        "CIBA-11-03",
        &["ciba-core/11_token_error_response/a-client-that-polls-too-fast-is-told-to-slow-down"],
        Change::Answer(TOKEN, |answer, _| {
            restatus(answer, "slow_down", 429);
        }),
    )
    .may(&["ciba-core/11_token_error_response/\
            a-client-in-haste-gets-an-answer-that-is-made-for-it"]),
    Fault::of(
        "interval-grows-with-every-poll",
        "CIBA-11-05",
        &["ciba-core/11_token_error_response/the-longer-interval-holds-for-all-further-polls"],
        Change::Layer(|| too_fast(4)),
    ),
    Fault::of(
        "slow-down-for-ever",
        "CIBA-11-05",
        &[
            "ciba-core/11_token_error_response/a-client-that-slows-down-is-served",
            "ciba-core/11_token_error_response/the-longer-interval-holds-for-all-further-polls",
        ],
        Change::Layer(|| {
            once(is_slow_down, |answer| {
                if answer.is_error("authorization_pending") {
                    refuse(answer, "slow_down");
                }
            })
        }),
    )
    .ends_in(Outcome::Failed),
    Fault::of(
        "hasty-client-loses-its-tokens",
        "CIBA-11-06",
        &["ciba-core/11_token_error_response/\
           a-client-that-was-told-to-slow-down-still-gets-the-tokens"],
        Change::Layer(|| {
            once(is_slow_down, |answer| {
                if answer.is_success() {
                    refuse(answer, "invalid_grant");
                }
            })
        }),
    ),
    Fault::of(
        "expiry-as-invalid-request",
        "CIBA-11-07",
        &["ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "expired_token", "invalid_request", 400);
        }),
    )
    .against(&[OracleRule::O10])
    .may(&[
        "ciba-core/07_3_lifetime/\
         a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it",
        "ciba-core/07_3_lifetime/\
         an-approved-request-that-was-not-redeemed-in-time-has-run-out",
        "ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing",
        "oauth-oidc/rfc8628_3_5_device_errors/*",
    ]),
    Fault::of(
        "denial-with-403",
        "CIBA-11-08",
        &["ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied"],
        Change::Answer(TOKEN, |answer, _| {
            restatus(answer, "access_denied", 403);
        }),
    )
    .against(&[OracleRule::O2]),
    Fault::of(
        "denial-as-invalid-grant",
        "CIBA-11-08",
        &["ciba-core/11_token_error_response/a-denied-request-is-refused-with-access_denied"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "access_denied", "invalid_grant", 400);
        }),
    )
    .may(&["ciba-core/08_authorization_decision/a-denial-that-the-client-was-told-of-is-not-taken-back", 
        "ciba-core/08_authorization_decision/an-approval-after-a-denial-changes-nothing",
        "ciba-core/08_authorization_decision/\
         two-requests-of-one-user-keep-their-own-decisions",
        "ciba-core/10_2_ping_callback/a-pinged-denial-is-fetched-at-the-token-endpoint",
        "oauth-oidc/rfc8628_3_5_device_errors/after-a-denial-the-client-may-start-anew",
    ]),
    Fault::of(
        "push-client-told-invalid-grant",
        "CIBA-11-10",
        &[
            "ciba-core/11_token_error_response/a-push-client-may-not-poll",
            "ciba-core/11_token_error_response/\
             a-push-client-may-not-poll-after-the-approval-either",
        ],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "unauthorized_client", "invalid_grant", 400);
        }),
    )
    .may(&["ciba-core/03_overview/a-push-client-cannot-ask-to-poll", "oauth-oidc/rfc6749_5_2_error_response/\
            a-client-without-the-ciba-grant-is-refused-at-the-token-endpoint"]),
    Fault::of(
        "hasty-client-gets-429",
        "CIBA-11-11",
        &["ciba-core/11_token_error_response/\
           a-client-in-haste-gets-an-answer-that-is-made-for-it"],
        Change::Layer(too_many),
    ),
    Fault::of(
        "denial-told-only-once",
        "CIBA-11-15",
        &["ciba-core/11_token_error_response/a-denial-is-final"],
        Change::Layer(|| {
            once(is_denial, |answer| {
                if is_denial(answer) {
                    refuse(answer, "authorization_pending");
                }
            })
        }),
    ),
    Fault::of(
        "expired-requests-forgotten",
        "CIBA-11-07",
        &["ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "expired_token", "invalid_grant", 400);
        }),
    )
    .may(&["ciba-core/07_3_lifetime/*", "ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing", "oauth-oidc/rfc8628_3_5_device_errors/after-an-expiry-the-client-may-start-anew"])
    .against(&[OracleRule::O10])
    .ends_in(Outcome::Warning),
    Fault::of(
        "slow-down-never-said",
        "CIBA-11-03",
        &["ciba-core/11_token_error_response/a-client-that-polls-too-fast-is-told-to-slow-down", "ciba-core/11_token_error_response/a-client-that-keeps-to-the-old-interval-is-told-to-slow-down-again"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "slow_down", "authorization_pending", 400);
        }),
    )
    .against(&[OracleRule::O12])
    .ends_in(Outcome::Warning),
    Fault::of(
        "first-poll-told-to-slow-down",
        "CIBA-11-02",
        &["ciba-core/11_token_error_response/a-pending-request-is-refused-with-authorization_pending"],
        Change::Layer(first_poll_slowed_down),
    )
    .may(&["ciba-core/07_3_lifetime/*", "ciba-core/04_client_authentication/one-method-authenticates-the-client-at-both-endpoints", "ciba-core/08_authorization_decision/*", "ciba-core/07_3_lifetime/a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it"])
    .against(&[OracleRule::O11])
    .ends_in(Outcome::Warning),
];

/// Answers the sixth poll by a status that section 11 does not have.
fn too_many() -> Wrap {
    let polls = Polls::default();
    after([TOKEN], move |request, answer| {
        if polls.count(request) >= 6 && answer.is_error("slow_down") {
            answer.status = 429;
        }
    })
}

fn is_slow_down(answer: &Answer) -> bool {
    answer.is_error("slow_down")
}

/// Takes the first poll for one that came too fast, as if the acknowledgement had been a poll too.
fn first_poll_slowed_down() -> Wrap {
    let polled: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        if lock(&polled).insert(id.to_owned()) && answer.is_error("authorization_pending") {
            refuse(answer, "slow_down");
        }
    })
}
