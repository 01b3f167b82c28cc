//! What stands before a right server, or the server itself, when it has much to do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use futures::stream;
use serde_json::Value;

use super::right_server::RightServer;
use crate::change::Change;
use crate::lock::lock;
use crate::wire::{
    AUTHENTICATION, Answer, METADATA, SeenRequest, TOKEN, before_and_after, outside,
};
use embedded::Wrap;

/// Has clients come back in a second, at the requests of a scenario that are so many after the first.
fn turning_away(status: u16, is_turned_away: fn(usize) -> bool) -> Wrap {
    let seen: Mutex<HashMap<String, usize>> = Mutex::default();
    let before = move |request: &SeenRequest| {
        let path = request.target.split('?').next().unwrap_or_default();
        let place = format!("{} {path}", request.trace()?);
        let mut seen = lock(&seen);
        let count = seen.entry(place).or_default();
        let number = *count;
        *count += 1;
        is_turned_away(number).then(|| Answer {
            status,
            headers: vec![
                ("retry-after".to_owned(), "1".to_owned()),
                ("content-type".to_owned(), "text/html".to_owned()),
            ],
            body: Value::Null,
            raw: Some(b"<html>Too much to do</html>".to_vec()),
        })
    };
    before_and_after([AUTHENTICATION, TOKEN, METADATA], before, |_, _| {})
}

/// Breaks the connection at the 4th, the 8th, the 16th request and so on, before the server has it or after that.
fn breaking(is_served: bool) -> Wrap {
    let count = Arc::new(AtomicUsize::new(0));
    Wrap::everywhere(move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let count = Arc::clone(&count);
            async move {
                let path = request.uri().path();
                if !path.ends_with(AUTHENTICATION) && !path.ends_with(TOKEN) {
                    return next.run(request).await;
                }
                let number = 1 + count.fetch_add(1, Ordering::Relaxed);
                let breaks = number >= 4 && number.is_power_of_two();
                if !breaks {
                    return next.run(request).await;
                }
                if is_served {
                    drop(next.run(request).await);
                }
                cut()
            }
        }))
    })
}

/// An answer of which nothing is ever sent: the connection is closed instead.
fn cut() -> Response {
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let body = stream::once(std::future::ready(Err::<Bytes, _>(broken)));
    Response::new(Body::from_stream(body))
}

const BROKEN: &[&str] = &["ciba-core/10_1*"];

pub(super) const SERVERS: &[RightServer] = &[
    // RFC 9112, section 9.5: a server may close an idle connection at any time, also when a request is on its way.
    RightServer::of(
        "connections-that-close-as-a-request-comes",
        "RFC 9112, section 9.5",
        Change::Layer(|| breaking(false)),
        BROKEN,
    ),
    RightServer::of(
        "connections-that-break-before-the-answer",
        "RFC 9110, section 9.2.2: the client cannot know whether its request was taken",
        Change::Layer(|| breaking(true)),
        BROKEN,
    ),
    // RFC 6585, section 4: a gateway may limit the rate, and says for how long.
    RightServer::of(
        "a-gateway-that-turns-the-first-request-away",
        "RFC 6585, section 4",
        Change::Layer(|| turning_away(429, |number| number == 0)),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_1_client_assertion/*",
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
        ],
    ),
    // CIBA Core 1.0, section 10.1: an OP under heavy load may answer 503, with Retry-After.
    RightServer::of(
        "an-op-that-is-overloaded-at-each-second-request",
        "CIBA Core 1.0, section 10.1",
        Change::Layer(|| turning_away(503, |number| number % 2 == 1)),
        &[
            "ciba-core/07_2_validation/*",
            "ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant",
            "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
];
