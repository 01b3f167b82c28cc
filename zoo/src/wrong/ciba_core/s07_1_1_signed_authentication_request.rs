use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::client_of;
use crate::parts::signed_request::{Members, claims, take_for_valid, text, unpack_signed_request};
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::known::{APPROVER_HINT, NOBODY_HINT};
use suite::op_under_test::consumption_device::Parameters;
use suite::protocol::OracleRule;
use suite::report::Outcome;

const HINTS: [&str; 3] = ["login_hint", "login_hint_token", "id_token_hint"];

/// Signed requests that a wrong server accepts, or refuses: what stands beside the JWT, and its parameters (CIBA
/// Core 1.0, section 7.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "parameters-beside-the-jwt-win",
        "CIBA-7.1.1-21",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             another-user-beside-the-jwt-is-not-asked",
            "ciba-core/07_1_1_signed_authentication_request/\
             another-client_notification_token-beside-the-jwt-is-not-used",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-that-stands-beside-the-jwt-alone-is-none/login_hint",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-that-stands-beside-the-jwt-alone-is-none/scope",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-client_notification_token-that-stands-beside-the-jwt-alone-is-none",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let beside = beside(request);
            if beside.iter().next().is_some() {
                unpack_signed_request(request);
                for (name, value) in beside.iter() {
                    request.form.set(name, value);
                }
            }
        }),
    )
    .against(&[OracleRule::O6]),
    Fault::of(
        "parameters-beside-the-jwt-ignored",
        "CIBA-7.1.1-21",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-parameter-that-stands-inside-and-beside-the-jwt-gets-the-request-refused-or-\
             is-ignored",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-beside-the-jwt-gets-the-request-refused-or-is-ignored/scope",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-beside-the-jwt-gets-the-request-refused-or-is-ignored/binding_message",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-beside-the-jwt-gets-the-request-refused-or-is-ignored/requested_expiry",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-beside-the-jwt-gets-the-request-refused-or-is-ignored/acr_values",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-beside-the-jwt-gets-the-request-refused-or-is-ignored/\
             client_notification_token",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            for (name, _) in beside(request).iter() {
                request.form.remove(name);
            }
        }),
    )
    .against(&[OracleRule::O6])
    .ends_in(Outcome::Warning)
    .may(&["oauth-oidc/rfc6749_3_1_request_parameters/an-empty-counts-as-absent/request"]),
    Fault::of(
        "hintless-signed-request-accepted",
        "CIBA-7.1.1-24",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-is-not-complete/login_hint"],
        Change::Request(AUTHENTICATION, |request, _| {
            let none = |claims: &Members| !HINTS.iter().any(|name| claims.contains_key(*name));
            if request.form.get("login_hint").is_none() {
                mend_if(request, none, "login_hint", Some(APPROVER_HINT));
            }
        }),
    ),
    Fault::of(
        "scopeless-signed-request-accepted",
        "CIBA-7.1.1-24",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-signed-request-without-is-not-complete/scope"],
        Change::Request(AUTHENTICATION, |request, _| {
            let none = |claims: &Members| !claims.contains_key("scope");
            if request.form.get("scope").is_none() {
                mend_if(request, none, "scope", Some("openid"));
            }
        }),
    ),
    Fault::of(
        "two-hints-in-a-signed-request-accepted",
        "CIBA-7.1.1-24",
        &["ciba-core/07_1_1_signed_authentication_request/two-hints-inside-the-jwt-are-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let two = |claims: &Members| {
                HINTS
                    .iter()
                    .filter(|name| claims.contains_key(**name))
                    .count()
                    > 1
            };
            mend_if(request, two, "login_hint_token", None);
        }),
    ),
    Fault::of(
        "unknown-user-in-a-signed-request-accepted",
        "CIBA-7.1.1-24",
        &["ciba-core/07_1_1_signed_authentication_request/\
           a-hint-inside-the-jwt-that-names-nobody-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let nobody = |claims: &Members| text(claims, "login_hint") == NOBODY_HINT;
            mend_if(request, nobody, "login_hint", Some(APPROVER_HINT));
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/\
            no-client-gets-anybody-asked-by-a-login_hint-that-names-nobody"]),
    Fault::of(
        "bad-notification-token-in-a-signed-request-accepted",
        "CIBA-7.1.1-24",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-signed-request-without-client_notification_token-is-refused",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-client_notification_token-of-1025-characters-inside-the-jwt-is-refused",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-client_notification_token-with-inside-the-jwt-is-refused/a-space",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-client_notification_token-with-inside-the-jwt-is-refused/a-non-ascii-letter",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-client_notification_token-with-inside-the-jwt-is-refused/a-line-break",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let calls_back =
                client_of(request, target).is_some_and(|client| client.mode.has_callback());
            let bad = |claims: &Members| {
                let token = text(claims, "client_notification_token");
                token.len() > 1024 || token.contains([' ', '\n', 'é']) || token.is_empty()
            };
            if calls_back && request.form.get("client_notification_token").is_none() {
                let token = Some("a-token-of-the-server-1234567890");
                mend_if(request, bad, "client_notification_token", token);
            }
        }),
    ),
    Fault::of(
        "bad-requested-expiry-in-a-signed-request-accepted",
        "CIBA-7.1.1-24",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/zero",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/zero-in-a-string",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/less-than-zero",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/less-than-zero-in-a-string",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/a-fraction",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-requested_expiry-of-inside-the-jwt-is-refused/a-word",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let bad = |claims: &Members| {
                claims.get("requested_expiry").is_some_and(|value| {
                    (value.is_number() || value.is_string())
                        && value
                            .to_string()
                            .trim_matches('"')
                            .parse::<u32>()
                            .map_or(true, |seconds| seconds == 0)
                })
            };
            mend_if(request, bad, "requested_expiry", None);
        }),
    ),
    Fault::of(
        "claims-of-any-type-accepted",
        "CIBA-7.1.1-25",
        &[
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/scope-as-a-list",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/scope-as-an-object",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/login_hint-as-a-list",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/login_hint-as-an-object",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/login_hint-as-a-truth-value",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/binding_message-as-an-object",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/requested_expiry-as-a-list",
            "ciba-core/07_1_1_signed_authentication_request/\
             a-claim-of-the-wrong-type-is-refused/requested_expiry-as-true",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let strange = claims(request).is_some_and(|claims| {
                ["scope", "login_hint", "binding_message", "requested_expiry"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| !value.is_string() && !value.is_number())
            });
            if strange {
                take_for_valid(request, target);
            }
        }),
    ),
    Fault::of(
        "numbers-and-truth-values-read-as-text",
        "CIBA-7.1.1-25",
        &[
            "ciba-core/07_1_1_signed_authentication_request/a-claim-of-the-wrong-type-is-refused/binding_message-as-a-number",
            "ciba-core/07_1_1_signed_authentication_request/a-claim-of-the-wrong-type-is-refused/acr_values-as-a-truth-value",
            "ciba-core/07_1_1_signed_authentication_request/a-claim-of-the-wrong-type-is-refused/login_hint-as-a-number",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let strange = claims(request).is_some_and(|claims| {
                ["login_hint", "binding_message", "acr_values"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| value.is_number() || value.is_boolean())
            });
            if strange {
                take_for_valid(request, target);
            }
        }),
    )
    .may(&["ciba-core/07_1_1_signed_authentication_request/a-claim-of-the-wrong-type-is-refused/*"]),
    Fault::of(
        "a-list-of-acr-values-read-as-text",
        "CIBA-7.1.1-25",
        &["ciba-core/07_1_1_signed_authentication_request/a-claim-of-the-wrong-type-is-refused/acr_values-as-a-list"],
        Change::Request(AUTHENTICATION, |request, target| {
            if claims(request).is_some_and(|claims| claims.get("acr_values").is_some_and(serde_json::Value::is_array)) {
                take_for_valid(request, target);
            }
        }),
    ),
];

/// The server mends the claims and then believes them.
fn mend_if(
    request: &mut SeenRequest,
    condition: impl Fn(&Members) -> bool,
    name: &str,
    value: Option<&str>,
) {
    let concerned = claims(request).is_some_and(|claims| condition(&claims));
    if concerned {
        unpack_signed_request(request);
        match value {
            Some(value) => request.form.set(name, value),
            None => request.form.remove(name),
        }
    }
}

/// The parameters that stand beside the JWT and should not.
fn beside(request: &SeenRequest) -> Parameters {
    let mut found = Parameters::new();
    if request.form.get("request").is_some() {
        for (name, value) in request.form.iter() {
            if !matches!(
                name,
                "request"
                    | "client_id"
                    | "client_secret"
                    | "client_assertion"
                    | "client_assertion_type"
            ) {
                found.append(name, value);
            }
        }
    }
    found
}
