use serde_json::{Value, json};

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::callbacks::call_instead;
use crate::wire::{COMPLETE, Callback};
use embedded::known::PING_POST;
use suite::protocol::OracleRule;

/// The scenarios that look at what a ping holds.
const THE_AUTH_REQ_ID_ALONE: &[&str] = &[
    "ciba-core/10_2_ping_callback/the-ping-after-an-approval-holds-the-auth_req_id-alone",
    "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
];

/// The scenarios that look at the media type of a ping.
const THE_MEDIA_TYPE: &[&str] = &[
    "ciba-core/10_2_ping_callback/the-ping-is-json",
    "ciba-core/10_2_ping_callback/the-ping-after-a-denial-is-json",
];

/// Faults in the Ping Callback, and in what a pinged client finds (CIBA Core 1.0, section 10.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-callback-after-all",
        "CIBA-10.2-01",
        &[
            "ciba-core/10_2_ping_callback/an-approval-is-pinged",
            "ciba-core/10_2_ping_callback/the-ping-after-an-approval-holds-the-auth_req_id-alone",
            "ciba-core/10_2_ping_callback/the-ping-is-json",
            "ciba-core/10_2_ping_callback/the-result-is-ready-when-the-ping-comes",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/301",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/302",
        ],
        Change::Authlete(COMPLETE, |answer, _| {
            answer.set("action", "NO_ACTION");
        }),
    )
    .may(&[
        "ciba-core/07_1_acr_values/the-id-token-tells-the-class-that-was-reached",
        "ciba-core/07_1_scope/*",
        "ciba-core/10_2_ping_callback/*",
        "ciba-core/10_3_1_push_callback/*",
        "ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied",
        "ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         the-notification-token-stands-neither-in-the-url-nor-in-the-body-of-a-callback",
    ]),
    Fault::of(
        "callback-by-get",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            "GET".clone_into(&mut callback.method);
        }),
    )
    .may(&[
        "ciba-core/10_2_ping_callback/*",
        "ciba-core/10_3_1*",
        "ciba-core/12_*",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         the-notification-token-stands-neither-in-the-url-nor-in-the-body-of-a-callback",
    ]),
    Fault::of(
        "pinged-again-without-its-token",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                let mut next = callback.clone();
                next.set_header("authorization", None);
                callback.next = Some(Box::new(next));
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "pinged-again-for-another-request",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                let mut next = callback.clone();
                next.change_body(|members| {
                    members.insert("auth_req_id".to_owned(), json!("of-another-request"));
                });
                callback.next = Some(Box::new(next));
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "ping-to-another-client",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                call_instead(callback, PING_POST);
            }
        }),
    )
    .may(&[
        "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
        "ciba-core/10_2_ping_callback/*",
    ]),
    Fault::of(
        "pinged-again-and-again",
        "CIBA-10.2-01",
        &["ciba-core/10_2_ping_callback/an-approval-is-pinged"],
        Change::Callback(|callback| {
            if is_ping(callback) {
                callback.times = 4;
            }
        }),
    ),
    Fault::of(
        "no-ping-after-a-denial",
        "CIBA-10.2-02",
        &[
            "ciba-core/10_2_ping_callback/a-denial-is-pinged",
            "ciba-core/10_2_ping_callback/a-pinged-denial-is-fetched-at-the-token-endpoint",
        ],
        Change::Authlete(COMPLETE, |answer, request| {
            let decision = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            if decision.get("result") == Some(&json!("ACCESS_DENIED"))
                && answer.text("deliveryMode") == Some("PING")
            {
                answer.set("action", "NO_ACTION");
            }
        }),
    ),
    Fault::of(
        "ping-for-a-late-decision-carries-more",
        "CIBA-10.2-03",
        &["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.insert("error".to_owned(), json!("expired_token"));
                }
            });
        }),
    )
    .against(&[OracleRule::O8])
    .may(&[
        "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
        "ciba-core/10_2_ping_callback/the-ping-after-an-approval-holds-the-auth_req_id-alone",
    ]),
    Fault::of(
        "ping-without-its-token",
        "CIBA-10.2-04",
        &["ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if !callback
                .body
                .windows(7)
                .any(|part| part == b"\"error\"" || part == b"id_toke")
            {
                callback.set_header("authorization", None);
            }
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
        "ciba-core/09_client_notification_endpoint/*",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         a-bearer-token-of-every-allowed-character-arrives-as-it-was-sent",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         the-authorization-header-of-a-callback-after-a-denial-is-well-formed",
        "oauth-oidc/rfc6750_2_1_bearer_token/\
         the-authorization-header-of-a-callback-is-well-formed",
    ]),
    Fault::of(
        "ping-that-carries-more",
        "CIBA-10.2-05",
        THE_AUTH_REQ_ID_ALONE,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.insert(
                        "access_token".to_owned(),
                        json!("a-token-in-a-ping-1234567890"),
                    );
                }
            });
        }),
    )
    .may(&[
        "ciba-core/03_overview/a-ping-client-cannot-ask-for-a-push",
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
    ]),
    Fault::of(
        "ping-without-auth-req-id",
        "CIBA-10.2-05",
        THE_AUTH_REQ_ID_ALONE,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.len() == 1 {
                    members.clear();
                }
            });
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "ping-that-names-its-request-twice",
        "CIBA-10.2-05",
        &["ciba-core/10_2_ping_callback/the-ping-after-an-approval-holds-the-auth_req_id-alone"],
        Change::Callback(|callback| {
            let mut id = None;
            callback.change_body(|members| {
                if members.len() == 1 {
                    id = members.get("auth_req_id").cloned();
                }
            });
            if let Some(id) = id {
                callback.body =
                    format!("{{\"auth_req_id\":{id},\"auth_req_id\":{id}}}").into_bytes();
            }
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping"]),
    Fault::of(
        "callback-as-a-form",
        "CIBA-10.2-06",
        THE_MEDIA_TYPE,
        Change::Callback(|callback| {
            callback.set_header("content-type", Some("application/x-www-form-urlencoded"));
        }),
    )
    .may(&[
        "ciba-core/10_3_1_push_callback/the-push-is-json",
        "ciba-core/12_push_error_payload/the-payload-is-json",
    ]),
    Fault::of(
        "ping-of-two-media-types",
        "CIBA-10.2-06",
        THE_MEDIA_TYPE,
        Change::Callback(|callback| {
            if is_ping(callback) {
                let other = ("content-type".to_owned(), "text/plain".to_owned());
                callback.headers.push(other);
            }
        }),
    ),
    Fault::of(
        "redirects-followed",
        "CIBA-10.2-13",
        &[
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/301",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/302",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/303",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/307",
            "ciba-core/10_2_ping_callback/a-redirect-by-is-not-followed/308",
        ],
        Change::Callback(|callback| {
            callback.follow_redirects = true;
        }),
    )
    .may(&[
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/301",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/302",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/303",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/307",
        "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/308",
    ]),
];

fn is_ping(callback: &Callback) -> bool {
    let members = serde_json::from_slice(&callback.body).unwrap_or(Value::Null);
    members
        .as_object()
        .is_some_and(|members| members.len() == 1 && members.contains_key("auth_req_id"))
}
