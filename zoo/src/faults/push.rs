use serde_json::{Value, json};

use super::message::with_repeated;
use super::{COMPLETE, Callback, Fault};
use crate::faults::changes::break_signature;

fn has_error(callback: &Callback, code: &str) -> bool {
    serde_json::from_slice(&callback.body)
        .is_ok_and(|members: Value| members.get("error").is_some_and(|error| error == code))
}

/// Writes a member of the body a second time.
fn repeat(callback: &mut Callback, name: &str) {
    let members: Value = serde_json::from_slice(&callback.body).unwrap_or(Value::Null);
    if let Some(body) = with_repeated(&members, name) {
        callback.body = body;
    }
}

/// Faults in the Push Callback and the Push Error Payload (CIBA Core 1.0, sections 10.3.1 and 12).
pub(super) const FAULTS: &[Fault] = &[
    Fault::callback("push-without-access-token", |callback| {
        callback.change_body(|members| {
            members.remove("access_token");
        });
    }),
    Fault::callback("push-as-text", |callback| {
        if callback.brings_tokens() {
            callback.set_header("content-type", Some("text/plain; charset=utf-8"));
        }
    }),
    Fault::callback("push-follows-redirects", |callback| {
        callback.follow_redirects = callback.brings_tokens();
    }),
    Fault::callback("push-without-id-token", |callback| {
        callback.change_body(|members| {
            members.remove("id_token");
        });
    }),
    Fault::callback("push-without-token-type", |callback| {
        callback.change_body(|members| {
            members.remove("token_type");
        });
    }),
    Fault::callback("push-without-auth-req-id", |callback| {
        callback.change_body(|members| {
            if members.contains_key("id_token") {
                members.remove("auth_req_id");
            }
        });
    }),
    Fault::callback("push-with-expires-in-as-a-string", |callback| {
        callback.change_body(|members| {
            if members.contains_key("expires_in") {
                members.insert("expires_in".to_owned(), json!("3600"));
            }
        });
    }),
    Fault::callback("at-hash-of-another-token", |callback| {
        callback.change_body(|members| {
            if members.contains_key("access_token") {
                members.insert(
                    "access_token".to_owned(),
                    json!("another-access-token-1234567890"),
                );
            }
        });
    }),
    Fault::callback("rt-hash-of-another-token", |callback| {
        callback.change_body(|members| {
            if members.contains_key("refresh_token") {
                members.insert(
                    "refresh_token".to_owned(),
                    json!("another-refresh-token-123456789"),
                );
            }
        });
    }),
    Fault::callback("pushed-id-token-of-another-request", |callback| {
        callback.change_body(|members| {
            if members.contains_key("id_token") {
                members.insert(
                    "auth_req_id".to_owned(),
                    json!("another-auth-req-id-1234567890"),
                );
            }
        });
    }),
    Fault::callback("pushed-id-token-with-a-broken-signature", |callback| {
        callback.change_body(|members| {
            if let Some(token) = members.get("id_token").and_then(|token| token.as_str()) {
                let broken = break_signature(token);
                members.insert("id_token".to_owned(), json!(broken));
            }
        });
    }),
    Fault::callback("denial-pushed-as-transaction-failed", |callback| {
        callback.change_body(|members| {
            if members.contains_key("error") {
                members.insert("error".to_owned(), json!("transaction_failed"));
            }
        });
    }),
    Fault::callback("push-error-that-no-clause-knows", |callback| {
        callback.change_body(|members| {
            if members.contains_key("error") {
                members.insert("error".to_owned(), json!("server_error"));
            }
        });
    }),
    Fault::callback("push-error-without-auth-req-id", |callback| {
        callback.change_body(|members| {
            if members.contains_key("error") {
                members.remove("auth_req_id");
            }
        });
    }),
    Fault::callback("push-error-as-text", |callback| {
        if has_error(callback, "access_denied") {
            callback.set_header("content-type", Some("text/plain"));
        }
    }),
    Fault::callback("push-error-by-put", |callback| {
        if has_error(callback, "access_denied") {
            "PUT".clone_into(&mut callback.method);
        }
    }),
    Fault::callback("push-error-with-a-refresh-token", |callback| {
        if has_error(callback, "access_denied") {
            callback.change_body(|members| {
                let token = json!("a-token-for-whom-the-user-denied-1234567890");
                members.insert("refresh_token".to_owned(), token);
            });
        }
    }),
    Fault::callback("push-error-told-twice", |callback| {
        repeat(callback, "error");
    }),
    Fault::callback("push-error-that-names-its-request-twice", |callback| {
        if !callback.brings_tokens() && has_error(callback, "access_denied") {
            repeat(callback, "auth_req_id");
        }
    }),
    Fault::callback("failure-pushed-without-auth-req-id", |callback| {
        if has_error(callback, "transaction_failed") {
            callback.change_body(|members| {
                members.remove("auth_req_id");
            });
        }
    }),
    Fault::callback("failure-pushed-as-text", |callback| {
        if has_error(callback, "transaction_failed") {
            callback.set_header("content-type", Some("text/plain"));
        }
    }),
    Fault::callback("failure-pushed-with-an-umlaut", |callback| {
        if has_error(callback, "transaction_failed") {
            callback.change_body(|members| {
                members.insert("error_description".to_owned(), json!("für immer"));
            });
        }
    }),
    Fault::callback("failure-pushed-without-its-token", |callback| {
        if has_error(callback, "transaction_failed") {
            callback.set_header("authorization", None);
        }
    }),
    Fault::callback("tokens-pushed-again", |callback| {
        if callback.brings_tokens() {
            callback.times = 2;
        }
    }),
    Fault::callback("push-with-two-access-tokens", |callback| {
        repeat(callback, "access_token");
    }),
    Fault::callback("pushed-refresh-token-dropped", |callback| {
        callback.change_body(|members| {
            members.remove("refresh_token");
        });
    }),
    Fault::callback("pushed-grant-of-an-unknown-scope", |callback| {
        callback.change_body(|members| {
            if members.contains_key("scope") {
                let scope = json!("openid nobody-knows-this-scope");
                members.insert("scope".to_owned(), scope);
            }
        });
    }),
    Fault::callback("push-error-description-with-an-umlaut", |callback| {
        callback.change_body(|members| {
            if members.contains_key("error") {
                members.insert("error_description".to_owned(), json!("abgelehnt für immer"));
            }
        });
    }),
    Fault::authlete("no-auth-req-id-claim", COMPLETE, |answer, _| {
        // The claim cannot be taken out of a signed token; a token of another request stands in for one without.
        answer.change_content(|members| {
            if members.contains_key("id_token") {
                members.insert(
                    "auth_req_id".to_owned(),
                    json!("an-auth-req-id-that-the-claim-lacks"),
                );
            }
        });
    }),
];
