//! Where a right server has its metadata, and by what name it wants to be called.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;
use serde_json::json;

use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, JWKS, METADATA, TOKEN, on_answers};
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

/// Where the endpoints are told to be, and where they are.
const ELSEWHERE: [(&str, &str, &str); 3] = [
    ("token_endpoint", "/oauth2/v1/t?tenant=a%20b&v=1", TOKEN),
    (
        "backchannel_authentication_endpoint",
        "/ciba/start?tenant=a%20b",
        AUTHENTICATION,
    ),
    ("jwks_uri", "/keys/all.json?v=2", JWKS),
];

/// Tells of other places; who comes without the query that belongs to one comes to no place at all.
fn elsewhere() -> Wrap {
    Wrap::everywhere(|router: Router| {
        let metadata = on_answers(METADATA, |answer, _| {
            let issuer = answer.text("issuer").unwrap_or_default().to_owned();
            for (name, target, _) in ELSEWHERE {
                answer.set(name, format!("{issuer}{target}"));
            }
        });
        let router = metadata.around(router);
        Router::new().fallback_service(router).layer(from_fn(
            |mut request: Request, next: Next| async move {
                let asked = request.uri().to_string();
                if ELSEWHERE
                    .iter()
                    .any(|(_, _, path)| asked.starts_with(path) && !asked.contains("callback"))
                {
                    return StatusCode::NOT_FOUND.into_response();
                }
                let place = ELSEWHERE
                    .iter()
                    .find(|(_, target, _)| asked.starts_with(target));
                if let Some((_, target, path)) = place {
                    let more = asked.strip_prefix(target).unwrap_or_default();
                    let more = more.strip_prefix('&').map(|more| format!("?{more}"));
                    let real = format!("{path}{}", more.unwrap_or_default());
                    *request.uri_mut() = real.parse::<Uri>().unwrap_or_default();
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
    RightServer::of(
        "endpoints-elsewhere-with-a-query",
        "RFC 6749, section 3.2: the URI may have a query, which is kept",
        Change::Layer(elsewhere),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/10_1_token_request/*",
        ],
    )
    // The server behind would not know its endpoints by these names as audiences.
    .described_by(|config| {
        config
            .clients
            .retain(|client| !client.authentication_method.is_by_assertion());
    }),
];
