use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::{authenticate, authenticate_as, basic};
use crate::parts::errors::{recode, restatus};
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::known::WITHOUT_CIBA;
use suite::op_under_test::consumption_device::Parameters;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// The scenarios in which a client is not authenticated.
const STRANGERS: &[&str] = &[
    "ciba-core/13_authentication_error_response/a-request-without-credentials-is-refused",
    "ciba-core/13_authentication_error_response/\
             a-request-with-wrong-credentials-is-refused",
    "ciba-core/13_authentication_error_response/a-request-that-names-no-client-is-refused",
    "ciba-core/13_authentication_error_response/a-request-of-an-unknown-client-is-refused",
];

/// Refusals by another code or status, and requests that are accepted in place of it (CIBA Core 1.0, section 13).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "repeated-parameters-accepted",
        "C-6749-13",
        &[
            "ciba-core/13_authentication_error_response/a-repeated-is-refused/scope",
            "ciba-core/13_authentication_error_response/a-repeated-is-refused/login_hint",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            deduplicate(request);
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/*"]),
    Fault::of(
        "error-with-200",
        "CIBA-13-10",
        &[
            "ciba-core/13_authentication_error_response/a-repeated-is-refused/scope",
            "ciba-core/13_authentication_error_response/a-repeated-is-refused/login_hint",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "invalid_request", 200);
        }),
    )
    .may(&[
        "ciba-core/07_1_1_signed_authentication_request/a-signed-request-that-comes-a-second-time-is-refused",
        "ciba-core/07_backchannel_authentication_endpoint/*",
        "oauth-oidc/http/*",
    ]),
    Fault::of(
        "malformed-scope-as-invalid-request",
        "CIBA-13-11",
        &["ciba-core/13_authentication_error_response/a-malformed-scope-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "invalid_scope", "invalid_request", 400);
        }),
    ),
    Fault::of(
        "malformed-scope-accepted",
        "CIBA-13-11",
        &["ciba-core/13_authentication_error_response/a-malformed-scope-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("scope")
                .is_some_and(|scope| scope.contains(['\\', '"']))
            {
                request.form.set("scope", "openid");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_2_error_response/\
            the-error-for-a-bad-keeps-to-the-form-of-oauth-errors/scope"]),
    Fault::of(
        "every-client-may-use-ciba",
        "CIBA-13-14",
        &["ciba-core/04_registration/a-client-that-was-not-registered-for-ciba-is-told-so"],
        Change::Request(AUTHENTICATION, |request, target| {
            if let (true, Some(client)) =
                (names_client_without_ciba(request), target.clients.first())
            {
                authenticate_as(request, client, target);
            }
        }),
    ),
    Fault::of(
        "client-without-ciba-as-invalid-client",
        "CIBA-13-14",
        &["ciba-core/04_registration/a-client-that-was-not-registered-for-ciba-is-told-so"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "unauthorized_client", "invalid_client", 401);
        }),
    ),
    Fault::of(
        "unauthorized-client-as-not-found",
        "CIBA-13-14",
        &["ciba-core/04_registration/a-client-that-was-not-registered-for-ciba-is-told-so"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "unauthorized_client", "invalid_request", 404);
        }),
    ),
    Fault::of(
        "invalid-binding-message-as-invalid-request",
        "CIBA-13-17",
        &["ciba-core/13_authentication_error_response/\
           a-binding_message-over-the-limit-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "invalid_binding_message", "invalid_request", 400);
        }),
    )
    .may(&["ciba-core/07_1_binding_message/*"]),
    Fault::of(
        "overlong-binding-message-accepted",
        "CIBA-13-17",
        &["ciba-core/13_authentication_error_response/\
           a-binding_message-over-the-limit-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("binding_message")
                .is_some_and(|message| message.len() > 64)
            {
                request.form.remove("binding_message");
            }
        }),
    )
    .may(&["ciba-core/07_1_binding_message/\
            a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
            2000-characters"]),
    Fault::of(
        "invalid-client-with-403",
        "CIBA-13-18",
        STRANGERS,
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "invalid_client", 403);
        }),
    )
    .against(&[OracleRule::O3])
    .may(&["oauth-oidc/rfc6749_5_2_error_response/a-failed-basic-authentication-is-challenged-at-the-backchannel-authentication-endpoint", "oauth-oidc/rfc6749_2_3_client_authentication/\
            whether-guessing-a-client-s-secret-is-slowed-down-is-recorded"]),
    Fault::of(
        "invalid-client-as-unauthorized-client",
        "CIBA-13-18",
        STRANGERS,
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "invalid_client", "unauthorized_client", 400);
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_1_signed_authentication_request/\
         a-client-assertion-inside-the-jwt-does-not-authenticate-the-client",
        "ciba-core/07_1_1_signed_authentication_request/\
         a-signed-request-is-no-client-assertion",
        "ciba-core/07_1_client_assertion/*",
        "ciba-core/07_2_validation/the-client-is-authenticated-before-anything-else-is-judged",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc6749_5_2_error_response/\
         a-failed-basic-authentication-is-challenged-at-the-backchannel-authentication-\
         endpoint",
        "oauth-oidc/rfc7523_3_client_assertion/*",
    ]),
    Fault::of(
        "empty-secret-accepted",
        "CIBA-13-18",
        &["ciba-core/13_authentication_error_response/a-request-with-an-empty-secret-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            if basic(request).is_some_and(|text| text.ends_with(':')) {
                authenticate(request, target);
            }
        }),
    ),
    Fault::of(
        "any-client-credentials-accepted",
        "CIBA-13-18",
        &[
            "ciba-core/13_authentication_error_response/a-request-without-credentials-is-refused",
            "ciba-core/13_authentication_error_response/\
             a-request-with-wrong-credentials-is-refused",
            "ciba-core/13_authentication_error_response/a-request-of-an-unknown-client-is-refused",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            authenticate(request, target);
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_1_signed_authentication_request/\
         a-client-assertion-inside-the-jwt-does-not-authenticate-the-client",
        "ciba-core/07_1_1_signed_authentication_request/\
         a-signed-request-is-no-client-assertion",
        "ciba-core/07_1_client_assertion/*",
        "ciba-core/07_2_validation/the-client-is-authenticated-before-anything-else-is-judged",
        "oauth-oidc/rfc6749_2_3_client_authentication/*",
        "oauth-oidc/rfc6749_3_1_request_parameters/*",
        "oauth-oidc/rfc6749_5_2_error_response/*",
        "oauth-oidc/rfc7523_3_client_assertion/*",
    ]),
    Fault::of(
        "standing-denial-with-400",
        "CIBA-13-19",
        &["ciba-core/13_authentication_error_response/\
           a-denial-that-was-decided-beforehand-is-refused-with-access_denied"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "access_denied", 400);
        }),
    )
    .against(&[OracleRule::O2]),
    Fault::of(
        "strangers-refused-with-400",
        "CIBA-13-18",
        &["ciba-core/13_authentication_error_response/a-request-without-credentials-is-refused", "ciba-core/13_authentication_error_response/a-request-that-names-no-client-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            // Who used the Authorization header is owed 401 by another rule.
            if request.header("authorization").is_none() {
                restatus(answer, "invalid_client", 400);
            }
        }),
    )
    .may(&["ciba-core/04_client_authentication/*", "ciba-core/07_1_1_signed_authentication_request/a-client-assertion-inside-the-jwt-does-not-authenticate-the-client", "ciba-core/07_1_client_assertion/*", "oauth-oidc/rfc6749_2_3_client_authentication/*", "oauth-oidc/rfc7523_3_client_assertion/*", "ciba-core/07_1_1_signed_authentication_request/a-signed-request-is-no-client-assertion"])
    .against(&[OracleRule::O3])
    .ends_in(Outcome::Warning),
];

/// Keeps the first value of each parameter.
fn deduplicate(request: &mut SeenRequest) {
    let mut kept = Parameters::new();
    for (name, value) in request.form.iter() {
        if kept.get(name).is_none() {
            kept.append(name, value);
        }
    }
    request.form = kept;
}

fn names_client_without_ciba(request: &SeenRequest) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    request
        .header("authorization")
        .and_then(|value| STANDARD.decode(value.strip_prefix("Basic ")?).ok())
        .and_then(|pair| Some(String::from_utf8(pair).ok()?.split_once(':')?.0 == WITHOUT_CIBA))
        .unwrap_or_default()
}
