//! What a right server does about a client that polls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use tokio::sync::watch;

use super::right_server::RightServer;
use crate::change::Change;
use crate::lock::lock;
use crate::parts::polling::{is_denial, once, refuse, too_fast};
use crate::wire::{AUTHENTICATION, Answer, CALLBACK, SeenRequest, TOKEN, after};
use embedded::Wrap;
use suite::protocol::OracleRule;

/// Shorter than what section 10.1 recommends: what is waited for comes soon.
const LONGEST_POLL: Duration = Duration::from_secs(2);
/// Longer than the interval, and than what a poll just before the end of its request has left.
const BEYOND_THE_END: Duration = Duration::from_secs(6);
/// Longer than a network takes, and than what was thought to be none of an OP's business.
const SLOW: Duration = Duration::from_millis(5_500);
const SLOWLY: &[&str] = &[
    "ciba-core/03_overview/the-acknowledgement-does-not-wait-for-the-user",
    IN_TIME[0],
    IN_TIME[1],
];
/// What is about time, and does not take long.
const IN_TIME: &[&str] = &[
    "ciba-core/07_3_lifetime/\
     a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it",
    "ciba-core/11_token_error_response/a-client-that-polls-too-fast-is-told-to-slow-down",
];
const POLLS: &[&str] = &[
    "ciba-core/08_authorization_decision/*",
    "ciba-core/10_1_token_request/*",
    "ciba-core/11_token_error_response/*",
];

/// Holds a poll for so long, or until somebody has decided something in the same scenario.
fn long_polling(longest: Duration) -> Wrap {
    let (decided, decision) = watch::channel(HashMap::<String, usize>::new());
    let decided = Arc::new(decided);
    Wrap::at([TOKEN, CALLBACK], move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let (decided, mut decision) = (Arc::clone(&decided), decision.clone());
            async move {
                let path = request.uri().path().to_owned();
                if !path.ends_with(TOKEN) && !path.ends_with(CALLBACK) {
                    return next.run(request).await;
                }
                let (seen, request) = SeenRequest::read(request).await;
                let trace = seen.trace().unwrap_or_default().to_owned();
                if seen.is_to(CALLBACK) {
                    let answer = next.run(request).await;
                    decided.send_modify(|decisions| *decisions.entry(trace).or_default() += 1);
                    return answer;
                }
                let before = decision.borrow().get(&trace).copied();
                let mut answer = Answer::read(next.clone().run(request).await).await;
                let news = async {
                    let news = decision.wait_for(|all| all.get(&trace).copied() != before);
                    news.await.is_ok()
                };
                if answer.is_error("authorization_pending")
                    // Where there is no news for long, the end may have come.
                    && (tokio::time::timeout(longest, news).await == Ok(true)
                        || longest == BEYOND_THE_END)
                {
                    let again = seen.clone().rebuild(&seen.form);
                    let next = Answer::read(next.run(again).await).await;
                    // Where another request was decided, the client did not come again and is not slowed down.
                    if !next.is_error("slow_down") {
                        answer = next;
                    }
                }
                answer.rebuild()
            }
        }))
    })
}

/// Takes its time for whatever it answers.
fn slow() -> Wrap {
    Wrap::at([AUTHENTICATION, TOKEN], |router: Router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            let path = request.uri().path();
            if path.ends_with(AUTHENTICATION) || path.ends_with(TOKEN) {
                tokio::time::sleep(SLOW).await;
            }
            next.run(request).await
        }))
    })
}

/// Has enough of a client that has been slowed down often.
fn hasty_clients_dismissed() -> Wrap {
    let slowed: Mutex<HashMap<String, usize>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        if answer.is_error("slow_down") {
            let mut slowed = lock(&slowed);
            let count = slowed.entry(id.to_owned()).or_default();
            *count += 1;
            if *count > 5 {
                refuse(answer, "invalid_request");
            }
        }
    })
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "clients-never-slowed-down",
        "CIBA Core 1.0, section 11: no clause makes an OP slow a client down",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("slow_down") {
                answer.set("error", "authorization_pending");
            }
        }),
        &["ciba-core/11_token_error_response/*"],
    )
    .remarked(&["CIBA-11-03", "CIBA-11-05", "CIBA-11-06"])
    .allowed_by(&[OracleRule::O12]),
    RightServer::of(
        "polls-that-are-held",
        "CIBA Core 1.0, section 10.1: long polling",
        Change::Layer(|| long_polling(LONGEST_POLL)),
        POLLS,
    ),
    RightServer::of(
        "polls-that-are-held-to-the-end",
        "CIBA Core 1.0, section 10.1: long polling",
        Change::Layer(|| long_polling(BEYOND_THE_END)),
        IN_TIME,
    )
    .in_real_time(),
    RightServer::of(
        "answers-after-five-seconds",
        "CIBA Core 1.0 says nowhere how quick an OP is",
        Change::Layer(slow),
        SLOWLY,
    )
    .in_real_time(),
    RightServer::of(
        "the-first-poll-too-soon",
        "CIBA Core 1.0, section 11: from the acknowledgement on",
        Change::Layer(|| too_fast(1)),
        POLLS,
    )
    .allowed_by(&[OracleRule::O11])
    .remarked(&["CIBA-8-01", "CIBA-8-03", "CIBA-11-02"]),
    RightServer::of(
        "a-denial-told-once",
        "CIBA Core 1.0, section 11: what is over is invalid",
        Change::Layer(|| once(is_denial, |answer| refuse(answer, "invalid_grant"))),
        &["ciba-core/11_token_error_response/*"],
    ),
    RightServer::of(
        "an-end-told-once",
        "CIBA Core 1.0, section 11: what is over is invalid",
        Change::Layer(|| {
            once(
                |answer| answer.is_error("expired_token"),
                |answer| refuse(answer, "invalid_grant"),
            )
        }),
        &["oauth-oidc/rfc8628_3_5_device_errors/*"],
    ),
    RightServer::of(
        "hasty-clients-dismissed",
        "CIBA Core 1.0, section 11: invalid_request for who continually polls too fast",
        Change::Layer(hasty_clients_dismissed),
        &["ciba-core/11_token_error_response/*"],
    ),
    RightServer::of(
        "strangers-told-the-interval",
        "RFC 6749, section 5.2: other members are ignored",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("slow_down") || answer.is_error("authorization_pending") {
                answer.set("interval", 10);
                answer.set("retry_after", "10");
            }
        }),
        POLLS,
    ),
];
