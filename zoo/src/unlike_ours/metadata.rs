use axum::Router;
use serde_json::{Map, Value, json};

use super::right_server::RightServer;
use super::spelling::rewrite;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, Answer, JWKS, METADATA, on_answers, on_requests_alone};
use embedded::{DeliveryMode, Wrap};

const ABOUT_METADATA: &[&str] = &[
    "ciba-core/04_metadata/*",
    "oauth-oidc/metadata/*",
    "oauth-oidc/rfc8414_metadata/*",
];
const ABOUT_KEYS: &[&str] = &[
    "ciba-core/10_1_1_token_response/the-id-token-is-valid",
    "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
    "oauth-oidc/metadata/*",
];
const USER_CODES: &str = "backchannel_user_code_parameter_supported";
const MODES: &str = "backchannel_token_delivery_modes_supported";
/// What some clause requires, or gives a default that is not true here.
const NEEDED: [&str; 13] = [
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "jwks_uri",
    "response_types_supported",
    "subject_types_supported",
    "id_token_signing_alg_values_supported",
    "grant_types_supported",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "backchannel_authentication_endpoint",
    "backchannel_authentication_request_signing_alg_values_supported",
    MODES,
];

/// User codes are neither offered nor known.
fn without_user_codes() -> Wrap {
    let metadata = on_answers(METADATA, |answer, _| answer.remove(USER_CODES));
    let requests = on_requests_alone(AUTHENTICATION, |request| request.form.remove("user_code"));
    Wrap::everywhere(move |router: Router| metadata.around(requests.around(router)))
}

fn each_key(answer: &mut Answer, change: impl Fn(&mut Map<String, Value>)) {
    let keys = answer.body.get_mut("keys").and_then(Value::as_array_mut);
    for key in keys.into_iter().flatten().filter_map(Value::as_object_mut) {
        change(key);
    }
}

