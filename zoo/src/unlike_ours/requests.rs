use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::middleware::{Next, from_fn};
use futures::StreamExt as _;
use serde_json::json;

use super::right_server::RightServer;
use crate::change::Change;
use crate::parts::signed_request::{claims, text};
use crate::wire::{AUTHENTICATION, Answer, SeenRequest, TOKEN};
use embedded::Wrap;
use suite::config::UserConfig;
use suite::protocol::{HintType, OracleRule};

/// A refusal in the server's place.
pub(super) fn refusal(code: &str) -> Answer {
    Answer {
        status: 400,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: json!({"error": code}),
        raw: None,
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

/// A parameter of the form, or of the JWT in it; nothing where it is not there.
fn parameter(request: &SeenRequest, name: &str) -> String {
    let claims = claims(request).unwrap_or_default();
    let value = request
        .form
        .get(name)
        .unwrap_or_else(|| text(&claims, name));
    value.to_owned()
}

/// No user of ours has a longer one.
const LONGEST_HINT: usize = 20;

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
        Change::Layer(slowly),
        EVERYWHERE,
    ),
    RightServer::of(
        "answers-in-chunks-and-a-closed-connection",
        Change::Layer(in_chunks),
        EVERYWHERE,
    ),
    RightServer::of(
        "requested-expiry-overlooked",
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
        Change::Answer(AUTHENTICATION, |answer, request| {
            let message = request.form.get("binding_message").unwrap_or_default();
            if !message.chars().all(|c| c.is_ascii_alphanumeric()) {
                refuse(answer, "invalid_binding_message");
            }
        }),
        &["ciba-core/07_1_binding_message/*"],
    )
    .remarked(&["CIBA-7.1-29", "CIBA-7.1-30", "CIBA-7.1-31", "CIBA-7.1-32"]),
    // FAPI-CIBA, section 5.2.2 (2): the OP may require it.
    RightServer::of(
        "binding-messages-required",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if parameter(request, "binding_message").is_empty() {
                refuse(answer, "invalid_binding_message");
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_2_validation/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    )
    .described_by(|target| {
        for client in &mut target.clients {
            let own = ("binding_message".to_owned(), "Q8RTX".to_owned());
            client.parameters.push(own);
        }
    }),
    // Section 7.2 (4) leaves to the OP which types of hint it takes.
    RightServer::of(
        "login-hint-tokens-and-no-other-hints",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if parameter(request, "login_hint_token").is_empty() {
                refuse(answer, "invalid_request");
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/07_1_hint_by_client/*",
            "ciba-core/07_2_validation/*",
            "ciba-core/08_authorization_decision/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    )
    .described_by(|target| target.hint_types = Some(vec![HintType::LoginHintToken])),
    // Section 13: unknown_user_id is about who is named, and a hint that is malformed names nobody yet.
    RightServer::of(
        "hints-with-a-grammar",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let hint = parameter(request, "login_hint");
            if hint.len() > LONGEST_HINT && answer.is_error("unknown_user_id") {
                answer.set("error", "invalid_request");
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/a-hint-inside-the-jwt-that-names-nobody-is-refused",
            "ciba-core/07_1_hint_by_client/*",
            "ciba-core/07_2_validation/*",
        ],
    )
    .described_by(|target| {
        target.users.unknown = Some(UserConfig {
            login_hint: "nobody@example.com".to_owned(),
            ..UserConfig::default()
        });
    }),
    // RFC 9101, section 5, wants it beside a request object.
    RightServer::of(
        "client-ids-with-signed-requests-required",
        Change::Answer(AUTHENTICATION, |answer, request| {
            let inside = claims(request).is_none_or(|claims| claims.contains_key("client_id"));
            let beside = request.form.get("client_id").is_some();
            if request.form.get("request").is_some() && !(inside && beside) {
                refuse(answer, "invalid_request");
            }
        }),
        &[
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_1_1_signed_authentication_request/*",
        ],
    )
    .described_by(|target| {
        for client in &mut target.clients {
            client.client_id_with_request = true;
        }
    }),
    RightServer::of(
        "authentication-contexts-overlooked",
        Change::Request(AUTHENTICATION, |request, _| {
            request.form.remove("acr_values");
        }),
        &["ciba-core/07_1_acr_values/*"],
    )
    .remarked(&["CIBA-7.1-20", "CIBA-7.1-21"]),
    RightServer::of(
        "unsigned-requests-of-signers-refused",
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
    RightServer::of(
        "clients-never-slowed-down",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("slow_down") {
                answer.set("error", "authorization_pending");
            }
        }),
        &[
            "ciba-core/11_token_error_response/*",
            "ciba-core/10_1_token_request/*",
        ],
    )
    .remarked(&["CIBA-11-03", "CIBA-11-05", "CIBA-11-06"])
    .allowed_by(&[OracleRule::O12]),
];
