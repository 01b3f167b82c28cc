use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use serde_json::{Map, Value, json};

use super::layer::answering;
use super::message::SeenRequest;
use super::{AUTHENTICATION, COMPLETE, Fault, Kind, TOKEN};
use embedded::Wrap;
use suite::op_under_test::scenario_context::now;

/// Faults in how a transaction ends (CIBA Core 1.0, sections 7.1, 8, 10.2, 10.3.1 and 12).
pub(super) const FAULTS: &[Fault] = &[
    completion("locked-users-get-tokens", |members| {
        if members.get("errorDescription") == Some(&json!("The account is locked.")) {
            members.insert("result".to_owned(), json!("AUTHORIZED"));
            members.remove("errorDescription");
        }
    }),
    completion("tokens-about-another-user", |members| {
        members.insert("subject".to_owned(), json!("1003"));
    }),
    completion("approvals-taken-for-denials", |members| {
        if members.get("result") == Some(&json!("AUTHORIZED")) {
            members.insert("result".to_owned(), json!("ACCESS_DENIED"));
        }
    }),
    completion("an-acr-that-nobody-reached", |members| {
        members.insert("acr".to_owned(), json!("urn:example:acr:nobody-knows"));
    }),
    completion("no-acr-told", |members| {
        members.remove("acr");
    }),
    completion("a-nonce-that-nobody-sent", |members| {
        members.insert("claims".to_owned(), json!("{\"nonce\":\"n-0S6_WzA2Mj\"}"));
    }),
    completion("an-id-token-for-another-party", |members| {
        claim(members, "azp", &json!("another-client"));
    }),
    completion("an-id-token-of-tomorrow", |members| {
        claim(members, "nbf", &json!(now() + 86_400));
    }),
    completion("a-user-who-will-be-authenticated", |members| {
        members.insert("authTime".to_owned(), json!(now() + 86_400));
    }),
    completion("amr-as-a-string", |members| {
        claim(members, "amr", &json!("pwd"));
    }),
    Fault {
        name: "two-users-mixed-up",
        path: TOKEN,
        kind: Kind::Layer(mixed_up),
    },
    Fault {
        name: "two-requests-mixed-up",
        path: TOKEN,
        kind: Kind::Layer(mixed_up),
    },
    Fault {
        name: "one-notification-token-for-all-requests",
        path: AUTHENTICATION,
        kind: Kind::Layer(one_notification_token),
    },
    Fault::callback("decision-pushed-twice", |callback| callback.times = 2),
    Fault::callback("ping-for-a-late-decision-carries-more", |callback| {
        callback.change_body(|members| {
            if members.len() == 1 {
                members.insert("error".to_owned(), json!("expired_token"));
            }
        });
    }),
    Fault::callback("late-decision-pushed-as-a-denial", |callback| {
        callback.change_body(|members| {
            if members.get("error") == Some(&json!("expired_token")) {
                members.insert("error".to_owned(), json!("access_denied"));
            }
        });
    }),
    Fault::callback("failure-pushed-as-expiry", |callback| {
        callback.change_body(|members| {
            if members.get("error") == Some(&json!("transaction_failed")) {
                members.insert("error".to_owned(), json!("expired_token"));
            }
        });
    }),
    Fault::callback("ping-without-its-token", |callback| {
        if !callback
            .body
            .windows(7)
            .any(|part| part == b"\"error\"" || part == b"id_toke")
        {
            callback.set_header("authorization", None);
        }
    }),
    Fault::callback("push-without-its-token", |callback| {
        if callback.body.windows(7).any(|part| part == b"id_toke") {
            callback.set_header("authorization", None);
        }
    }),
];

/// A change of what the server tells Authlete about the decision.
const fn completion(name: &'static str, change: fn(&mut Map<String, Value>)) -> Fault {
    Fault {
        name,
        path: COMPLETE,
        kind: Kind::Completion(change),
    }
}

/// Adds a claim to the ID Token, which is then signed with it.
fn claim(members: &mut Map<String, Value>, name: &str, value: &Value) {
    members.insert(
        "claims".to_owned(),
        json!(json!({ name: value }).to_string()),
    );
}

/// Answers a poll for one of a scenario's two requests with the state of the other.
fn mixed_up() -> Wrap {
    let issued: std::sync::Arc<Mutex<HashMap<String, Vec<String>>>> = std::sync::Arc::default();
    let known = std::sync::Arc::clone(&issued);
    let remember = answering(AUTHENTICATION, move |request, answer| {
        let id = answer?.text("auth_req_id")?.to_owned();
        let mut issued = issued.lock().unwrap_or_else(PoisonError::into_inner);
        issued
            .entry(request.trace()?.to_owned())
            .or_default()
            .push(id);
        None
    });
    Wrap::everywhere(move |router: Router| {
        remember
            .around(router)
            .layer(from_fn(move |request: Request, next: Next| {
                let known = std::sync::Arc::clone(&known);
                async move {
                    if !request.uri().path().ends_with(TOKEN) {
                        return next.run(request).await;
                    }
                    let (mut seen, _) = SeenRequest::read(request).await;
                    let before = seen.form.clone();
                    let other = other_of_two(&known, &seen);
                    if let Some(other) = other {
                        seen.form.set("auth_req_id", other);
                    }
                    next.run(seen.rebuild(&before)).await
                }
            }))
    })
}

fn other_of_two(known: &Mutex<HashMap<String, Vec<String>>>, seen: &SeenRequest) -> Option<String> {
    let known = known.lock().unwrap_or_else(PoisonError::into_inner);
    let ids = known.get(seen.trace()?)?;
    let asked = seen.form.get("auth_req_id")?;
    match ids.as_slice() {
        [first, second] if first == asked => Some(second.clone()),
        [first, second] if second == asked => Some(first.clone()),
        _ => None,
    }
}

/// Uses the client_notification_token of a scenario's first request for the others too.
fn one_notification_token() -> Wrap {
    let first: std::sync::Arc<Mutex<HashMap<String, String>>> = std::sync::Arc::default();
    Wrap::everywhere(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let first = std::sync::Arc::clone(&first);
            async move {
                if !request.uri().path().ends_with(AUTHENTICATION) {
                    return next.run(request).await;
                }
                let (mut seen, _) = SeenRequest::read(request).await;
                let before = seen.form.clone();
                let token = seen
                    .form
                    .get("client_notification_token")
                    .map(str::to_owned);
                if let (Some(trace), Some(token)) = (seen.trace(), token) {
                    let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                    let token = first.entry(trace.to_owned()).or_insert(token).clone();
                    seen.form.set("client_notification_token", token);
                }
                next.run(seen.rebuild(&before)).await
            }
        }))
    })
}
