use crate::change::Change;
use crate::fault::Fault;
use crate::wire::AUTHENTICATION;

/// Acknowledgements that are wrong only where a request is not the plainest one (CIBA Core 1.0, section 7.3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-signed-request-acknowledged-with-a-lifetime-in-words",
        "CIBA-7.3-08",
        &[
            "ciba-core/07_1_1_signed_authentication_request/a-signed-request-starts-an-authentication",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("request").is_some() && answer.is_success() {
                answer.set("expires_in", "600");
            }
        }),
    ),
    Fault::of(
        "an-interval-of-nothing-beside-a-binding-message",
        "CIBA-7.3-09",
        &["ciba-core/07_1_binding_message/the-device-shows-the-binding_message-unaltered"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("binding_message").is_some()
                && answer.is_success()
                && answer.body.get("interval").is_some()
            {
                answer.set("interval", 0);
            }
        }),
    ),
    Fault::of(
        "an-interval-for-a-push-client-that-asks-for-a-lifetime",
        "CIBA-7.3-10",
        &["ciba-core/07_1_authentication_request/a-requested_expiry-of-120-seconds-is-accepted"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            let asks = request.form.get("requested_expiry").is_some();
            if asks && answer.is_success() && answer.body.get("interval").is_none() {
                answer.set("interval", 5);
            }
        }),
    ),
    Fault::of(
        "an-id-token-hint-acknowledged-as-text",
        "CIBA-7.3-02",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request
                .form
                .get("id_token_hint")
                .is_some_and(|hint| !hint.is_empty())
                && answer.is_success()
            {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "a-login-hint-token-acknowledged-with-a-number-that-is-no-integer",
        "CIBA-7.3-08",
        &["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-a-login_hint_token"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request
                .form
                .get("login_hint_token")
                .is_some_and(|hint| !hint.is_empty())
                && answer.is_success()
            {
                answer.set("expires_in", 599.5);
            }
        }),
    ),
];
