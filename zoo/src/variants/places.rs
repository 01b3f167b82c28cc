//! Where a right server has its metadata.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;

use super::{Variant, layered};
use crate::faults::{Kind, METADATA};
use embedded::Wrap;

const RFC_8414: &str = "/.well-known/oauth-authorization-server";

/// Moves the metadata from the place of OpenID Connect Discovery to that of RFC 8414.
fn moved() -> Wrap {
    Wrap::at([METADATA, RFC_8414], |router: Router| {
        Router::new().fallback_service(router).layer(from_fn(
            |mut request: Request, next: Next| async move {
                let path = request.uri().path().to_owned();
                if path == METADATA {
                    return StatusCode::NOT_FOUND.into_response();
                }
                if path == RFC_8414 {
                    *request.uri_mut() = Uri::from_static(METADATA);
                }
                next.run(request).await
            },
        ))
    })
}

pub(super) const VARIANTS: &[Variant] = &[
    // CIBA Core 1.0, section 4, leaves the choice between OpenID Connect Discovery 1.0 and RFC 8414.
    Variant::of(
        layered("metadata-at-the-place-of-rfc-8414", Kind::Layer(moved)),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_3_acknowledgement/*",
            "oauth-oidc/metadata/*",
            "oauth-oidc/rfc8414_metadata/*",
        ],
    ),
];
