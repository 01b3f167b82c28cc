use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::recode;
use crate::wire::{AUTHENTICATION, Answer, SeenRequest, TOKEN};
use suite::op_under_test::made_up::UNREPEATABLE;
use suite::protocol::CIBA_GRANT_TYPE;

/// Faults in error responses (RFC 6749, section 5.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "an-error-that-repeats-the-input",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           the-error-for-a-bad-keeps-to-the-form-of-oauth-errors/*"],
        Change::Answer(AUTHENTICATION, repeat_input),
    )
    .may(&["ciba-core/07_1_binding_message/\
            a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
            a-right-to-left-override"]),
    Fault::of(
        "an-error-description-that-is-an-array",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           the-error-for-a-missing-scope-keeps-to-the-form-of-oauth-errors"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_request") {
                answer.set("error_description", vec!["scope", "missing"]);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_1_signature/\
         a-client-that-registered-no-algorithm-may-find-its-signed-request-accepted-or-\
         refused",
        "ciba-core/07_1_1_signed_authentication_request/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/13_authentication_error_response/\
         an-error-answer-has-the-form-of-section-13",
    ]),
    Fault::of(
        "wrong-credentials-described-in-two-lines",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           the-error-for-wrong-credentials-keeps-to-the-form-of-oauth-errors"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            describe(answer, "invalid_client", "wrong\nsecret");
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/\
         whether-guessing-a-client-s-secret-is-slowed-down-is-recorded",
    ]),
    Fault::of(
        "a-token-error-that-repeats-the-input",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           the-error-for-a-bad-of-a-token-request-keeps-to-the-form-of-oauth-errors/*"],
        Change::Answer(TOKEN, repeat_input),
    ),
    Fault::of(
        "a-pending-error-with-blanks-in-its-uri",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-pending-token-request-is-answered-in-the-form-of-oauth-errors"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("authorization_pending") {
                answer.set("error_uri", "see the manual");
            }
        }),
    ),
    Fault::of(
        "wrong-token-credentials-described-in-quotes",
        "C-6749-04",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           the-error-for-wrong-credentials-at-the-token-endpoint-keeps-to-the-form-of-\
           oauth-errors"],
        Change::Answer(TOKEN, |answer, _| {
            describe(answer, "invalid_client", "wrong \"secret\"");
        }),
    ),
    Fault::of(
        "no-challenge-after-basic",
        "C-6749-05",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-failed-basic-authentication-is-challenged-at-the-backchannel-authentication-\
           endpoint"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove_header("www-authenticate");
        }),
    ),
    Fault::of(
        "challenge-of-another-scheme",
        "C-6749-05",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-failed-basic-authentication-is-challenged-at-the-backchannel-authentication-\
           endpoint"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_error("invalid_client") {
                answer.set_header("www-authenticate", "Bearer realm=\"no basic here\"");
            }
        }),
    ),
    Fault::of(
        "no-challenge-after-basic-at-the-token-endpoint",
        "C-6749-05",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-failed-basic-authentication-is-challenged-at-the-token-endpoint"],
        Change::Answer(TOKEN, |answer, _| answer.remove_header("www-authenticate")),
    ),
    Fault::of(
        "challenge-of-another-scheme-at-the-token-endpoint",
        "C-6749-05",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-failed-basic-authentication-is-challenged-at-the-token-endpoint"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("invalid_client") {
                answer.set_header("www-authenticate", "Bearer realm=\"no basic here\"");
            }
        }),
    ),
    Fault::of(
        "grant-types-in-any-letter-case",
        "C-6749-06",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-grant-type-that-nobody-knows-is-refused/in-other-letters"],
        Change::Request(TOKEN, |request, _| {
            let grant = request.form.get("grant_type").unwrap_or_default();
            if grant.eq_ignore_ascii_case(CIBA_GRANT_TYPE) {
                request.form.set("grant_type", CIBA_GRANT_TYPE);
            }
        }),
    ),
    Fault::of(
        "grant-types-known-by-their-last-word",
        "C-6749-06",
        &[
            "oauth-oidc/rfc6749_5_2_error_response/a-grant-type-that-nobody-knows-is-refused/its-last-word",
        ],
        Change::Request(TOKEN, |request, _| {
            take_grant(request, |grant| grant == "ciba");
        }),
    ),
    Fault::of(
        "grant-types-known-by-their-beginning",
        "C-6749-06",
        &[
            "oauth-oidc/rfc6749_5_2_error_response/a-grant-type-that-nobody-knows-is-refused/cut-short",
        ],
        Change::Request(TOKEN, |request, _| {
            take_grant(request, |grant| {
                grant.len() > 20 && CIBA_GRANT_TYPE.starts_with(grant)
            });
        }),
    ),
    Fault::of(
        "more-behind-a-grant-type-ignored",
        "C-6749-06",
        &[
            "oauth-oidc/rfc6749_5_2_error_response/a-grant-type-that-nobody-knows-is-refused/with-more-behind",
        ],
        Change::Request(TOKEN, |request, _| {
            take_grant(request, |grant| grant.starts_with(CIBA_GRANT_TYPE));
        }),
    ),
    Fault::of(
        "an-unknown-grant-as-invalid-request",
        "C-6749-06",
        &["oauth-oidc/rfc6749_5_2_error_response/a-grant-type-that-nobody-knows-is-refused/*"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "unsupported_grant_type", "invalid_request", 400);
        }),
    )
    .may(&["ciba-core/10_1_token_request/the-grant-type-of-the-drafts-is-not-supported"]),
    Fault::of(
        "an-unregistered-grant-as-access-denied",
        "C-6749-07",
        &["oauth-oidc/rfc6749_5_2_error_response/\
           a-client-without-the-ciba-grant-is-refused-at-the-token-endpoint"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "unauthorized_client", "access_denied", 400);
        }),
    )
    .may(&[
        "ciba-core/03_overview/a-push-client-cannot-ask-to-poll",
        "ciba-core/10_1_1_token_response/a-refresh-token-does-not-work-for-another-client",
        "ciba-core/11_token_error_response/a-push-client-may-not-poll*",
    ]),
];

/// What the features call text that no error may repeat.
fn repeat_input(answer: &mut Answer, request: &SeenRequest) {
    let repeated = request
        .form
        .iter()
        .map(|(_, value)| value)
        .find(|value| *value == UNREPEATABLE);
    if let (Some(text), true) = (repeated, answer.status >= 400) {
        answer.set("error_description", format!("What is {text}?"));
    }
}

fn describe(answer: &mut Answer, code: &str, description: &str) {
    if answer.is_error(code) {
        answer.set("error_description", description);
    }
}

fn take_grant(request: &mut SeenRequest, is_taken: fn(&str) -> bool) {
    if request.form.get("grant_type").is_some_and(is_taken) {
        request.form.set("grant_type", CIBA_GRANT_TYPE);
    }
}
