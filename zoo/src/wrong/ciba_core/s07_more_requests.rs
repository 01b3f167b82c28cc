use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::crash;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use embedded::known::APPROVER_CODE;

/// Requests that a wrong server reads otherwise, and answers that tell too much (CIBA Core 1.0, sections 7.1, 7.2, 13).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-long-requested-expiry-turns-negative",
        "CIBA-7.1-32",
        &["ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused-or-a-lifetime-is-told/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if is_long(request) {
                answer.status = 200;
                answer.body = json!({"auth_req_id": "1234567890123456789012345678901234567890", "expires_in": -2_147_483_648_i64, "interval": 5});
            }
        }),
    ),
    Fault::of(
        "a-long-requested-expiry-crashes-the-server",
        "CIBA-7.1-32",
        &["ciba-core/07_1_authentication_request/a-requested_expiry-of-is-refused-or-a-lifetime-is-told/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if is_long(request) {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "a-line-break-in-the-notification-token-taken",
        "CIBA-7.1-15",
        &["ciba-core/07_1_authentication_request/a-client_notification_token-with-a-line-break-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let token = request.form.get("client_notification_token").unwrap_or_default();
            if let Some((first, _)) = token.split_once("\r\n") {
                let first = first.to_owned();
                request.form.set("client_notification_token", first);
            }
        }),
    ),
    Fault::of(
        "plus-signs-in-the-scope-are-no-blanks",
        "CIBA-7.1-38",
        &["ciba-core/07_1_form_encoding/a-blank-between-scope-values-may-be-a-plus-sign-or-an-escape"],
        Change::Request(AUTHENTICATION, |request, _| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let pairs: Vec<String> = body
                .split('&')
                .map(|pair| {
                    if pair.starts_with("scope=openid+") {
                        pair.replace('+', "%2B")
                    } else {
                        pair.to_owned()
                    }
                })
                .collect();
            request.body = pairs.join("&").into_bytes();
        }),
    )
    .may(&["ciba-core/07_1_scope/*", "oauth-oidc/*"]),
    Fault::of(
        "a-wrong-user-code-is-answered-with-the-right-one",
        "CIBA-7.1.2-10",
        &["ciba-core/07_1_2_user_code/the-answer-to-a-wrong-user_code-does-not-tell-the-right-one"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_user_code") {
                answer.set("error_description", format!("{APPROVER_CODE} was expected"));
            }
        }),
    ),
    Fault::of(
        "a-token-response-that-tells-the-user-code",
        "CIBA-7.1.2-10",
        &["ciba-core/07_1_2_user_code/nobody-tells-a-user_code"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("user_code", APPROVER_CODE);
            }
        }),
    ),
    Fault::of(
        "parameters-of-other-flows-with-codes-of-their-own",
        "CIBA-13-02",
        &["ciba-core/07_2_claim_names/\
           a-of-another-flow-is-ignored-or-refused-with-an-error-of-section-13/*"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            let mut sent = request.form.iter();
            if sent.any(|(name, value)| OTHER_FLOWS.contains(&name) && !value.is_empty()) {
                answer.status = 400;
                answer.body = json!({"error": "unsupported_parameter"});
            }
        }),
    )
    .may(&["ciba-core/07_1_1_signed_authentication_request/*", "oauth-oidc/*"]),
    Fault::of(
        "a-claims-parameter-crashes-the-server",
        "CIBA-13-02",
        &["ciba-core/07_2_claim_names/a-of-another-flow-is-ignored-or-refused-with-an-error-of-section-13/claims"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("claims").is_some() {
                crash(answer);
            }
        }),
    ),
];

const OTHER_FLOWS: [&str; 10] = [
    "request_uri",
    "registration",
    "response_type",
    "response_mode",
    "prompt",
    "max_age",
    "claims",
    "redirect_uri",
    "code_challenge_method",
    "authorization_details",
];

fn is_long(request: &SeenRequest) -> bool {
    let wished = request.form.get("requested_expiry");
    wished.is_some_and(|wished| {
        wished.len() > 9 && wished.bytes().all(|digit| digit.is_ascii_digit())
    })
}
