//! Tokens that are right, and that a client reads by other keys than at first, or by its own.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{JWKS, TOKEN, after};
use embedded::Wrap;
use suite::jose::{self, DecryptionKey, SigningError};
use suite::op_under_test::consumption_device::encrypted_id_token;

/// What the right servers encrypt to, whichever client it is for.
static KEY: LazyLock<Result<(DecryptionKey, Value), SigningError>> =
    LazyLock::new(|| DecryptionKey::generate("enc-1"));

/// The private half, for the clients.
pub(crate) fn decryption_key() -> Option<DecryptionKey> {
    KEY.as_ref().ok().map(|(key, _)| key.clone())
}

fn encrypted(id_token: &str) -> Option<String> {
    let (_, public) = KEY.as_ref().ok()?;
    jose::encrypt(public, id_token).ok()
}

/// The keys of today are published since the second request for them.
fn rotated() -> Wrap {
    let asked = AtomicBool::new(false);
    after([JWKS], move |_, answer| {
        if !asked.swap(true, Ordering::SeqCst) {
            let key =
                json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "yesterday"});
            answer.set("keys", json!([key]));
        }
    })
}

const ABOUT_ID_TOKENS: &[&str] = &[
    "ciba-core/07_2_hints/*",
    "ciba-core/10_1_1_token_response/*",
    "oauth-oidc/oidc_core_2_id_token/*",
    "oauth-oidc/rfc6749_6_refreshing/*",
];

pub(super) const SERVERS: &[RightServer] = &[
    // OpenID Connect Core 1.0, section 10.1.1: keys rotate, and a verifier goes back for one that it does not know.
    RightServer::of(
        "keys-rotated-after-the-start",
        "OpenID Connect Core 1.0, section 10.1.1",
        Change::Layer(rotated),
        &[
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/10_3_1_push_callback/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    // OpenID Connect Core 1.0, section 10.2: signed, then encrypted to the client.
    RightServer::of(
        "encrypted-id-tokens",
        "OpenID Connect Core 1.0, section 10.2",
        Change::Answer(TOKEN, |answer, _| {
            if let Some(token) = answer.text("id_token").and_then(encrypted) {
                answer.set("id_token", token);
            }
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "id-tokens-encrypted-to-a-key-of-nobody-here",
        "OpenID Connect Core 1.0, section 10.2",
        Change::Answer(TOKEN, |answer, _| {
            if answer.text("id_token").is_some() {
                answer.set("id_token", encrypted_id_token());
            }
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "encrypted-id-tokens-in-pushes",
        "OpenID Connect Core 1.0, section 10.2",
        Change::Callback(|callback| {
            let mut body: Value = serde_json::from_slice(&callback.body).unwrap_or_default();
            let token = body
                .get("id_token")
                .and_then(Value::as_str)
                .and_then(encrypted);
            if let Some(token) = token {
                body["id_token"] = json!(token);
                callback.body = body.to_string().into_bytes();
            }
        }),
        &["ciba-core/10_3_1_push_callback/*"],
    ),
];
