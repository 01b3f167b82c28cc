use serde_json::json;

use super::{AUTHENTICATION, Answer, Fault};

/// Writes the identifier in another alphabet, and so long.
fn rewrite(answer: &mut Answer, length: usize, symbol: fn(u8) -> char) {
    if let Some(id) = answer.text("auth_req_id") {
        let mixed = id.bytes().cycle().scan(0_u8, |sum, byte| {
            *sum = sum.wrapping_mul(31).wrapping_add(byte);
            Some(*sum)
        });
        let id: String = mixed.skip(16).take(length).map(symbol).collect();
        answer.set("auth_req_id", id);
    }
}

/// Faults in the acknowledgement (CIBA Core 1.0, section 7.3).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("acknowledgement-with-201", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.status = 201;
        }
    }),
    Fault::answer("acknowledgement-as-text", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.set_header("content-type", "text/html");
        }
    }),
    Fault::answer(
        "acknowledgement-without-auth-req-id",
        AUTHENTICATION,
        |answer, _| {
            answer.remove("auth_req_id");
        },
    ),
    Fault::answer(
        "acknowledgement-that-may-be-stored",
        AUTHENTICATION,
        |answer, _| {
            answer.remove_header("cache-control");
        },
    ),
    Fault::answer(
        "auth-req-id-with-a-constant-part-and-few-bits",
        AUTHENTICATION,
        |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                let short: String = id.chars().take(12).collect();
                answer.set(
                    "auth_req_id",
                    format!("constant-constant-constant-constant-{short}"),
                );
            }
        },
    ),
    Fault::answer("auth-req-id-of-36-digits", AUTHENTICATION, |answer, _| {
        rewrite(answer, 36, |byte| char::from(b'0' + byte % 10));
    }),
    Fault::answer("auth-req-id-of-24-letters", AUTHENTICATION, |answer, _| {
        rewrite(answer, 24, |byte| char::from(b'a' + byte % 26));
    }),
    Fault::answer("auth-req-id-written-twice", AUTHENTICATION, |answer, _| {
        if let Some(id) = answer.text("auth_req_id") {
            let half: String = id.chars().take(20).collect();
            answer.set("auth_req_id", format!("{half}{half}"));
        }
    }),
    Fault::answer("auth-req-id-of-the-time", AUTHENTICATION, |answer, _| {
        if let Some(id) = answer.text("auth_req_id") {
            // As a UUID of version 1 is made: of the time and of the machine.
            let time = id.bytes().fold(0_u32, |time, byte| {
                time.wrapping_mul(31).wrapping_add(byte.into())
            });
            answer.set(
                "auth_req_id",
                format!("{time:08x}-cafe-11ef-8a2b-0242ac120002"),
            );
        }
    }),
    Fault::answer(
        "acknowledgement-with-two-lifetimes",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_success() {
                answer.repeat("expires_in");
            }
        },
    ),
    Fault::answer(
        "auth-req-id-with-a-stray-character",
        AUTHENTICATION,
        |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                answer.set("auth_req_id", format!("{id}+"));
            }
        },
    ),
    Fault::answer(
        "the-same-auth-req-id-for-all",
        AUTHENTICATION,
        |answer, _| {
            if answer.is_success() {
                answer.set(
                    "auth_req_id",
                    "always-the-same-1234567890-1234567890-123456",
                );
            }
        },
    ),
    Fault::answer("no-expires-in", AUTHENTICATION, |answer, _| {
        answer.remove("expires_in");
    }),
    Fault::answer("expires-in-as-a-string", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.set("expires_in", "600");
        }
    }),
    Fault::answer("expires-in-of-zero", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.set("expires_in", 0);
        }
    }),
    Fault::answer("interval-as-a-string", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.set("interval", "5");
        }
    }),
    Fault::answer("interval-of-zero", AUTHENTICATION, |answer, _| {
        if answer.is_success() {
            answer.set("interval", 0);
        }
    }),
    Fault::answer("interval-for-a-push-client", AUTHENTICATION, |answer, _| {
        if answer.is_success() && answer.body.get("interval").is_none() {
            answer.set("interval", json!(5));
        }
    }),
];
