//! Where a right server has its metadata, and by what name it wants to be called.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;
use serde_json::json;

use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{METADATA, TOKEN};
use embedded::Wrap;
use suite::jose::DecodedJwt;

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

pub(super) const SERVERS: &[RightServer] = &[
    // CIBA Core 1.0, section 4, leaves the choice between OpenID Connect Discovery 1.0 and RFC 8414.
    RightServer::of(
        "metadata-at-the-place-of-rfc-8414",
        "CIBA Core 1.0, section 4; RFC 8414, section 3",
        Change::Layer(moved),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_3_acknowledgement/*",
            "oauth-oidc/metadata/*",
            "oauth-oidc/rfc8414_metadata/*",
        ],
    ),
    // OpenID Connect Core 1.0, section 9: the audience should be the URL of the token endpoint.
    RightServer::of(
        "assertions-for-the-token-endpoint-alone",
        "OpenID Connect Core 1.0, section 9",
        Change::Answer(TOKEN, |answer, request| {
            let assertion = request.form.get("client_assertion").unwrap_or_default();
            let Ok(decoded) = DecodedJwt::parse(assertion) else {
                return;
            };
            let audience = decoded.claims.get("aud").and_then(|aud| aud.as_str());
            if !audience.is_some_and(|audience| audience.ends_with(TOKEN)) {
                answer.status = 401;
                answer.body = json!({"error": "invalid_client"});
            }
        }),
        &["oauth-oidc/rfc7523_3_token_request/*"],
    ),
];
