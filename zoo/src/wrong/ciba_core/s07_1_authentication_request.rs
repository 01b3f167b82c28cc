use crate::change::Change;
use crate::fault::Fault;
use crate::parts::parameters::read_query;
use crate::parts::signed_request::{claims, take_for_valid, text};
use crate::wire::AUTHENTICATION;
use embedded::known::ABSENT_HINT;
use suite::protocol::OracleRule;

/// Authentication requests that a wrong server misreads (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "parameters-of-the-query-read",
        "CIBA-7-03",
        &["ciba-core/07_backchannel_authentication_endpoint/\
           parameters-in-the-query-are-not-read"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.body.is_empty() {
                read_query(request);
            }
        }),
    )
    .may(&[
        "ciba-core/07_backchannel_authentication_endpoint/\
         a-get-is-not-an-authentication-request",
        "oauth-oidc/http/*",
    ]),
    Fault::of(
        "missing-scope-accepted",
        "CIBA-7.1-08",
        &["ciba-core/07_1_authentication_request/a-request-without-scope-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("scope").is_none() && request.form.get("request").is_none() {
                request.form.set("scope", "openid");
            }
        }),
    )
    .may(&[
        "ciba-core/07_backchannel_authentication_endpoint/a-in-the-query-*",
        "ciba-core/13_authentication_error_response/\
         a-refused-request-does-not-bother-the-user",
        "oauth-oidc/rfc6749_5_2_error_response/\
         the-error-for-a-missing-scope-keeps-to-the-form-of-oauth-errors",
    ]),
    Fault::of(
        "unknown-acr-values-refused",
        "CIBA-7.1-19",
        &["ciba-core/07_1_authentication_request/an-unknown-acr_values-is-no-error"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("acr_values").is_some() {
                request.form.remove("login_hint");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-counts-as-absent/acr_values"]),
    Fault::of(
        "encrypted-id-token-hint-accepted",
        "CIBA-7.1-25",
        &["ciba-core/07_2_hints/an-encrypted-id-token-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let encrypted = |hint: &str| hint.split('.').count() == 5;
            if request.form.get("id_token_hint").is_some_and(encrypted) {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", ABSENT_HINT);
            }
        }),
    ),
    Fault::of(
        "encrypted-id-token-in-a-signed-request-accepted",
        "CIBA-7.1-25",
        &["ciba-core/07_1_1_signed_authentication_request/\
           an-encrypted-id-token-inside-the-jwt-is-no-hint"],
        Change::Request(AUTHENTICATION, |request, target| {
            let encrypted = claims(request)
                .is_some_and(|claims| text(&claims, "id_token_hint").split('.').count() == 5);
            if encrypted {
                take_for_valid(request, target);
            }
        }),
    ),
    Fault::of(
        "binding-message-at-the-limit-refused",
        "CIBA-7.1-30",
        &["ciba-core/13_authentication_error_response/\
           a-binding_message-at-the-limit-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(message) = request.form.get("binding_message")
                && message.len() == 64
            {
                let longer = format!("{message}!");
                request.form.set("binding_message", longer);
            }
        }),
    )
    .may(&["ciba-core/07_1_binding_message/\
            the-device-shows-the-longest-binding_message-unaltered"]),
    Fault::of(
        "no-hint-accepted",
        "CIBA-7.1-34",
        &["ciba-core/07_1_authentication_request/a-request-without-hint-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let hints = ["login_hint", "login_hint_token", "id_token_hint"];
            let has_hint = hints.iter().any(|name| request.form.get(name).is_some());
            if !has_hint && request.form.get("request").is_none() {
                request.form.set("login_hint", ABSENT_HINT);
            }
        }),
    )
    .against(&[OracleRule::O4])
    .may(&[
        "ciba-core/07_backchannel_authentication_endpoint/a-in-the-query-*",
        "ciba-core/13_authentication_error_response/\
            an-error-answer-has-the-form-of-section-13",
    ]),
    Fault::of(
        "two-hints-accepted",
        "CIBA-7.1-35",
        &[
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-a-login_hint_token-is-refused",
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-an-id_token_hint-is-refused",
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-a-that-is-no-token-is-refused/login_hint_token",
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-a-that-is-no-token-is-refused/id_token_hint",
            "ciba-core/07_1_authentication_request/all-three-hints-together-are-refused",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("login_hint")
                .is_some_and(|hint| !hint.is_empty())
            {
                request.form.remove("login_hint_token");
                request.form.remove("id_token_hint");
            }
        }),
    ),
    Fault::of(
        "two-hints-that-are-tokens-accepted",
        "CIBA-7.1-35",
        &["ciba-core/07_1_authentication_request/\
           a-login_hint_token-beside-an-id_token_hint-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint").is_none()
                && request.form.get("login_hint_token").is_some()
            {
                request.form.remove("id_token_hint");
            }
        }),
    ),
    Fault::of(
        "an-empty-hint-counts-as-a-hint",
        "CIBA-7.1-36",
        &["ciba-core/07_1_authentication_request/an-empty-hint-counts-as-absent"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("id_token_hint") == Some("") {
                request.form.set("id_token_hint", "none");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-counts-as-absent/id_token_hint"]),
    Fault::of(
        "json-read-like-a-form",
        "CIBA-7.1-37",
        &["ciba-core/07_backchannel_authentication_endpoint/\
           a-json-body-is-not-an-authentication-request"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&request.body) {
                request.set_header("content-type", "application/x-www-form-urlencoded");
                for (name, value) in members {
                    request
                        .form
                        .append(&name, value.as_str().unwrap_or_default());
                }
            }
        }),
    ),
];
