use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::middleware::{Next, from_fn};
use futures::StreamExt as _;
use serde_json::{Value, json};

use super::right_server::RightServer;
use crate::change::Change;
use crate::parts::signed_request::claims;
use crate::wire::{AUTHENTICATION, Answer, SeenRequest};
use embedded::Wrap;

/// A refusal in the server's place.
pub(super) fn refusal(code: &str) -> Answer {
    Answer {
        status: 400,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: json!({"error": code}),
        raw: None,
    }
}

/// What a request asks for, in the form or in a signed JWT.
pub(super) fn asked(request: &SeenRequest, name: &str) -> Option<String> {
    if let Some(value) = request.form.get(name) {
        return Some(value.to_owned());
    }
    match claims(request)?.remove(name)? {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

pub(super) fn refuse(answer: &mut Answer, code: &str) {
    if answer.is_success() {
        *answer = refusal(code);
    }
}

/// Each answer a quarter of a second later.
fn slowly() -> Wrap {
    Wrap::everywhere(|router: Router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            tokio::time::sleep(Duration::from_millis(250)).await;
            next.run(request).await
        }))
    })
}

/// In chunks, on a connection that ends with the answer.
fn in_chunks() -> Wrap {
    Wrap::everywhere(|router: Router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            let (mut parts, body) = next.run(request).await.into_parts();
            parts.headers.remove(CONTENT_LENGTH);
            parts
                .headers
                .insert(CONNECTION, HeaderValue::from_static("close"));
            let pieces = body.into_data_stream().flat_map(|piece| {
                let bytes = piece.unwrap_or_default();
                let halves = [
                    bytes.slice(..bytes.len() / 2),
                    bytes.slice(bytes.len() / 2..),
                ];
                futures::stream::iter(halves.map(Ok::<_, std::convert::Infallible>))
            });
            axum::response::Response::from_parts(parts, Body::from_stream(pieces))
        }))
    })
}

const EVERYWHERE: &[&str] = &[
    "ciba-core/07_3_acknowledgement/*",
    "ciba-core/10_1_1_token_response/*",
    "ciba-core/10_2_ping_callback/*",
    "ciba-core/11_token_error_response/*",
    "ciba-core/13_authentication_error_response/*",
    "oauth-oidc/metadata/*",
];

/// What the OP takes, and how it goes about it.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "answers-that-take-their-time",
        "CIBA Core 1.0, section 10.1: within 30 seconds",
        Change::Layer(slowly),
        EVERYWHERE,
    ),
    RightServer::of(
        "answers-in-chunks-and-a-closed-connection",
        "RFC 9112, sections 7.1 and 9.6",
        Change::Layer(in_chunks),
        EVERYWHERE,
    ),
    RightServer::of(
        "requested-expiry-overlooked",
        "CIBA Core 1.0, section 7.1: the OP MAY use it",
        Change::Request(AUTHENTICATION, |request, _| {
            let wish = request.form.get("requested_expiry");
            if wish.is_some_and(|wish| wish.parse::<u32>().is_ok_and(|seconds| seconds > 0)) {
                request.form.remove("requested_expiry");
            }
        }),
        &[
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/07_3_*",
        ],
    ),
    RightServer::of(
        "binding-messages-of-letters-and-digits-alone",
        "CIBA Core 1.0, sections 7.1 and 13",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let message = asked(request, "binding_message").unwrap_or_default();
            if !message.chars().all(|c| c.is_ascii_alphanumeric()) {
                refuse(answer, "invalid_binding_message");
            }
        }),
        &["ciba-core/07_1_binding_message/*"],
    )
    .remarked(&["CIBA-7.1-29", "CIBA-7.1-30", "CIBA-7.1-31", "CIBA-7.1-32"]),
    RightServer::of(
        "authentication-contexts-overlooked",
        "CIBA Core 1.0, section 7.1: at the discretion of the OP",
        Change::Request(AUTHENTICATION, |request, _| {
            request.form.remove("acr_values");
        }),
        &["ciba-core/07_1_acr_values/*"],
    )
    .remarked(&["CIBA-7.1-20", "CIBA-7.1-21"]),
    RightServer::of(
        "unsigned-requests-of-signers-refused",
        "CIBA Core 1.0, section 4",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let signer = request.form.get("client_assertion").is_some();
            if signer && request.form.get("request").is_none() {
                refuse(answer, "invalid_request");
            }
        }),
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-client-that-registered-an-algorithm-may-find-its-unsigned-request-accepted-\
           or-refused"],
    )
    .remarked(&["CIBA-7.1.1-30"]),
];