/// Metadata and keys.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "metadata-in-another-hand",
        "RFC 8414, section 3.2; OpenID Connect Discovery 1.0, section 4.2",
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
        "RFC 7517, section 5",
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
    RightServer::of(
        "metadata-of-what-is-required-alone",
        "RFC 8414, section 2; OpenID Connect Discovery 1.0, section 3",
        Change::Answer(METADATA, |answer, _| {
            if let Some(members) = answer.body.as_object_mut() {
                members.retain(|name, _| NEEDED.contains(&name.as_str()));
            }
        }),
        ABOUT_METADATA,
    )
    .remarked(&["C-8414-04"]),
    RightServer::of(
        "metadata-that-says-false",
        "OpenID Connect Discovery 1.0, section 3",
        Change::Answer(METADATA, |answer, _| {
            for name in [
                "claims_parameter_supported",
                "request_parameter_supported",
                "request_uri_parameter_supported",
                "require_request_uri_registration",
                "require_pushed_authorization_requests",
                "tls_client_certificate_bound_access_tokens",
                "authorization_response_iss_parameter_supported",
            ] {
                answer.set(name, false);
            }
            answer.set("code_challenge_methods_supported", json!(["S256"]));
            answer.set(
                "authorization_endpoint",
                "https://login.example.com/authorize?a=b",
            );
            answer.set("end_session_endpoint", "https://login.example.com/logout");
            answer.set("service_documentation", "https://op.example.com/docs#ciba");
        }),
        ABOUT_METADATA,
    ),
    RightServer::of(
        "metadata-for-everybody",
        "RFC 9110, section 8.8; RFC 9111, section 5.2",
        Change::Answer(METADATA, |answer, _| {
            answer.set_header(
                "cache-control",
                "public, max-age=86400, stale-while-revalidate=60",
            );
            answer.set_header("etag", "\"1\"");
            answer.set_header("access-control-allow-origin", "*");
            answer.set_header("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT");
            answer.set_header("content-type", "application/json; q=1; charset=utf-8");
        }),
        ABOUT_METADATA,
    ),
    RightServer::of(
        "no-user-codes",
        "CIBA Core 1.0, sections 4 and 7.1.2: optional for the OP",
        Change::Service(
            |service| service.user_code_supported = false,
            METADATA,
            |answer| answer.body.get(USER_CODES) != Some(&json!(true)),
        ),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_1_authentication_request/*",
        ],
    )
    .described_by(|config| config.clients.retain(|client| !client.user_code)),
    RightServer::of(
        "no-word-about-user-codes",
        "CIBA Core 1.0, section 4: false if omitted",
        Change::Layer(without_user_codes),
        &["ciba-core/04_metadata/*"],
    )
    .described_by(|config| config.clients.retain(|client| !client.user_code)),
    RightServer::of(
        "polling-alone",
        "CIBA Core 1.0, section 4: one of the modes",
        Change::Service(
            |service| service.delivery_modes = vec![DeliveryMode::Poll],
            METADATA,
            |answer| answer.body.get(MODES) == Some(&json!(["poll"])),
        ),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_3_acknowledgement/*",
        ],
    )
    .described_by(|config| config.clients.retain(|client| !client.mode.has_callback())),
    RightServer::of(
        "pushing-alone",
        "CIBA Core 1.0, section 4: one of the modes",
        Change::Service(
            |service| service.delivery_modes = vec![DeliveryMode::Push],
            METADATA,
            |answer| answer.body.get(MODES) == Some(&json!(["push"])),
        ),
        &[
            "ciba-core/04_metadata/*",
            "ciba-core/07_3_acknowledgement/*",
        ],
    )
    .described_by(|config| {
        config
            .clients
            .retain(|client| !client.mode.has_token_request());
    }),
    RightServer::of(
        "no-authentication-contexts",
        "OpenID Connect Discovery 1.0, section 3: acr_values_supported is OPTIONAL",
        Change::Answer(METADATA, |answer, _| answer.remove("acr_values_supported")),
        ABOUT_METADATA,
    )
    .remarked(&["CIBA-7.1-20", "CIBA-7.1-21"]),
    RightServer::of(
        "one-scope",
        "RFC 6749, section 3.3",
        Change::Service(
            |service| service.scopes = vec!["openid".to_owned()],
            METADATA,
            |answer| answer.body.get("scopes_supported") == Some(&json!(["openid"])),
        ),
        &["ciba-core/07_1_scope/*", "oauth-oidc/rfc6749_3_3_scope/*"],
    ),
    RightServer::of(
        "bare-keys-in-another-order",
        "RFC 7517, sections 4.2 to 4.4: use, key_ops and alg are OPTIONAL",
        Change::Answer(JWKS, |answer, _| {
            each_key(answer, |key| {
                key.retain(|name, _| !matches!(name.as_str(), "use" | "alg" | "key_ops"));
            });
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.reverse();
            }
        }),
        ABOUT_KEYS,
    ),
    RightServer::of(
        "keys-to-verify-with",
        "RFC 7517, section 4.3: key_ops in place of use",
        Change::Answer(JWKS, |answer, _| {
            each_key(answer, |key| {
                key.remove("use");
                key.insert("key_ops".to_owned(), json!(["verify"]));
            });
        }),
        ABOUT_KEYS,
    ),
    RightServer::of(
        "keys-with-all-that-there-is",
        "RFC 7517, sections 4 and 5",
        Change::Answer(JWKS, |answer, _| {
            answer.set("issued_at", 1_700_000_000);
            each_key(answer, |key| {
                key.insert("x5u".to_owned(), json!("https://op.example.com/cert.pem"));
                key.insert("iat".to_owned(), json!(1_700_000_000));
                key.insert("issuer".to_owned(), json!(null));
            });
            if let Some(keys) = answer.body.get_mut("keys").and_then(Value::as_array_mut) {
                keys.push(json!({"kty": "RSA", "use": "enc", "alg": "RSA-OAEP-256", "kid": "to-encrypt", "n": "AQAB", "e": "AQAB"}));
                keys.push(json!({"kty": "OKP", "crv": "X25519", "x": "AA", "use": "enc"}));
            }
        }),
        ABOUT_KEYS,
    ),
];
