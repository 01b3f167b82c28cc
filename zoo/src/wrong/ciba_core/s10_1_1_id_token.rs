use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::completion::claim;
use crate::parts::id_token::{first, resigning};
use crate::parts::tokens::break_signature;
use crate::wire::TOKEN;
use suite::op_under_test::scenario_context::now;

/// The scenarios in which an ID Token is a hint, or comes once more.
const AN_ID_TOKEN_ELSEWHERE: &[&str] = &[
    "ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint",
    "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
];

/// The scenarios that validate ID Tokens.
const A_VALID_ID_TOKEN: &[&str] = &[
    "ciba-core/10_1_1_token_response/the-id-token-is-valid",
    "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
];

/// Faults in the ID Token that the token endpoint gives (CIBA Core 1.0, section 10.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "pushed-id-token-with-a-broken-signature",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/07_1_authentication_request/a-login_hint-names-the-user",
            "ciba-core/07_1_authentication_request/a-login_hint_token-names-the-user",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if let Some(token) = members.get("id_token").and_then(|token| token.as_str()) {
                    let broken = break_signature(token);
                    members.insert("id_token".to_owned(), json!(broken));
                }
            });
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"]),
    Fault::of(
        "id-token-with-a-broken-signature",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/07_1_authentication_request/a-login_hint-names-the-user",
            "ciba-core/07_1_authentication_request/a-login_hint_token-names-the-user",
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_1_1_token_response/the-id-token-is-about-the-hinted-user",
        ],
        Change::Answer(TOKEN, |answer, _| {
            if let Some(token) = answer.text("id_token") {
                let broken = break_signature(token);
                answer.set("id_token", broken);
            }
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-for-another-party",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::Completion(|members| {
            claim(members, "azp", &json!("another-client"));
        }),
    )
    .may(&["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"]),
    Fault::of(
        "an-id-token-of-tomorrow",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::Completion(|members| {
            claim(members, "nbf", &json!(now() + 86_400));
        }),
    )
    .may(&["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"]),
    Fault::of(
        "a-user-who-will-be-authenticated",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::Completion(|members| {
            members.insert("authTime".to_owned(), json!(now() + 86_400));
        }),
    )
    .may(&[
        "oauth-oidc/oidc_core_2_id_token/auth_time-*",
        "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
    ]),
    Fault::of(
        "an-issuer-with-a-slash-more",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                if let Some(issuer) = draft.claims.get("iss").and_then(Value::as_str) {
                    let other = format!("{issuer}/");
                    draft.set("iss", json!(other));
                }
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-audience-that-is-a-number",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                let audience = draft.claims.get("aud").cloned();
                draft.set("aud", json!([audience.map(first), 5]));
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-for-somebody-else",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.set("aud", json!(["another-client"]));
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-without-exp",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.claims.remove("exp");
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "exp-in-milliseconds",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                let exp = draft.claims.get("exp").and_then(Value::as_i64);
                draft.set("exp", exp.map(|seconds| seconds * 1000).into());
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-of-yesterday",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| resigning(|draft| draft.later("iat", -86_400))),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-issued-in-an-hour",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| resigning(|draft| draft.later("iat", 3600))),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-of-a-nameless-key",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.header.remove("kid");
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-under-a-mac-of-nobody",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.header = json!({"alg": "HS256"})
                    .as_object()
                    .cloned()
                    .unwrap_or_default();
                draft.mac_key = Some("a secret that no client has");
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "an-id-token-with-two-algs",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.more_header = ",\"alg\":\"ES256\"";
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "a-typ-that-is-a-number",
        "CIBA-10.1.1-06",
        A_VALID_ID_TOKEN,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.header.insert("typ".to_owned(), json!(5));
            })
        }),
    )
    .may(AN_ID_TOKEN_ELSEWHERE),
    Fault::of(
        "a-nonce-that-nobody-sent",
        "CIBA-10.1.1-11",
        &["ciba-core/10_1_1_token_response/the-id-token-has-no-nonce"],
        Change::Completion(|members| {
            members.insert("claims".to_owned(), json!("{\"nonce\":\"n-0S6_WzA2Mj\"}"));
        }),
    )
    .may(&["ciba-core/07_1_scope/*"]),
];
