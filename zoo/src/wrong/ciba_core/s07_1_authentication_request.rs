use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::parts::errors::restatus;
use crate::parts::parameters::read_query;
use crate::parts::signed_request::{claims, take_for_valid, text};
use crate::wire::AUTHENTICATION;

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
        "ciba-core/07_backchannel_authentication_endpoint/*",
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
        "ciba-core/13_authentication_error_response/\
             a-refused-request-does-not-bother-the-user",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "missing-notification-token-accepted",
        "CIBA-7.1-13",
        &["ciba-core/07_1_authentication_request/\
             a-request-without-client_notification_token-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("client_notification_token").is_none()
                && request.form.get("request").is_none()
            {
                request.form.set(
                    "client_notification_token",
                    "a-token-of-the-server-1234567890",
                );
            }
        }),
    ),
    Fault::of(
        "overlong-notification-token-accepted",
        "CIBA-7.1-14",
        &["ciba-core/07_1_authentication_request/\
             a-client_notification_token-of-1025-characters-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && token.len() > 1024
            {
                let cut = token[..1024].to_owned();
                request.form.set("client_notification_token", cut);
            }
        }),
    ),
    Fault::of(
        "notification-token-of-1024-characters-refused",
        "CIBA-7.1-14",
        &["ciba-core/07_1_authentication_request/\
             a-client_notification_token-of-1024-characters-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("client_notification_token")
                .is_some_and(|token| token.len() == 1024)
            {
                request.form.set("client_notification_token", "not a token");
            }
        }),
    ),
    Fault::of(
        "malformed-notification-token-accepted",
        "CIBA-7.1-15",
        &[
            "ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/\
             a-space",
            "ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/\
             a-non-ascii-letter",
            "ciba-core/07_1_authentication_request/a-client_notification_token-with-is-refused/\
             a-padding-inside",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(token) = request.form.get("client_notification_token")
                && (!token.is_ascii() || token.contains([' ', '=']))
            {
                let kept: String = token.chars().filter(char::is_ascii_alphanumeric).collect();
                request.form.set("client_notification_token", kept);
            }
        }),
    )
    .may(&[
        "ciba-core/09_client_notification_endpoint/\
             the-call-after-a-denial-carries-the-bearer-token",
        "ciba-core/09_client_notification_endpoint/\
             the-token-of-another-request-is-never-used",
        "oauth-oidc/rfc6750_2_1_bearer_token/*",
    ]),
    Fault::of(
        "poll-client-with-notification-token-refused",
        "CIBA-7.1-18",
        &["ciba-core/07_1_authentication_request/\
             a-poll-client-may-send-a-client_notification_token"],
        Change::Request(AUTHENTICATION, |request, target| {
            let polls =
                client_of(request, target).is_some_and(|client| !client.mode.has_callback());
            if polls && request.form.get("client_notification_token").is_some() {
                request.form.remove("login_hint");
            }
        }),
    )
    .may(&[
        "ciba-core/03_overview/a-poll-client-cannot-ask-for-a-push",
        "ciba-core/09_client_notification_endpoint/a-poll-client-is-never-called",
        "oauth-oidc/rfc6749_3_1_request_parameters/\
             an-empty-client_notification_token-of-a-poll-client-counts-as-absent",
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
    .may(&[
        "ciba-core/07_1_acr_values/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
    ]),
    Fault::of(
        "encrypted-id-token-hint-accepted",
        "CIBA-7.1-25",
        &["ciba-core/07_2_hints/an-encrypted-id-token-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let encrypted = |hint: &str| hint.split('.').count() == 5;
            if request.form.get("id_token_hint").is_some_and(encrypted) {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", "max@example.com");
            }
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/*"]),
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
        "bad-requested-expiry-accepted",
        "CIBA-7.1-32",
        &[
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/0",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/5",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/abc",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/1-5",
            "ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused/1e400",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let bad = request
                .form
                .get("requested_expiry")
                .is_some_and(|value| value.parse::<u32>().map_or(true, |seconds| seconds == 0));
            if bad {
                request.form.remove("requested_expiry");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_2_error_response/*"]),
    Fault::of(
        "any-requested-expiry-refused",
        "CIBA-7.1-33",
        &["ciba-core/07_1_authentication_request/\
             a-requested_expiry-of-120-seconds-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("requested_expiry").is_some() {
                request.form.remove("scope");
            }
        }),
    )
    .may(&[
        "ciba-core/03_overview/the-acknowledgement-does-not-wait-for-the-user",
        "ciba-core/07_3_lifetime/*",
        "ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing",
        "ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token",
        "oauth-oidc/rfc8628_3_5_device_errors/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
    ]),
    Fault::of(
        "error-with-200",
        "CIBA-7.1-34",
        &["ciba-core/07_1_authentication_request/a-request-without-hint-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "invalid_request", 200);
        }),
    )
    .may(&[
        "ciba-core/07_1_1_*",
        "ciba-core/07_1_authentication_request/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/*",
        "ciba-core/07_backchannel_authentication_endpoint/*",
        "ciba-core/13_authentication_error_response/*",
        "oauth-oidc/http/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
        "oauth-oidc/rfc6749_5_2_error_response/*",
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_client_assertion/*",
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc7523_3_client_assertion/*",
    ]),
    Fault::of(
        "no-hint-accepted",
        "CIBA-7.1-34",
        &["ciba-core/07_1_authentication_request/a-request-without-hint-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let hints = ["login_hint", "login_hint_token", "id_token_hint"];
            let has_hint = hints.iter().any(|name| request.form.get(name).is_some());
            if !has_hint && request.form.get("request").is_none() {
                request.form.set("login_hint", "max@example.com");
            }
        }),
    )
    .may(&["ciba-core/13_authentication_error_response/\
             an-error-answer-has-the-form-of-section-13"]),
    Fault::of(
        "two-hints-accepted",
        "CIBA-7.1-35",
        &[
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-a-login_hint_token-is-refused",
            "ciba-core/07_1_authentication_request/\
             a-login_hint-beside-an-id_token_hint-is-refused",
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
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/*"]),
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
