use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::changes::recode;
use super::layer::answering;
use super::message::SeenRequest;
use super::{AUTHENTICATION, Answer, Fault, Kind, METADATA, TOKEN};
use embedded::Wrap;

fn is_refresh(request: &SeenRequest) -> bool {
    request.form.get("grant_type") == Some("refresh_token")
}

/// Faults in what is granted, when, and how often (CIBA Core 1.0, sections 1.1, 7, 7.3, 10.1, 10.1.1 and 11).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("quotation-marks-in-the-metadata", METADATA, |answer, _| {
        answer.set("service_documentation", "\"https://example.com\"");
    }),
    Fault::answer(
        "quotation-marks-at-authentication",
        AUTHENTICATION,
        |answer, _| {
            answer.set("note", "\"poll\"");
        },
    ),
    Fault::answer("quotation-marks-around-the-scope", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("scope", "\"openid\"");
        }
    }),
    Fault::callback("quotation-marks-in-a-callback", |callback| {
        callback.change_body(|members| {
            members.insert("note".to_owned(), json!("\"ping\""));
        });
    }),
    Fault::request(
        "delivery-mode-of-the-request",
        AUTHENTICATION,
        |request, target| {
            if request.form.get("backchannel_token_delivery_mode") == Some("push")
                && let Some(push) = target.client("push-basic")
            {
                super::changes::authenticate_as(request, push, target);
            }
        },
    ),
    Fault::request(
        "percent-escapes-not-decoded",
        AUTHENTICATION,
        |request, _| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            if body.contains("=%6") {
                request.body = body.replace("=%6", "=%256").into_bytes();
            }
        },
    ),
    Fault::request(
        "charset-in-the-media-type-refused",
        AUTHENTICATION,
        |request, _| {
            if request
                .header("content-type")
                .is_some_and(|value| value.contains("charset"))
            {
                request.set_header("content-type", "text/plain");
            }
        },
    ),
    Fault::answer("unknown-scope-granted", TOKEN, |answer, _| {
        if answer.is_success() {
            answer.set("scope", "openid nobody-knows-this-scope");
        }
    }),
    Fault::answer("narrower-grant-without-scope", TOKEN, |answer, _| {
        answer.remove("scope");
    }),
    Fault::answer(
        "unusable-request-as-a-page",
        AUTHENTICATION,
        |answer, request| {
            let hint = request.form.get("login_hint").unwrap_or_default();
            let unusable = request.form.get("request").is_none() && hint.is_empty()
                || ["nobodyh", "nobody\0", "nobody%", "nnnn", "{", "\u{fffd}"]
                    .iter()
                    .any(|start| hint.starts_with(start));
            if unusable && !answer.is_success() {
                answer.status = 500;
                answer.raw = Some(b"<h1>Internal Server Error</h1>".to_vec());
            }
        },
    ),
    Fault::request(
        "encrypted-id-token-hint-accepted",
        AUTHENTICATION,
        |request, _| {
            let encrypted = |hint: &str| hint.split('.').count() == 5;
            if request.form.get("id_token_hint").is_some_and(encrypted) {
                request.form.remove("id_token_hint");
                request.form.set("login_hint", "max@example.com");
            }
        },
    ),
    Fault::answer(
        "auth-req-id-outlives-expires-in",
        AUTHENTICATION,
        |answer, _| {
            if let Some(seconds) = answer
                .body
                .get("expires_in")
                .and_then(serde_json::Value::as_u64)
            {
                answer.set("expires_in", seconds.saturating_sub(20).max(1));
            }
        },
    ),
    Fault::answer(
        "auth-req-id-dies-before-expires-in",
        AUTHENTICATION,
        |answer, _| {
            if let Some(seconds) = answer
                .body
                .get("expires_in")
                .and_then(serde_json::Value::as_u64)
            {
                answer.set("expires_in", seconds + 20);
            }
        },
    ),
    Fault::request("token-parameters-of-the-query-read", TOKEN, |request, _| {
        let query = request
            .target
            .split_once('?')
            .map(|(_, query)| query.to_owned());
        if let (Some(query), true) = (query, request.body.is_empty()) {
            "POST".clone_into(&mut request.method);
            request.set_header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                request.form.append(&name, value);
            }
        }
    }),
    Fault::request("token-request-in-json-read", TOKEN, |request, _| {
        if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&request.body) {
            request.set_header("content-type", "application/x-www-form-urlencoded");
            for (name, value) in members {
                request
                    .form
                    .append(&name, value.as_str().unwrap_or_default());
            }
        }
    }),
    Fault::answer("refresh-token-refused", TOKEN, |answer, request| {
        if is_refresh(request) && answer.is_success() {
            answer.status = 400;
            answer.body = json!({"error": "invalid_grant"});
        }
    }),
    Fault::answer("refresh-token-of-any-client", TOKEN, |answer, request| {
        if is_refresh(request) && !answer.is_success() {
            answer.status = 200;
            answer.body =
                json!({"access_token": "for-another-client-12345", "token_type": "Bearer"});
        }
    }),
    Fault::answer(
        "unauthorized-client-as-not-found",
        AUTHENTICATION,
        |answer, _| {
            recode(answer, "unauthorized_client", "invalid_request", 404);
        },
    ),
    Fault::answer("token-request-by-get-taken", TOKEN, |answer, request| {
        if request.method == "GET" {
            answer.status = 200;
            answer.body = json!({});
        }
    }),
    Fault {
        name: "a-second-grant-for-a-second-approval",
        path: TOKEN,
        kind: Kind::Layer(race),
    },
    Fault {
        name: "redeemable-by-all-who-race",
        path: TOKEN,
        kind: Kind::Layer(race),
    },
    Fault {
        name: "refresh-token-spent-by-another-client",
        path: TOKEN,
        kind: Kind::Layer(spent_by_another),
    },
    Fault {
        name: "second-poll-always-too-fast",
        path: TOKEN,
        kind: Kind::Layer(|| too_fast(2)),
    },
    Fault {
        name: "interval-grows-with-every-poll",
        path: TOKEN,
        kind: Kind::Layer(|| too_fast(4)),
    },
    Fault {
        name: "hasty-client-gets-429",
        path: TOKEN,
        kind: Kind::Layer(too_many),
    },
    Fault {
        name: "acknowledgement-that-waits-for-the-user",
        path: AUTHENTICATION,
        kind: Kind::Layer(waiting),
    },
];

