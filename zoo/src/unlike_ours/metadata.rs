use serde_json::{Value, json};

use super::answers::rewrite;
use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{JWKS, METADATA};

/// Metadata and keys.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "metadata-in-another-hand",
        Change::Answer(METADATA, |answer, _| {
            answer.set("x_vendor", json!({"nested": {"list": [1]}}));
            answer.set("op_policy_uri", "https://op.example.com/policy");
            answer.set(
                "mtls_endpoint_aliases",
                json!({"token_endpoint": "https://mtls.example.com/token"}),
            );
            answer.set("display_values_supported", json!(["page"]));
            answer.set("ui_locales_supported", json!(["de-DE", "en"]));
            answer.set("request_parameter_supported", true);
            let modes = json!(["push", "ping", "poll"]);
            answer.set("backchannel_token_delivery_modes_supported", modes);
            rewrite(answer);
            answer.set_header("content-type", "application/json;charset=UTF-8");
        }),
        &[
            "ciba-core/01_1_notation/*",
            "ciba-core/04_metadata/*",
            "oauth-oidc/metadata/*",
            "oauth-oidc/rfc8414_metadata/*",
        ],
    ),
    RightServer::of(
        "keys-that-nobody-else-uses",
        Change::Answer(JWKS, |answer, _| {
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.insert(
                    0,
                    json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "later"}),
                );
                keys.insert(0, json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "k", "use": "sig"}));
                for key in keys.iter_mut().filter_map(Value::as_object_mut) {
                    key.insert("x5t#S256".to_owned(), json!("AA"));
                    key.insert("exp".to_owned(), json!(4_102_444_800_u64));
                }
            }
            rewrite(answer);
            answer.set_header("content-type", "application/jwk-set+json");
        }),
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
            "oauth-oidc/metadata/*",
        ],
    ),
];
