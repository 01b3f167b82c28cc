use serde_json::{Value, json};

use super::{COMPLETE, Callback, Fault};

fn is_ping(callback: &Callback) -> bool {
    let members = serde_json::from_slice(&callback.body).unwrap_or(Value::Null);
    members
        .as_object()
        .is_some_and(|members| members.len() == 1 && members.contains_key("auth_req_id"))
}

/// Calls another client's endpoint: the last part of the path is its name.
fn call_instead(callback: &mut Callback, client: &str) {
    if let Some((base, _)) = callback.url.rsplit_once('/') {
        callback.url = format!("{base}/{client}");
    }
}

/// Faults in calls of the client notification endpoint (CIBA Core 1.0, sections 9 and 10.2).
pub(super) const FAULTS: &[Fault] = &[
    Fault::authlete("no-callback-after-all", COMPLETE, |answer, _| {
        answer.set("action", "NO_ACTION");
    }),
    Fault::callback("no-callback-after-a-denial", |callback| {
        callback.change_body(|members| {
            if members.contains_key("error") {
                members.insert("drop".to_owned(), json!(true));
            }
        });
        if callback.body.windows(6).any(|part| part == b"\"drop\"") {
            callback.times = 0;
        }
    }),
    Fault::authlete("no-ping-after-a-denial", COMPLETE, |answer, request| {
        let decision = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        if decision.get("result") == Some(&json!("ACCESS_DENIED"))
            && answer.text("deliveryMode") == Some("PING")
        {
            answer.set("action", "NO_ACTION");
        }
    }),
    Fault::callback("callback-by-get", |callback| {
        "GET".clone_into(&mut callback.method);
    }),
    Fault::callback("callback-without-bearer-token", |callback| {
        callback.set_header("authorization", None);
    }),
    Fault::callback("callback-with-a-basic-header", |callback| {
        let token = callback
            .headers
            .iter()
            .find(|(name, _)| name == "authorization")
            .map(|(_, value)| value.replace("Bearer", "Basic"));
        callback.set_header("authorization", token.as_deref());
    }),
    Fault::callback("callback-with-another-token", |callback| {
        callback.set_header(
            "authorization",
            Some("Bearer the-token-of-another-request-1234567890"),
        );
    }),
    Fault::callback("callback-as-a-form", |callback| {
        callback.set_header("content-type", Some("application/x-www-form-urlencoded"));
    }),
    Fault::callback("ping-that-carries-more", |callback| {
        callback.change_body(|members| {
            if members.len() == 1 {
                members.insert(
                    "access_token".to_owned(),
                    json!("a-token-in-a-ping-1234567890"),
                );
            }
        });
    }),
    Fault::callback("ping-without-auth-req-id", |callback| {
        callback.change_body(|members| {
            if members.len() == 1 {
                members.clear();
            }
        });
    }),
    Fault::callback("ping-that-names-its-request-twice", |callback| {
        let mut id = None;
        callback.change_body(|members| {
            if members.len() == 1 {
                id = members.get("auth_req_id").cloned();
            }
        });
        if let Some(id) = id {
            callback.body = format!("{{\"auth_req_id\":{id},\"auth_req_id\":{id}}}").into_bytes();
        }
    }),
    Fault::callback("ping-of-two-media-types", |callback| {
        if is_ping(callback) {
            let other = ("content-type".to_owned(), "text/plain".to_owned());
            callback.headers.push(other);
        }
    }),
    Fault::callback("ping-to-another-client", |callback| {
        if is_ping(callback) {
            call_instead(callback, "ping-post");
        }
    }),
    Fault::callback("push-to-another-client", |callback| {
        if callback.brings_tokens() {
            call_instead(callback, "push-post");
        }
    }),
    Fault::callback("pinged-again-and-again", |callback| {
        if is_ping(callback) {
            callback.times = 4;
        }
    }),
    Fault::callback("pinged-again-without-its-token", |callback| {
        if is_ping(callback) {
            let mut next = callback.clone();
            next.set_header("authorization", None);
            callback.next = Some(Box::new(next));
        }
    }),
    Fault::callback("pinged-again-for-another-request", |callback| {
        if is_ping(callback) {
            let mut next = callback.clone();
            next.change_body(|members| {
                members.insert("auth_req_id".to_owned(), json!("of-another-request"));
            });
            callback.next = Some(Box::new(next));
        }
    }),
    Fault::callback("redirects-followed", |callback| {
        callback.follow_redirects = true;
    }),
    Fault::callback("callback-made-twice", |callback| {
        callback.times = 2;
    }),
];
