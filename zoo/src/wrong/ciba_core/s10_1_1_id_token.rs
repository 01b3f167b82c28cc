use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::completion::claim;
use crate::parts::id_token::{first, resigning};
use crate::parts::tokens::break_signature;
use crate::wire::{AUTHENTICATION, TOKEN};
use suite::op_under_test::scenario_context::now;

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
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_1_authentication_request/\
             a-login_hint_token-beside-an-id_token_hint-is-refused",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
    ]),
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
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "ciba-core/07_1_authentication_request/\
             a-login_hint_token-beside-an-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
    ]),
    Fault::of(
        "an-id-token-for-another-party",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::Completion(|members| {
            claim(members, "azp", &json!("another-client"));
        }),
    )
    .may(&["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"]),
    Fault::of(
        "an-id-token-of-tomorrow",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::Completion(|members| {
            claim(members, "nbf", &json!(now() + 86_400));
        }),
    )
    .may(&["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"]),
    Fault::of(
        "a-user-who-will-be-authenticated",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::Completion(|members| {
            members.insert("authTime".to_owned(), json!(now() + 86_400));
        }),
    )
    .may(&["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"]),
    Fault::of(
        "an-issuer-with-a-slash-more",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                if let Some(issuer) = draft.claims.get("iss").and_then(Value::as_str) {
                    let other = format!("{issuer}/");
                    draft.set("iss", json!(other));
                }
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-audience-that-is-a-number",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                let audience = draft.claims.get("aud").cloned();
                draft.set("aud", json!([audience.map(first), 5]));
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-for-somebody-else",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.set("aud", json!(["another-client"]));
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-without-exp",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.claims.remove("exp");
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "exp-in-milliseconds",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                let exp = draft.claims.get("exp").and_then(Value::as_i64);
                draft.set("exp", exp.map(|seconds| seconds * 1000).into());
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-of-yesterday",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| resigning(|draft| draft.later("iat", -86_400))),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-issued-in-an-hour",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| resigning(|draft| draft.later("iat", 3600))),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-of-a-nameless-key",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.header.remove("kid");
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-under-a-mac-of-nobody",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
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
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "an-id-token-with-two-algs",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.more_header = ",\"alg\":\"ES256\"";
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "a-typ-that-is-a-number",
        "CIBA-10.1.1-06",
        &[
            "ciba-core/10_1_1_token_response/the-id-token-is-valid",
            "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
        ],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.header.insert("typ".to_owned(), json!(5));
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "login-hint-names-somebody-else",
        "CIBA-10.1.1-07",
        &[
            "ciba-core/07_1_authentication_request/a-login_hint-names-the-user",
            "ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user",
            "ciba-core/10_1_1_token_response/the-id-token-is-about-the-hinted-user",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint") == Some("john@example.com") {
                request.form.set("login_hint", "1004");
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_2_user_code/*",
        "ciba-core/07_1_scope/the-scope-brings-the/phone",
        "ciba-core/08_authorization_decision/*",
        "ciba-core/09_client_notification_endpoint/\
             the-token-of-another-request-is-never-used",
        "ciba-core/10_1_1_token_response/*",
        "ciba-core/10_1_token_request/*",
        "ciba-core/10_3_1_push_callback/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/rfc7523_3_token_request/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "ciba-core/04_client_authentication/*",
    ]),
    Fault::of(
        "login-hint-token-names-somebody-else",
        "CIBA-10.1.1-07",
        &["ciba-core/07_1_authentication_request/a-login_hint_token-names-the-user"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("login_hint_token").is_some()
            {
                request.form.remove("login_hint_token");
                request.form.set("login_hint", "1004");
            }
        }),
    )
    .may(&[
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/a-login_hint_token-that-is-no-token-is-refused",
        "ciba-core/07_2_validation/a-login_hint_token-that-names-nobody-is-refused",
        "ciba-core/07_2_validation/an-expired-login_hint_token-is-refused-with-its-own-code",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_1_authentication_request/\
             a-login_hint_token-beside-an-id_token_hint-is-refused",
    ]),
    Fault::of(
        "id-token-hint-names-somebody-else",
        "CIBA-10.1.1-07",
        &["ciba-core/07_1_authentication_request/an-id_token_hint-names-the-user"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("id_token_hint").is_some()
            {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", "1004");
            }
        }),
    )
    .may(&[
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/an-id_token_hint-that-is-no-token-is-refused",
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "ciba-core/07_1_authentication_request/\
             a-login_hint_token-beside-an-id_token_hint-is-refused",
    ]),
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
