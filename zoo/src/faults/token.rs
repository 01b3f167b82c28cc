use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::changes::{authenticate, break_signature, recode, restatus};
use super::layer::answering;
use super::{Answer, Fault, Kind, TOKEN};
use embedded::Wrap;

/// Faults at the token endpoint (CIBA Core 1.0, sections 10.1 and 11).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("token-response-with-201", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.status = 201;
        }
    }),
    Fault::answer("token-response-without-access-token", TOKEN, |answer, _| {
        answer.remove("access_token");
    }),
    Fault::answer("token-response-without-id-token", TOKEN, |answer, _| {
        answer.remove("id_token");
    }),
    Fault::answer("token-response-without-token-type", TOKEN, |answer, _| {
        answer.remove("token_type");
    }),
    Fault::answer("token-response-of-another-type", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("token_type", "mac");
        }
    }),
    Fault::answer("token-lifetime-as-a-string", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("expires_in", "3600");
        }
    }),
    Fault::answer("token-response-that-may-be-stored", TOKEN, |answer, _| {
        answer.remove_header("cache-control");
    }),
    Fault::answer("id-token-with-a-broken-signature", TOKEN, |answer, _| {
        if let Some(token) = answer.text("id_token") {
            let broken = break_signature(token);
            answer.set("id_token", broken);
        }
    }),
    Fault::answer("access-token-with-a-line-break", TOKEN, |answer, _| {
        if let Some(token) = answer.text("access_token") {
            let broken = format!("{token}\n");
            answer.set("access_token", broken);
        }
    }),
    Fault::answer("token-response-with-two-types", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.repeat("token_type");
        }
    }),
    Fault::answer("expiry-as-text", TOKEN, |answer, _| {
        if answer.is_error("expired_token") {
            answer.set_header("content-type", "text/plain");
        }
    }),
    Fault::answer("denial-with-a-token", TOKEN, |answer, _| {
        if answer.is_error("access_denied") {
            answer.set(
                "access_token",
                "a-token-for-whom-the-user-denied-1234567890",
            );
        }
    }),
    Fault::answer("pending-with-200", TOKEN, |answer, _| {
        restatus(answer, "authorization_pending", 200);
    }),
    Fault::answer("pending-as-access-denied", TOKEN, |answer, _| {
        recode(answer, "authorization_pending", "access_denied", 400);
    }),
    Fault::answer("pending-told-twice", TOKEN, |answer, _| {
        if answer.is_error("authorization_pending") {
            answer.repeat("error");
        }
    }),
    Fault::answer("invalid-grant-told-twice", TOKEN, |answer, _| {
        if answer.is_error("invalid_grant") {
            answer.repeat("error");
        }
    }),
    Fault::answer(
        "no-challenge-after-basic-at-the-token-endpoint",
        TOKEN,
        |answer, _| answer.remove_header("www-authenticate"),
    ),
    Fault::answer(
        "challenge-of-another-scheme-at-the-token-endpoint",
        TOKEN,
        |answer, _| {
            if answer.is_error("invalid_client") {
                answer.set_header("www-authenticate", "Bearer realm=\"no basic here\"");
            }
        },
    ),
    Fault::answer(
        "quotation-marks-around-the-token-type",
        TOKEN,
        |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "\"Bearer\"");
            }
        },
    ),
    Fault::answer("denial-with-403", TOKEN, |answer, _| {
        restatus(answer, "access_denied", 403);
    }),
    Fault::answer("denial-as-invalid-grant", TOKEN, |answer, _| {
        recode(answer, "access_denied", "invalid_grant", 400);
    }),
    Fault::answer("expiry-as-invalid-request", TOKEN, |answer, _| {
        recode(answer, "expired_token", "invalid_request", 400);
    }),
    Fault::answer("push-client-told-invalid-grant", TOKEN, |answer, _| {
        recode(answer, "unauthorized_client", "invalid_grant", 400);
    }),
    Fault::answer(
        "foreign-auth-req-id-as-access-denied",
        TOKEN,
        |answer, _| {
            recode(answer, "invalid_grant", "access_denied", 400);
        },
    ),
    Fault::answer("slow-down-with-429", TOKEN, |answer, _| {
        restatus(answer, "slow_down", 429);
    }),
    Fault::answer("slow-down-never-said", TOKEN, |answer, _| {
        recode(answer, "slow_down", "authorization_pending", 400);
    }),
    Fault::answer("expired-requests-forgotten", TOKEN, |answer, _| {
        recode(answer, "expired_token", "invalid_grant", 400);
    }),
    Fault::answer("token-error-as-html", TOKEN, |answer, _| {
        if answer.body.get("error").is_some() {
            answer.set_header("content-type", "text/html");
        }
    }),
    Fault::answer(
        "missing-auth-req-id-as-invalid-grant",
        TOKEN,
        |answer, _| {
            recode(answer, "invalid_request", "invalid_grant", 400);
        },
    ),
    Fault::answer(
        "unknown-grant-as-unauthorized-client",
        TOKEN,
        |answer, _| {
            recode(answer, "unsupported_grant_type", "unauthorized_client", 400);
        },
    ),
    Fault::request("draft-grant-type-accepted", TOKEN, |request, _| {
        if request
            .form
            .get("grant_type")
            .is_some_and(|grant| grant.contains("modrna"))
        {
            request
                .form
                .set("grant_type", suite::protocol::CIBA_GRANT_TYPE);
        }
    }),
    Fault::request("missing-grant-type-accepted", TOKEN, |request, _| {
        if request.form.get("grant_type").is_none() {
            request
                .form
                .set("grant_type", suite::protocol::CIBA_GRANT_TYPE);
        }
    }),
    Fault::answer(
        "token-invalid-client-as-invalid-request",
        TOKEN,
        |answer, _| {
            recode(answer, "invalid_client", "invalid_request", 400);
        },
    ),
    Fault::request(
        "any-token-credentials-accepted",
        TOKEN,
        |request, target| {
            authenticate(request, target);
        },
    ),
    Fault {
        name: "redeemable-twice",
        path: TOKEN,
        kind: Kind::Layer(redeemable_twice),
    },
    Fault {
        name: "redeemable-by-any-client",
        path: TOKEN,
        kind: Kind::Layer(redeemable_by_any_client),
    },
];

/// Remembers the tokens of an auth_req_id and gives them to whoever comes again.
fn redeemable_twice() -> Wrap {
    let given: Mutex<HashMap<String, Answer>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answer?;
        if answer.is_success() {
            given.insert(id, answer.clone());
            return None;
        }
        if answer.is_error("invalid_grant") {
            return given.get(&id).cloned();
        }
        None
    })
}

/// Answers another client as it answers the right one.
fn redeemable_by_any_client() -> Wrap {
    let pending = json!({"error": "authorization_pending"});
    answering(TOKEN, move |request, answer| {
        let answer = answer?;
        let known = request
            .form
            .get("auth_req_id")
            .is_some_and(|id| id.len() > 40);
        if answer.is_error("invalid_grant") && known {
            let mut instead = answer.clone();
            instead.body = pending.clone();
            return Some(instead);
        }
        None
    })
}
