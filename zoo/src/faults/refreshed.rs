use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::changes::break_signature;
use super::layer::answering;
use super::refresh::{give_tokens, refreshes, set_claim};
use super::{Answer, Fault, Kind, SeenRequest, TOKEN};
use embedded::Wrap;

fn is_refreshed(answer: &Answer, request: &SeenRequest) -> bool {
    refreshes(request) && answer.is_success()
}

/// Faults in what a refresh brings (RFC 6749, sections 5.1 and 6; OpenID Connect Core 1.0, section 12.2).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("refreshed-tokens-told-twice", TOKEN, |answer, request| {
        if is_refreshed(answer, request) {
            answer.repeat("access_token");
        }
    }),
    Fault::answer(
        "an-error-beside-refreshed-tokens",
        TOKEN,
        |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("error", "invalid_grant");
            }
        },
    ),
    Fault::answer(
        "refreshed-tokens-for-a-wider-scope",
        TOKEN,
        |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("scope", "openid email profile");
            }
        },
    ),
    Fault::answer("a-refused-scope-as-text", TOKEN, |answer, request| {
        if refreshes(request) && answer.is_error("invalid_scope") {
            answer.set_header("content-type", "text/plain");
        }
    }),
    Fault::answer(
        "a-refreshed-id-token-with-a-broken-signature",
        TOKEN,
        |answer, request| {
            if is_refreshed(answer, request)
                && let Some(token) = answer.text("id_token")
            {
                let broken = break_signature(token);
                answer.set("id_token", broken);
            }
        },
    ),
    Fault::answer(
        "a-refreshed-id-token-that-is-a-number",
        TOKEN,
        |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("id_token", 5);
            }
        },
    ),
    Fault::answer(
        "a-refreshed-id-token-with-a-nonce",
        TOKEN,
        |answer, request| {
            if is_refreshed(answer, request) {
                set_claim(answer, "nonce", json!("n-0S6_WzA2Mj"));
            }
        },
    ),
    Fault {
        name: "an-altered-refresh-token-accepted",
        path: TOKEN,
        kind: Kind::Layer(altered_accepted),
    },
];

/// Takes a refresh token that nobody was given for one.
fn altered_accepted() -> Wrap {
    let given: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let answer = answer?;
        let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
        given.extend(answer.text("refresh_token").map(str::to_owned));
        let token = request.form.get("refresh_token")?;
        if answer.is_error("invalid_grant") && !given.contains(token) {
            give_tokens(answer, "openid");
        }
        None
    })
}
