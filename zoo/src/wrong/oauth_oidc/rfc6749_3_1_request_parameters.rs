use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::parts::errors::{crash, recode};
use crate::parts::parameters::{is_empty, last_of_each};
use crate::parts::polling::refuse;
use crate::parts::tokens::is_refreshed;
use crate::quoted;
use crate::wire::{AUTHENTICATION, SeenRequest, TOKEN};
use embedded::known::ABSENT_HINT;
use suite::config::TargetConfig;
use suite::report::Outcome;

const OPTIONAL: [&str; 7] = [
    "binding_message",
    "acr_values",
    "requested_expiry",
    "login_hint_token",
    "id_token_hint",
    "request",
    "request_uri",
];

/// Parameters that are empty, unknown or sent twice (RFC 6749, section 3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "empty-parameters-refused",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-counts-as-absent/*"],
        Change::Request(AUTHENTICATION, |request, _| {
            if OPTIONAL.iter().any(|name| is_empty(request, name)) {
                request.form.remove("scope");
            }
        }),
    )
    .may(&["ciba-core/07_1_authentication_request/an-empty-hint-counts-as-absent"]),
    Fault::of(
        "an-empty-login-hint-taken-for-one",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-login_hint-is-no-hint"],
        Change::Request(AUTHENTICATION, |request, _| {
            if is_empty(request, "login_hint") {
                request.form.set("login_hint", ABSENT_HINT);
            }
        }),
    ),
    Fault::of(
        "an-empty-scope-taken-for-openid",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-scope-is-no-scope"],
        Change::Request(AUTHENTICATION, |request, _| {
            if is_empty(request, "scope") {
                request.form.set("scope", "openid");
            }
        }),
    ),
    Fault::of(
        "an-empty-notification-token-taken-for-one",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-client_notification_token-is-none"],
        Change::Request(AUTHENTICATION, |request, _| {
            if is_empty(request, "client_notification_token") {
                let token = "a-token-of-the-server-1234567890";
                request.form.set("client_notification_token", token);
            }
        }),
    ),
    Fault::of(
        "an-empty-notification-token-of-a-poll-client-refused",
        "C-6749-11",
        &["oauth-oidc/rfc6749_3_1_request_parameters/\
           an-empty-client_notification_token-of-a-poll-client-counts-as-absent"],
        Change::Request(AUTHENTICATION, |request, target| {
            let polls =
                client_of(request, target).is_some_and(|client| !client.mode.has_callback());
            if polls && is_empty(request, "client_notification_token") {
                request.form.remove("scope");
            }
        }),
    ),
    Fault::of(
        "an-empty-refresh-token-taken-for-one",
        "C-6749-11",
        &["oauth-oidc/rfc6749_6_refreshing/an-empty-refresh_token-is-none"],
        Change::Answer(TOKEN, |answer, request| {
            if request.form.get("refresh_token") == Some("") {
                recode(answer, "invalid_request", "invalid_grant", 400);
            }
        }),
    ),
    Fault::of(
        "parameters-of-another-grant-refused",
        "C-6749-12",
        &["oauth-oidc/rfc6749_3_1_request_parameters/a-parameter-of-another-grant-is-ignored"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get(quoted::PARAMETER_OF_ANOTHER_GRANT)
                .is_some()
            {
                request.form.remove("scope");
            }
        }),
    )
    .quoting(&[quoted::PARAMETER_OF_ANOTHER_GRANT]),
    Fault::of(
        "token-response-with-two-types",
        "C-6749-13",
        &["ciba-core/10_1_1_token_response/an-approved-request-is-redeemed-for-tokens"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.repeat("token_type");
            }
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "the-last-value-wins",
        "C-6749-13",
        &[
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             a-second-with-another-value-is-refused/scope",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             an-optional-parameter-that-comes-twice-is-refused/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             an-optional-parameter-with-two-values-is-refused/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             a-repeated-client_notification_token-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             a-second-client_notification_token-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-user_code-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             a-wrong-user_code-behind-the-right-one-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-login_hint_token-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-client_id-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-client_secret-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
            "oauth-oidc/rfc6749_3_1_request_parameters/\
             a-repeated-parameter-of-a-client-assertion-is-refused/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-request-is-refused",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            request.form = last_of_each(&request.form);
        }),
    )
    .may(&["ciba-core/13_authentication_error_response/a-repeated-is-refused/*"]),
    Fault::of(
        "an-unknown-parameter-may-come-twice",
        "C-6749-13",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-unknown-parameter-that-comes-twice-is-refused-or-ignored"],
        Change::Request(AUTHENTICATION, drop_unknown),
    )
    .ends_in(Outcome::Warning),
    Fault::of(
        "an-unknown-parameter-may-come-twice-at-the-token-endpoint",
        "C-6749-13",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/an-unknown-parameter-that-comes-twice-is-refused-or-ignored-at-the-token-endpoint"],
        Change::Request(TOKEN, drop_unknown),
    )
    .ends_in(Outcome::Warning),
    Fault::of(
        "an-unknown-parameter-that-comes-twice-crashes-the-server",
        "C-6749-13",
        &["oauth-oidc/rfc6749_3_1_request_parameters/an-unknown-parameter-that-comes-twice-is-refused-or-ignored"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if unknown(request) > 1 {
                crash(answer);
            }
        }),
    )
    .ends_in(Outcome::Failed),
    Fault::of(
        "an-unknown-parameter-that-comes-twice-costs-the-grant",
        "C-6749-13",
        &["oauth-oidc/rfc6749_3_2_token_endpoint/an-unknown-parameter-that-comes-twice-is-refused-or-ignored-at-the-token-endpoint"],
        Change::Answer(TOKEN, |answer, request| {
            if unknown(request) > 1 {
                refuse(answer, "invalid_grant");
            }
        }),
    )
    .ends_in(Outcome::Failed),
    Fault::of(
        "the-first-of-two-login-hints-wins",
        "C-6749-13",
        &["oauth-oidc/rfc6749_3_1_request_parameters/\
           a-second-with-another-value-is-refused/login_hint"],
        Change::Request(AUTHENTICATION, |request, _| {
            if let Some(first) = request.form.get("login_hint").map(str::to_owned) {
                request.form.remove("login_hint");
                request.form.append("login_hint", first);
            }
        }),
    )
    .may(&["ciba-core/13_authentication_error_response/a-repeated-is-refused/login_hint"]),
    Fault::of(
        "pending-told-twice",
        "C-6749-13",
        &["ciba-core/11_token_error_response/\
           a-pending-request-is-refused-with-authorization_pending"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("authorization_pending") {
                answer.repeat("error");
            }
        }),
    ),
    Fault::of(
        "invalid-grant-told-twice",
        "C-6749-13",
        &[
            "ciba-core/10_1_token_request/an-auth_req_id-that-was-never-issued-is-refused",
            "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
        ],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_error("invalid_grant") {
                answer.repeat("error");
            }
        }),
    ),
    Fault::of(
        "refreshed-tokens-told-twice",
        "C-6749-13",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                answer.repeat("access_token");
            }
        }),
    ),
];

/// How often the request has a parameter that no extension has.
fn unknown(request: &SeenRequest) -> usize {
    let names = request.form.iter().map(|(name, _)| name);
    names
        .filter(|name| *name == quoted::UNKNOWN_PARAMETER)
        .count()
}

/// Looks at known parameters alone.
fn drop_unknown(request: &mut SeenRequest, _: &TargetConfig) {
    if unknown(request) > 1 {
        request.form.remove(quoted::UNKNOWN_PARAMETER);
    }
}