/// Gives everybody tokens who asks for the same auth_req_id.
fn race() -> Wrap {
    let given: Mutex<HashMap<String, Answer>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.is_success() {
            given.insert(id, answer.clone());
            return None;
        }
        answer
            .is_error("invalid_grant")
            .then(|| given.get(&id).cloned())?
    })
}

/// Forgets a refresh token that the wrong client showed.
fn spent_by_another() -> Wrap {
    let spent: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let token = request.form.get("refresh_token")?.to_owned();
        let answer = answer?;
        let mut spent = spent.lock().unwrap_or_else(PoisonError::into_inner);
        if !answer.is_success() {
            spent.insert(token);
            return None;
        }
        spent.contains(&token).then(|| {
            let mut refused = answer.clone();
            refused.status = 400;
            refused.body = json!({"error": "invalid_grant"});
            refused
        })
    })
}

/// Calls the poll of this number too fast, however long the client waited.
fn too_fast(number: usize) -> Wrap {
    let polls: Mutex<HashMap<String, usize>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut polls = polls.lock().unwrap_or_else(PoisonError::into_inner);
        let count = polls.entry(id).or_default();
        *count += 1;
        (*count == number && answer.is_error("authorization_pending")).then(|| {
            let mut refused = answer.clone();
            refused.set("error", "slow_down");
            refused
        })
    })
}

/// Answers the sixth poll by a status that section 11 does not have.
fn too_many() -> Wrap {
    let polls: Mutex<HashMap<String, usize>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut polls = polls.lock().unwrap_or_else(PoisonError::into_inner);
        let count = polls.entry(id).or_default();
        *count += 1;
        (*count >= 6 && answer.is_error("slow_down")).then(|| {
            let mut refused = answer.clone();
            refused.status = 429;
            refused
        })
    })
}

/// Holds the acknowledgement of a request with a short lifetime back.
fn waiting() -> Wrap {
    use axum::middleware::{Next, from_fn};
    Wrap::at([AUTHENTICATION], |router: axum::Router| {
        router.layer(from_fn(
            |request: axum::extract::Request, next: Next| async move {
                let (seen, request) = SeenRequest::read(request).await;
                if seen.form.get("requested_expiry") == Some("20") {
                    tokio::time::sleep(std::time::Duration::from_millis(5200)).await;
                }
                next.run(request).await
            },
        ))
    })
}
