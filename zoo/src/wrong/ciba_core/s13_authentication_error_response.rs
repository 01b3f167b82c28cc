use crate::change::Change;
use crate::fault::Fault;
use crate::parts::authentication_device::asked_first;
use crate::parts::errors::recode;
use crate::wire::AUTHENTICATION;

/// The scenarios about other things in which requests are refused.
const OTHER_REFUSALS: &[&str] = &[
    "ciba-core/07_1_binding_message/*",
    "oauth-oidc/rfc6749_2_3_client_authentication/\
         whether-guessing-a-client-s-secret-is-slowed-down-is-recorded",
    "oauth-oidc/rfc6749_5_2_error_response/*",
];

/// Faults in the form of the Authentication Error Response (CIBA Core 1.0, section 13).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "error-as-html",
        "CIBA-13-01",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_request") {
                answer.set_header("content-type", "text/html");
                answer.raw = Some(b"<h1>invalid_request</h1>".to_vec());
            }
        }),
    )
    .may(&[
        "ciba-core/07_2_claim_names/*",
        "oauth-oidc/rfc6749_5_2_flawed_text/*",
        "ciba-core/07_1_1_*",
        "ciba-core/07_1_authentication_request/*",
        "ciba-core/07_1_hint_by_client/\
         no-client-gets-anybody-asked-by-an-id_token_hint-that-is-no-token",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/*",
        "ciba-core/13_authentication_error_response/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "error-with-the-content-type-of-text",
        "CIBA-13-01",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set_header("content-type", "text/plain");
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_5_2_flawed_text/*",
        "ciba-core/07_1_binding_message/*",
        "ciba-core/07_2_validation/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/\
         whether-guessing-a-client-s-secret-is-slowed-down-is-recorded",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "error-with-two-codes",
        "CIBA-13-01",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_request") {
                answer.repeat("error");
            }
        }),
    ),
    Fault::of(
        "user-code-error-as-text",
        "CIBA-13-01",
        &["ciba-core/07_1_2_user_code/a-missing-user_code-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("missing_user_code") || answer.is_error("invalid_user_code") {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "error-that-no-clause-knows",
        "CIBA-13-02",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "invalid_request", "bad_request", 400);
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_5_2_flawed_text/*",
        "ciba-core/07_1_1_*",
        "ciba-core/07_1_authentication_request/*",
        "ciba-core/07_1_hint_by_client/\
         no-client-gets-anybody-asked-by-an-id_token_hint-that-is-no-token",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/*",
        "ciba-core/13_authentication_error_response/*",
        "oauth-oidc/http/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
    ]),
    Fault::of(
        "error-description-with-a-quote",
        "CIBA-13-03",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("error_description", "the \"hint\" is missing");
            }
        }),
    )
    .may(OTHER_REFUSALS),
    Fault::of(
        "invalid-binding-message-quoted",
        "CIBA-13-03",
        &["ciba-core/13_authentication_error_response/\
           a-binding_message-over-the-limit-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_binding_message") {
                answer.set("error_description", "\"binding_message\" is too long");
            }
        }),
    )
    .may(&["ciba-core/07_1_binding_message/*"]),
    Fault::of(
        "error-uri-with-a-space",
        "CIBA-13-04",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("error_uri", "https://example.com/an error");
            }
        }),
    )
    .may(OTHER_REFUSALS),
    Fault::of(
        "error-uri-that-is-no-uri",
        "CIBA-13-04",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("error_uri", "https://example.com/%error");
            }
        }),
    )
    .may(OTHER_REFUSALS),
    Fault::of(
        "access-token-beside-an-error",
        "CIBA-13-05",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_request") {
                answer.set("access_token", "for-nobody-1234567890");
            }
        }),
    ),
    Fault::of(
        "unknown-user-acknowledged-too",
        "CIBA-13-05",
        &["ciba-core/07_2_validation/a-login_hint-that-names-nobody-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("unknown_user_id") {
                answer.set("expires_in", 600);
            }
        }),
    ),
    Fault::of(
        "auth-req-id-beside-an-error",
        "CIBA-13-05",
        &["ciba-core/13_authentication_error_response/\
           an-error-answer-has-the-form-of-section-13"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("error").is_some() {
                answer.set("auth_req_id", "for-a-request-that-was-refused-1234567890");
            }
        }),
    )
    .may(&[
        "ciba-core/07_backchannel_authentication_endpoint/*",
        "ciba-core/07_1_binding_message/\
         a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/*",
        "ciba-core/07_backchannel_authentication_endpoint/\
         a-get-is-not-an-authentication-request",
        "ciba-core/07_backchannel_authentication_endpoint/\
         a-json-body-is-not-an-authentication-request",
        "ciba-core/07_backchannel_authentication_endpoint/\
         parameters-in-the-query-are-not-read",
        "oauth-oidc/rfc6749_2_3_client_authentication/\
         whether-guessing-a-client-s-secret-is-slowed-down-is-recorded",
    ]),
    Fault::of(
        "user-asked-before-the-request-is-checked",
        "CIBA-13-06",
        &["ciba-core/13_authentication_error_response/\
           a-refused-request-does-not-bother-the-user"],
        Change::Layer(|| asked_first(&["R7FSD"])),
    ),
];
