use super::super::changes::{client_of, unpack_signed_request};
use super::super::{AUTHENTICATION, Fault, SeenRequest};
use super::{APPROVER, Members, claims, mend_if, take_for_valid, text};
use suite::op_under_test::consumption_device::Parameters;

const HINTS: [&str; 3] = ["login_hint", "login_hint_token", "id_token_hint"];

/// What stands beside the JWT, and the parameters inside it (CIBA Core 1.0, section 7.1.1).
pub(super) const FAULTS: &[Fault] = &[
    Fault::request(
        "parameters-beside-the-jwt-win",
        AUTHENTICATION,
        |request, _| {
            let beside = beside(request);
            if beside.iter().next().is_some() {
                unpack_signed_request(request);
                for (name, value) in beside.iter() {
                    request.form.set(name, value);
                }
            }
        },
    ),
    Fault::request(
        "parameters-beside-the-jwt-ignored",
        AUTHENTICATION,
        |request, _| {
            for (name, _) in beside(request).iter() {
                request.form.remove(name);
            }
        },
    ),
    Fault::request(
        "hintless-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let none = |claims: &Members| !HINTS.iter().any(|name| claims.contains_key(*name));
            if request.form.get("login_hint").is_none() {
                mend_if(request, none, "login_hint", Some(APPROVER));
            }
        },
    ),
    Fault::request(
        "scopeless-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let none = |claims: &Members| !claims.contains_key("scope");
            if request.form.get("scope").is_none() {
                mend_if(request, none, "scope", Some("openid"));
            }
        },
    ),
    Fault::request(
        "two-hints-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let two = |claims: &Members| {
                HINTS
                    .iter()
                    .filter(|name| claims.contains_key(**name))
                    .count()
                    > 1
            };
            mend_if(request, two, "login_hint_token", None);
        },
    ),
    Fault::request(
        "unknown-user-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
            let nobody = |claims: &Members| text(claims, "login_hint").starts_with("nobody");
            mend_if(request, nobody, "login_hint", Some(APPROVER));
        },
    ),
    Fault::request(
        "bad-notification-token-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, target| {
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
        },
    ),
    Fault::request(
        "bad-requested-expiry-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, _| {
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
        },
    ),
    Fault::request(
        "claims-of-any-type-accepted",
        AUTHENTICATION,
        |request, target| {
            let strange = claims(request).is_some_and(|claims| {
                ["scope", "login_hint", "binding_message", "requested_expiry"]
                    .iter()
                    .filter_map(|name| claims.get(*name))
                    .any(|value| !value.is_string() && !value.is_number())
            });
            if strange {
                take_for_valid(request, target);
            }
        },
    ),
    Fault::request(
        "encrypted-id-token-in-a-signed-request-accepted",
        AUTHENTICATION,
        |request, target| {
            let encrypted = claims(request)
                .is_some_and(|claims| text(&claims, "id_token_hint").split('.').count() == 5);
            if encrypted {
                take_for_valid(request, target);
            }
        },
    ),
];

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
