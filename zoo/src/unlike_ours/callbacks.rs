use std::time::Duration;

use serde_json::json;

use super::right_server::RightServer;
use super::spelling::{escaped, rewritten};
use crate::change::Change;
use crate::wire::Callback;
use suite::protocol::OracleRule;

const PINGS_AND_PUSHES: &[&str] = &[
    "ciba-core/01_1_notation/a-callback-has-no-quotation-marks-around-values",
    "ciba-core/09_client_notification_endpoint/*",
    "ciba-core/10_2_ping_callback/*",
    "ciba-core/10_3_1_push_callback/*",
    "ciba-core/12_push_error_payload/*",
    "oauth-oidc/rfc6750_2_1_bearer_token/*",
];

fn is_push(callback: &Callback) -> bool {
    callback.brings_tokens() || callback.body.windows(7).any(|part| part == b"\"error\"")
}

/// Calls of the Client Notification Endpoint.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "callbacks-in-another-hand",
        "RFC 8259; RFC 9110, sections 8.3 and 11.4",
        Change::Callback(|callback| {
            let body = serde_json::from_slice(&callback.body).unwrap_or_default();
            if let Some(body) = rewritten(&body) {
                callback.body = body;
            }
            callback.set_header("content-type", Some("Application/Json; Charset=utf-8"));
            callback.set_header("accept", Some("*/*"));
            callback.set_header("x-request-id", Some("1"));
            let header = callback
                .headers
                .iter_mut()
                .find(|(name, _)| name == "authorization");
            if let Some((_, value)) = header {
                *value = value.replacen("Bearer ", "bearer  ", 1);
            }
        }),
        PINGS_AND_PUSHES,
    )
    .allowed_by(&[OracleRule::O13]),
    RightServer::of(
        "callbacks-made-once-more",
        "CIBA Core 1.0, sections 10.2 and 10.3.1",
        Change::Callback(|callback| callback.times = 2),
        PINGS_AND_PUSHES,
    )
    .allowed_by(&[OracleRule::O9])
    .remarked(&[
        "CIBA-10.2-01",
        "CIBA-10.3.1-01",
        "CIBA-10.3.1-15",
        "CIBA-10.3.1-19",
    ]),
    RightServer::of(
        "pushes-that-say-more",
        "CIBA Core 1.0, section 10.3.1: unrecognized parameters are ignored",
        Change::Callback(|callback| {
            if is_push(callback) {
                callback.change_body(|members| {
                    members.insert("x_vendor".to_owned(), json!({"more": null}));
                    if members.contains_key("access_token") {
                        members.insert("token_type".to_owned(), json!("bearer"));
                        members.insert("scope".to_owned(), json!("openid"));
                    } else {
                        members.insert("error_uri".to_owned(), json!("errors#1"));
                        members.remove("error_description");
                    }
                });
            }
        }),
        &[
            "ciba-core/10_3_1_push_callback/*",
            "ciba-core/12_push_error_payload/*",
        ],
    ),
    RightServer::of(
        "callbacks-in-chunks",
        "RFC 9112, section 7.1",
        Change::Callback(|callback| {
            callback.set_header("transfer-encoding", Some("chunked"));
            callback.set_header("connection", Some("close"));
        }),
        PINGS_AND_PUSHES,
    ),
    RightServer::of(
        "callbacks-that-take-their-time",
        "CIBA Core 1.0, sections 10.2 and 10.3.1: after the authentication",
        Change::Callback(|callback| callback.pause = Duration::from_millis(1500)),
        PINGS_AND_PUSHES,
    ),
    RightServer::of(
        "callbacks-in-escapes",
        "RFC 8259, section 7",
        Change::Callback(|callback| {
            let body = serde_json::from_slice(&callback.body).unwrap_or_default();
            callback.body = escaped(&body);
        }),
        PINGS_AND_PUSHES,
    ),
    RightServer::of(
        "callbacks-with-many-headers",
        "RFC 9110, section 5.1: unrecognized fields are ignored",
        Change::Callback(|callback| {
            callback.set_header("user-agent", Some("op/1.0 (a; b) c"));
            callback.set_header("accept", Some("application/json, */*;q=0.1"));
            callback.set_header("cookie", Some("a=b; c=d"));
            callback.set_header("signature", Some("sig1=:AA==:"));
            callback.set_header("x-forwarded-for", Some("192.0.2.1"));
            callback.set_header("content-language", Some("en"));
        }),
        PINGS_AND_PUSHES,
    ),
    RightServer::of(
        "pushes-without-a-lifetime",
        "RFC 6749, section 5.1: expires_in is RECOMMENDED",
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.remove("expires_in");
                members.remove("scope");
            });
        }),
        &["ciba-core/10_3_1_push_callback/*"],
    )
    .remarked(&["C-6749-01"]),
    RightServer::of(
        "push-errors-of-two-words",
        "CIBA Core 1.0, section 12: error_description is OPTIONAL",
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.remove("error_description");
                }
            });
        }),
        &["ciba-core/12_push_error_payload/*"],
    ),
];
