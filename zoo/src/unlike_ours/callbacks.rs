use serde_json::json;

use super::answers::rewritten;
use super::right_server::RightServer;
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
        PINGS_AND_PUSHES,
    ),
];
