use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::authenticate;
use crate::parts::errors::{recode, restatus};
use crate::parts::signed_request::{take_for_valid, trust_if, trust_if_header};
use crate::quoted;
use crate::wire::AUTHENTICATION;
use embedded::known::{ABSENT_HINT, APPROVER_HINT, NOBODY_HINT};
use suite::jose::DecodedJwt;
use suite::op_under_test::made_up::{self, NO_TOKEN};
use suite::protocol::OracleRule;

/// What a wrong server does not look at before it asks the user (CIBA Core 1.0, section 7.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "request-judged-before-the-client",
        "CIBA-7.2-01",
        &["ciba-core/07_2_validation/the-client-is-authenticated-before-anything-else-is-judged"],
        Change::Request(AUTHENTICATION, |request, target| {
            if request.form.get("scope").is_none() && request.form.get("request").is_none() {
                authenticate(request, target);
            }
        }),
    )
    .against(&[OracleRule::O19]),
    Fault::of(
        "unreadable-request-accepted",
        "CIBA-7.2-03",
        &[
            "ciba-core/07_1_1_signature/what-is-no-jwt-is-refused/a-plain-text",
            "ciba-core/07_1_1_signature/what-is-no-jwt-is-refused/two-parts",
            "ciba-core/07_1_1_signature/what-is-no-jwt-is-refused/four-parts",
            "ciba-core/07_1_1_signature/a-payload-that-is-no-json-object-is-refused/a-text",
            "ciba-core/07_1_1_signature/a-payload-that-is-no-json-object-is-refused/a-list",
            "ciba-core/07_1_1_signature/a-payload-that-is-no-json-object-is-refused/a-string",
            "ciba-core/07_1_1_signature/a-payload-that-is-no-json-object-is-refused/cut-short",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let unreadable = request
                .form
                .get("request")
                .is_some_and(|jwt| jwt.split('.').count() != 5 && DecodedJwt::parse(jwt).is_err());
            if unreadable {
                take_for_valid(request, target);
            }
        }),
    ),
    Fault::of(
        "times-of-any-type-accepted",
        "CIBA-7.2-03",
        &[
            "ciba-core/07_1_1_signature/a-time-that-is-no-number-is-refused/exp",
            "ciba-core/07_1_1_signature/a-time-that-is-no-number-is-refused/nbf",
            "ciba-core/07_1_1_signature/a-time-that-is-no-number-is-refused/iat",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if(request, |claims| {
                ["exp", "iat", "nbf"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| !value.is_number())
            });
        }),
    ),
    Fault::of(
        "critical-extension-ignored",
        "CIBA-7.2-03",
        &["ciba-core/07_1_1_signature/\
           an-extension-that-must-be-understood-and-is-not-gets-the-jwt-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| header.get("crit").is_some());
        }),
    ),
    Fault::of(
        "unknown-user-as-invalid-request",
        "CIBA-13-13",
        &[
            "ciba-core/07_2_validation/a-login_hint-that-names-nobody-is-refused",
            "ciba-core/07_2_validation/a-login_hint_token-that-names-nobody-is-refused",
            "ciba-core/07_1_hint_by_client/\
             no-client-gets-anybody-asked-by-a-login_hint-that-names-nobody",
            "ciba-core/07_1_hint_by_client/\
             no-client-gets-anybody-asked-by-a-login_hint_token-that-names-nobody",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "unknown_user_id", "invalid_request", 400);
        }),
    )
    .may(&["ciba-core/07_1_1_signed_authentication_request/\
            a-hint-inside-the-jwt-that-names-nobody-is-refused"]),
    Fault::of(
        "unknown-user-with-404",
        "CIBA-13-13",
        &[
            "ciba-core/07_2_validation/a-login_hint-that-names-nobody-is-refused",
            "ciba-core/07_2_validation/a-login_hint_token-that-names-nobody-is-refused",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "unknown_user_id", 404);
        }),
    ),
    Fault::of(
        "unknown-login-hint-accepted",
        "CIBA-7.2-05",
        &["ciba-core/07_2_validation/a-login_hint-that-names-nobody-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint") == Some(NOBODY_HINT) {
                request.form.set("login_hint", ABSENT_HINT);
            }
        }),
    ),
    Fault::of(
        "any-login-hint-token-accepted",
        "CIBA-7.2-06",
        &["ciba-core/07_2_validation/a-login_hint_token-that-is-no-token-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("login_hint_token").is_some()
                && request.form.get("login_hint").is_none()
            {
                request.form.remove("login_hint_token");
                request.form.set("login_hint", APPROVER_HINT);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_hint_by_client/\
         no-client-gets-anybody-asked-by-a-login_hint_token-that-names-nobody",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/a-login_hint_token-that-names-nobody-is-refused",
        "ciba-core/07_2_validation/an-expired-login_hint_token-is-refused-with-its-own-code",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-login_hint_token-is-refused",
    ]),
    Fault::of(
        "any-id-token-hint-accepted",
        "CIBA-7.2-06",
        &[
            "ciba-core/07_2_validation/an-id_token_hint-that-is-no-token-is-refused",
            "ciba-core/07_1_hint_by_client/\
             no-client-gets-anybody-asked-by-an-id_token_hint-that-is-no-token",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("id_token_hint") == Some(NO_TOKEN) {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", ABSENT_HINT);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_authentication_request/a-login_hint-beside-a-that-is-no-token-is-refused/*",
    ]),
    Fault::of(
        "expired-login-hint-token-as-invalid-request",
        "CIBA-7.2-07",
        &["ciba-core/07_2_validation/an-expired-login_hint_token-is-refused-with-its-own-code"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "expired_login_hint_token", "invalid_request", 400);
        }),
    ),
    Fault::of(
        "unknown-parameters-refused",
        "CIBA-7.2-09",
        &["ciba-core/07_1_authentication_request/unknown-parameters-are-ignored"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get(quoted::UNKNOWN_PARAMETER).is_some() {
                request.form.remove("scope");
            }
        }),
    )
    .quoting(&[quoted::UNKNOWN_PARAMETER])
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/a-parameter-of-another-grant-is-ignored"]),
    Fault::of(
        "unusable-request-as-a-page",
        "CIBA-7.2-10",
        &[
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             no-parameter-at-all",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             every-parameter-empty",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             a-hint-that-is-not-utf-8",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             a-hint-with-a-null-character",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             a-hint-with-a-broken-percent-escape",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             a-hint-that-is-json",
            "ciba-core/07_2_validation/an-unusable-request-gets-an-error-of-section-13/\
             a-hint-of-2000-letters",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            let hint = request.form.get("login_hint").unwrap_or_default();
            let unusable =
                request.form.get("request").is_none() && hint.is_empty() || is_unusable(hint);
            if unusable && !answer.is_success() {
                answer.status = 500;
                answer.raw = Some(b"<h1>Internal Server Error</h1>".to_vec());
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_1_signed_authentication_request/a-request_uri-is-not-fetched",
        "ciba-core/07_1_authentication_request/\
         a-login_hint_token-beside-an-id_token_hint-is-refused",
        "ciba-core/07_1_authentication_request/a-request-without-hint-is-refused",
        "ciba-core/07_1_hint_by_client/*",
        "ciba-core/07_2_hints/*",
        "ciba-core/07_2_validation/*",
        "ciba-core/07_backchannel_authentication_endpoint/*",
        "ciba-core/13_authentication_error_response/\
         an-error-answer-has-the-form-of-section-13",
        "oauth-oidc/http/a-body-that-calls-itself-is-refused-by-415/application-json",
        "oauth-oidc/http/a-body-that-calls-itself-is-refused-by-415/multipart-form-data",
        "oauth-oidc/http/a-body-that-calls-itself-is-refused-by-415/text-plain",
        "oauth-oidc/http/a-get-is-answered-as-at-the-endpoint-for-pushed-requests",
        "oauth-oidc/http/\
         the-backchannel-authentication-endpoint-answers-by-405-with-allow/delete",
        "oauth-oidc/http/\
         the-backchannel-authentication-endpoint-answers-by-405-with-allow/get",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
        "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-login_hint_token-is-refused",
        "oauth-oidc/rfc6749_3_1_request_parameters/an-empty-login_hint-is-no-hint",
    ]),
];

/// Whether it is one of the hints that no server can make sense of, as a server decodes them.
fn is_unusable(hint: &str) -> bool {
    let (letter, count) = made_up::HINT_OF_MANY_LETTERS;
    let mut written = [
        made_up::HINT_THAT_IS_NOT_UTF_8,
        made_up::HINT_WITH_A_NULL_CHARACTER,
        made_up::HINT_WITH_A_BROKEN_ESCAPE,
        made_up::HINT_THAT_IS_JSON,
    ]
    .into_iter();
    hint == letter.repeat(count)
        || written.any(|raw| {
            let body = format!("login_hint={raw}");
            form_urlencoded::parse(body.as_bytes()).any(|(_, decoded)| decoded == hint)
        })
}
