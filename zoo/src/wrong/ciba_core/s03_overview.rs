use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::authenticate_as;
use crate::quoted;
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::Wrap;
use embedded::known::PUSH_BASIC;
use suite::op_under_test::made_up::SHORT_LIFETIME;

/// Acknowledgements that wait for the user, and callbacks that reach another client (CIBA Core 1.0, section 3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "acknowledgement-that-waits-for-the-user",
        "CIBA-3-01",
        &["ciba-core/03_overview/the-acknowledgement-does-not-wait-for-the-user"],
        Change::Layer(waiting),
    )
    .may(&["ciba-core/07_3_lifetime/*"]),
    Fault::of(
        "delivery-mode-of-the-request",
        "CIBA-3-02",
        &[
            "ciba-core/03_overview/a-poll-client-cannot-ask-for-a-push",
            "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            if request.form.get(quoted::DELIVERY_MODE) == Some(quoted::PUSH)
                && let Some(push) = target.client(PUSH_BASIC)
            {
                authenticate_as(request, push, target);
            }
        }),
    )
    .quoting(&[quoted::DELIVERY_MODE, quoted::PUSH]),
];

/// Holds the acknowledgement of a request with a short lifetime back.
fn waiting() -> Wrap {
    Wrap::at([AUTHENTICATION], |router: Router| {
        router.layer(from_fn(|request: Request, next: Next| async move {
            let (seen, request) = SeenRequest::read(request).await;
            if seen.form.get("requested_expiry") == Some(SHORT_LIFETIME) {
                tokio::time::sleep(std::time::Duration::from_millis(5200)).await;
            }
            next.run(request).await
        }))
    })
}
