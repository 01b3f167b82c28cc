use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::callbacks::has_error;
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::Wrap;

/// The scenarios that look at the token of any callback.
const THE_TOKEN_OF_A_CALL: &[&str] = &[
    "ciba-core/09_client_notification_endpoint/\
             the-call-after-an-approval-carries-the-bearer-token",
    "ciba-core/09_client_notification_endpoint/\
             the-call-after-a-denial-carries-the-bearer-token",
    "ciba-core/09_client_notification_endpoint/the-token-of-another-request-is-never-used",
];

/// The scenarios that look at the token of one kind of callback.
const THE_TOKEN_OF_ONE_KIND: &[&str] = &[
    "ciba-core/07_3_lifetime/*",
    "ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token",
    "ciba-core/10_3_1_push_callback/the-push-carries-the-client_notification_token",
    "oauth-oidc/rfc6750_2_1_bearer_token/*",
];

/// Calls of the client notification endpoint without their token, or in another form (CIBA Core 1.0, section 9).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "callback-without-bearer-token",
        "CIBA-9-03",
        THE_TOKEN_OF_A_CALL,
        Change::Callback(|callback| {
            callback.set_header("authorization", None);
        }),
    )
    .may(THE_TOKEN_OF_ONE_KIND),
    Fault::of(
        "callback-with-a-basic-header",
        "CIBA-9-03",
        THE_TOKEN_OF_A_CALL,
        Change::Callback(|callback| {
            let token = callback
                .headers
                .iter()
                .find(|(name, _)| name == "authorization")
                .map(|(_, value)| value.replace("Bearer", "Basic"));
            callback.set_header("authorization", token.as_deref());
        }),
    )
    .may(THE_TOKEN_OF_ONE_KIND),
    Fault::of(
        "callback-with-another-token",
        "CIBA-9-03",
        THE_TOKEN_OF_A_CALL,
        Change::Callback(|callback| {
            callback.set_header(
                "authorization",
                Some("Bearer the-token-of-another-request-1234567890"),
            );
        }),
    )
    .may(THE_TOKEN_OF_ONE_KIND),
    Fault::of(
        "one-notification-token-for-all-requests",
        "CIBA-9-03",
        &["ciba-core/09_client_notification_endpoint/the-token-of-another-request-is-never-used"],
        Change::Layer(one_notification_token),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/an-empty-client_notification_token-is-none",
    ]),
    Fault::of(
        "failure-pushed-without-its-token",
        "CIBA-9-03",
        &["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"],
        Change::Callback(|callback| {
            if has_error(callback, "transaction_failed") {
                callback.set_header("authorization", None);
            }
        }),
    ),
    Fault::of(
        "push-without-its-token",
        "CIBA-10.3.1-07",
        &["ciba-core/10_3_1_push_callback/the-push-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if callback.body.windows(7).any(|part| part == b"id_toke") {
                callback.set_header("authorization", None);
            }
        }),
    )
    .may(&[
        "ciba-core/09_client_notification_endpoint/\
         the-call-after-an-approval-carries-the-bearer-token",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         a-bearer-token-of-every-allowed-character-arrives-as-it-was-sent",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         the-authorization-header-of-a-callback-is-well-formed",
    ]),
];

/// Uses the client_notification_token of a scenario's first request for the others too.
fn one_notification_token() -> Wrap {
    let first: std::sync::Arc<Mutex<HashMap<String, String>>> = std::sync::Arc::default();
    Wrap::everywhere(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let first = std::sync::Arc::clone(&first);
            async move {
                if !request.uri().path().ends_with(AUTHENTICATION) {
                    return next.run(request).await;
                }
                let (mut seen, _) = SeenRequest::read(request).await;
                let before = seen.form.clone();
                let token = seen
                    .form
                    .get("client_notification_token")
                    .map(str::to_owned);
                if let (Some(trace), Some(token)) = (seen.trace(), token) {
                    let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                    let token = first.entry(trace.to_owned()).or_insert(token).clone();
                    seen.form.set("client_notification_token", token);
                }
                next.run(seen.rebuild(&before)).await
            }
        }))
    })
}
