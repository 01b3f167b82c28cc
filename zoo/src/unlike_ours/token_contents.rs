//! What a right server puts into a token response, and leaves out.

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value, json};

use super::right_server::RightServer;
use super::spelling::{escaped, with_fractions};
use crate::change::Change;
use crate::lock::lock;
use crate::parts::tokens::{is_refreshed, refreshes};
use crate::wire::{TOKEN, after};
use embedded::{IdTokenAlg, Wrap};
use suite::jose::DecodedJwt;

const TOKENS: &[&str] = &[
    "ciba-core/10_1_1_token_response/*",
    "oauth-oidc/rfc6749_5_1_successful_response/*",
    "oauth-oidc/rfc6749_6_refreshing/*",
];
const REFRESHED: &[&str] = &[
    "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
    "oauth-oidc/rfc6749_6_refreshing/*",
];
const CIBA: &str = "urn:openid:params:grant-type:ciba";

/// The first access token of a client and a user, each time anew.
fn one_access_token() -> Wrap {
    let first: Mutex<HashMap<String, Value>> = Mutex::default();
    after([TOKEN], move |_, answer| {
        let Some(decoded) = answer
            .text("id_token")
            .and_then(|token| DecodedJwt::parse(token).ok())
        else {
            return;
        };
        let claims = &decoded.claims;
        let whose = format!("{:?} {:?}", claims.get("aud"), claims.get("sub"));
        let token = answer.body.get("access_token").cloned().unwrap_or_default();
        let scope = answer.text("scope").unwrap_or_default();
        let token = lock(&first)
            .entry(format!("{whose} {scope}"))
            .or_insert(token)
            .clone();
        answer.set("access_token", token);
    })
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "token-type-in-capitals",
        "RFC 6749, section 5.1: case insensitive",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "BEARER");
            }
        }),
        TOKENS,
    ),
    RightServer::of(
        "token-answers-in-escapes",
        "RFC 8259, section 7",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.raw = Some(escaped(&answer.body));
            }
        }),
        TOKENS,
    ),
    RightServer::of(
        "token-lifetimes-with-a-point",
        "RFC 8259, section 6: 3600.0 is the integer 3600",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.raw = with_fractions(&answer.body);
            }
        }),
        TOKENS,
    ),
    RightServer::of(
        "access-tokens-of-every-character",
        "RFC 6750, section 2.1: b64token",
        Change::Answer(TOKEN, |answer, _| {
            if let Some(token) = answer.text("access_token") {
                let token = format!("-._~+/{token}/+~_.-==");
                answer.set("access_token", token);
            }
        }),
        TOKENS,
    ),
    RightServer::of(
        "access-tokens-that-are-jwts",
        "RFC 9068; RFC 6749, section 1.4: opaque to the client",
        Change::Service(
            |service| service.access_token_sign_alg = Some(IdTokenAlg::ES256),
            TOKEN,
            |answer| {
                answer
                    .text("access_token")
                    .is_some_and(|token| token.contains('.'))
            },
        ),
        &[
            "ciba-core/07_2_hints/*",
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_10_10_guessing/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    RightServer::of(
        "one-access-token-for-a-client-and-a-user",
        "RFC 6749, sections 1.4 and 10.10: none asks for a new one",
        Change::Layer(one_access_token),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_10_10_guessing/*",
        ],
    )
    .remarked(&["C-6749-18"]),
    RightServer::of(
        "access-tokens-of-a-minute",
        "RFC 6749, section 5.1",
        Change::Service(
            |service| service.access_token_duration = 60,
            TOKEN,
            |answer| answer.body.get("expires_in") == Some(&json!(60)),
        ),
        TOKENS,
    ),
    RightServer::of(
        "access-tokens-of-a-year",
        "RFC 6749, section 5.1",
        Change::Service(
            |service| service.access_token_duration = 31_536_000,
            TOKEN,
            |answer| answer.body.get("expires_in") == Some(&json!(31_536_000)),
        ),
        TOKENS,
    ),
    RightServer::of(
        "no-refresh-tokens-at-all",
        "RFC 6749, section 1.5: at the discretion of the server",
        Change::Service(
            |service| service.grant_types = vec![CIBA.to_owned()],
            TOKEN,
            |answer| answer.is_success() && answer.text("refresh_token").is_none(),
        ),
        &["ciba-core/10_1_1_token_response/an-approved-request-is-redeemed-for-tokens"],
    )
    .described_by(|config| {
        for client in &mut config.clients {
            client.refresh_token = false;
        }
    }),
    RightServer::of(
        "no-id-token-when-refreshed",
        "OpenID Connect Core 1.0, section 12.2: it might not contain one",
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                answer.remove("id_token");
            }
        }),
        REFRESHED,
    ),
    RightServer::of(
        "no-scope-when-refreshed",
        "RFC 6749, sections 5.1 and 6",
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) {
                answer.remove("scope");
            }
        }),
        REFRESHED,
    ),
    RightServer::of(
        "tokens-with-what-others-add",
        "RFC 6749, section 5.1: clients ignore unrecognized names",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("refresh_expires_in", 1800);
                answer.set("not-before-policy", 0);
                answer.set("session_state", "f4b1c2d3-0a5e-4a57");
                answer.set("ext_expires_in", "3600");
                answer.set("issued_at", 1_700_000_000_123_u64);
                answer.set("user", json!({"name": "Jos\u{e9}", "error": null}));
            }
        }),
        TOKENS,
    ),
    RightServer::of(
        "headers-as-a-proxy-writes-them",
        "RFC 9110, section 5.1: unrecognized fields are ignored",
        Change::Answer(TOKEN, |answer, _| {
            answer.set_header("server", "nginx/1.27 (a, \"b\")");
            answer.set_header(
                "strict-transport-security",
                "max-age=31536000; includeSubDomains",
            );
            answer.set_header("vary", "Accept-Encoding, Origin");
            answer.set_header("etag", "W/\"7\"");
            answer.set_header("expires", "0");
            answer.set_header("pragma", "no-cache, x=\"y\"");
            answer.set_header(
                "cache-control",
                "no-cache, no-store=\"\" , NO-STORE,max-age=0, must-revalidate",
            );
            answer.set_header(
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'",
            );
            answer.set_header("content-language", "en");
            answer.set_header("access-control-allow-origin", "*");
        }),
        TOKENS,
    ),
];
