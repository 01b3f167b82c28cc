use serde_json::{Value, json};

use super::Variant;
use crate::faults::{AUTHENTICATION, Answer, Fault, JWKS, METADATA, TOKEN};
use suite::protocol::OracleRule;

/// The same JSON, written as nobody else writes it: other order, other blanks, escapes that nobody needs (RFC 8259,
/// sections 2, 4 and 7).
pub(super) fn rewritten(body: &Value) -> Option<Vec<u8>> {
    let members = body.as_object()?;
    let lines: Vec<String> = members
        .iter()
        .rev()
        .map(|(name, value)| {
            let escaped = name
                .chars()
                .next()
                .map(|first| format!("\\u{:04x}{}", u32::from(first), &name[first.len_utf8()..]));
            format!("\t\"{}\" :  {value}", escaped.unwrap_or_default())
        })
        .collect();
    Some(format!("{{\r\n{}\r\n}}\n", lines.join(" ,\r\n")).into_bytes())
}

fn rewrite(answer: &mut Answer) {
    if let Some(body) = rewritten(&answer.body) {
        answer.raw = Some(body);
    }
}

fn is_error(answer: &Answer) -> bool {
    answer.text("error").is_some()
}

/// Answers of the Backchannel Authentication Endpoint, and errors.
pub(super) const VARIANTS: &[Variant] = &[
    Variant::of(
        Fault::answer("answers-in-another-hand", AUTHENTICATION, |answer, _| {
            answer.set("x_vendor", json!([null, {"more": 1.5}]));
            rewrite(answer);
            answer.set_header("content-type", "Application/JSON;charset=\"UTF-8\"");
        }),
        &[
            "ciba-core/01_1_notation/*",
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/13_authentication_error_response/*",
            "ciba-core/15_privacy/*",
        ],
    )
    .allowed_by(&[OracleRule::O4]),
    Variant::of(
        Fault::answer(
            "caches-told-off-in-two-headers",
            AUTHENTICATION,
            |answer, _| {
                answer.set_header("cache-control", "private, max-age=0");
                let more = ("cache-control".to_owned(), "No-Store".to_owned());
                answer.headers.push(more);
            },
        ),
        &["ciba-core/07_3_acknowledgement/*"],
    )
    .allowed_by(&[OracleRule::O14]),
    Variant::of(
        Fault::answer(
            "no-interval-where-it-is-five",
            AUTHENTICATION,
            |answer, _| {
                answer.remove("interval");
            },
        ),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
        ],
    ),
    Variant::of(
        Fault::answer("an-interval-with-a-margin", AUTHENTICATION, |answer, _| {
            if answer.body.get("interval").is_some() {
                answer.set("interval", 8);
            }
        }),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
        ],
    )
    // Who keeps to less than the interval is served sooner than it says: warned of, as one who is not slowed down.
    .remarked(&["CIBA-11-03", "CIBA-11-05", "CIBA-11-06"])
    .allowed_by(&[OracleRule::O18]),
    Variant::of(
        Fault::answer("errors-that-say-a-lot", AUTHENTICATION, |answer, _| {
            if is_error(answer) {
                answer.set(
                    "error_description",
                    "It's [not] (so) ~ {good}: try #1 & <more>?",
                );
                answer.set("error_uri", "/errors/#all");
                answer.set("error_id", 17);
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_2_*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    )
    .allowed_by(&[
        OracleRule::O1,
        OracleRule::O2,
        OracleRule::O6,
        OracleRule::O16,
        OracleRule::O17,
    ]),
    Variant::of(
        Fault::answer("errors-of-one-word", AUTHENTICATION, |answer, _| {
            answer.remove("error_description");
            answer.remove("error_uri");
        }),
        &[
            "ciba-core/07_2_*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    ),
    Variant::of(
        Fault::answer(
            "challenges-of-several-schemes",
            AUTHENTICATION,
            |answer, _| {
                if answer.status == 401 {
                    answer.set_header(
                        "www-authenticate",
                        "Bearer realm=\"a, Basic b\", error=\"x\", bAsIc realm=op",
                    );
                }
            },
        ),
        &[
            "ciba-core/04_client_authentication/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    ),
    Variant::of(
        Fault::answer("a-challenge-in-a-header-of-its-own", TOKEN, |answer, _| {
            if answer.status == 401 {
                answer.set_header("www-authenticate", "DPoP algs=\"ES256 PS256\"");
                let more = "basic realm=\"op\", charset=\"UTF-8\"";
                answer
                    .headers
                    .push(("www-authenticate".to_owned(), more.to_owned()));
            }
        }),
        &[
            "ciba-core/10_1_token_request/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    ),
    Variant::of(
        Fault::answer(
            "challenges-for-basic-alone",
            AUTHENTICATION,
            |answer, request| {
                if request.header("authorization").is_none() {
                    answer.remove_header("www-authenticate");
                }
            },
        ),
        &[
            "ciba-core/04_client_authentication/*",
            "ciba-core/07_1_client_assertion/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc7523_3_client_assertion/*",
        ],
    ),
    Variant::of(
        Fault::answer(
            "nothing-but-posts-known",
            AUTHENTICATION,
            |answer, request| {
                if request.method != "POST" {
                    answer.status = 404;
                    answer.remove_header("allow");
                }
            },
        ),
        &[
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "oauth-oidc/http/*",
        ],
    )
    .remarked(&["C-HTTP-01", "C-HTTP-02"]),
];

/// Answers of the token endpoint.
pub(super) const OF_TOKENS: &[Variant] = &[
    Variant::of(
        Fault::answer("token-answers-in-another-hand", TOKEN, |answer, _| {
            answer.set("x_vendor", json!({"more": [1, 2]}));
            rewrite(answer);
            answer.set_header("content-type", "application/json ; charset=utf-8");
            answer.set_header("cache-control", "private, No-Store, max-age=0");
            answer.remove_header("pragma");
        }),
        &[
            "ciba-core/01_1_notation/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    )
    // Pragma is asked for by RFC 6749, and by OpenID Connect Core no more (O14).
    .remarked(&["C-6749-02"])
    .allowed_by(&[OracleRule::O14]),
    Variant::of(
        Fault::answer("token-type-in-small-letters", TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "bearer");
            }
        }),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    Variant::of(
        Fault::answer(
            "a-scope-that-is-told-only-if-it-is-another",
            TOKEN,
            |answer, _| {
                if answer.text("scope") == Some("openid") {
                    answer.remove("scope");
                }
            },
        ),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    Variant::of(
        Fault::answer("no-lifetime-of-access-tokens", TOKEN, |answer, _| {
            if answer.is_success() {
                answer.remove("expires_in");
            }
        }),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    )
    .remarked(&["C-6749-01"]),
    Variant::of(
        Fault::answer("token-errors-with-an-interval", TOKEN, |answer, _| {
            if is_error(answer) {
                answer.set("interval", 5);
                answer.set("error_uri", "https://op.example.com/errors?of=tokens");
                answer.remove("error_description");
            }
        }),
        &[
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
            "oauth-oidc/rfc8628_3_5_device_errors/*",
        ],
    )
    .allowed_by(&[OracleRule::O2, OracleRule::O10, OracleRule::O11]),
    Variant::of(
        Fault::answer(
            "strangers-refused-with-400-at-the-token-endpoint",
            TOKEN,
            |answer, request| {
                if answer.is_error("invalid_client") && request.header("authorization").is_none() {
                    answer.status = 400;
                    answer.remove_header("www-authenticate");
                }
            },
        ),
        &[
            "ciba-core/10_1_token_request/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
            "oauth-oidc/rfc7523_3_token_request/*",
        ],
    )
    .allowed_by(&[OracleRule::O3]),
];

/// Metadata and keys.
pub(super) const OF_METADATA: &[Variant] = &[
    Variant::of(
        Fault::answer("metadata-in-another-hand", METADATA, |answer, _| {
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
    Variant::of(
        Fault::answer("keys-that-nobody-else-uses", JWKS, |answer, _| {
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
