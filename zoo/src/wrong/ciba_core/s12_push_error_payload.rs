use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::callbacks::{has_error, repeat};
use suite::protocol::OracleRule;

/// Faults in the Push Error Payload (CIBA Core 1.0, section 12).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-callback-after-a-denial",
        "CIBA-12-01",
        &[
            "ciba-core/09_client_notification_endpoint/\
             the-call-after-a-denial-carries-the-bearer-token",
            "ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied",
            "ciba-core/12_push_error_payload/the-error-is-one-of-the-list",
            "ciba-core/12_push_error_payload/the-payload-names-the-authentication-request",
            "ciba-core/12_push_error_payload/the-description-is-printable",
            "ciba-core/12_push_error_payload/the-payload-is-json",
        ],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.insert("drop".to_owned(), json!(true));
                }
            });
            if callback.body.windows(6).any(|part| part == b"\"drop\"") {
                callback.times = 0;
            }
        }),
    )
    .may(&["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"]),
    Fault::of(
        "denial-pushed-as-transaction-failed",
        "CIBA-12-01",
        &["ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.insert("error".to_owned(), json!("transaction_failed"));
                }
            });
        }),
    ),
    Fault::of(
        "denial-pushed-as-expired-token-to-clients-with-user-codes",
        "CIBA-12-01",
        &["ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied"],
        Change::Callback(|callback| {
            if callback.url.ends_with("user-code") {
                callback.change_body(|members| {
                    if members.contains_key("error") {
                        members.insert("error".to_owned(), json!("expired_token"));
                    }
                });
            }
        }),
    ),
    Fault::of(
        "push-error-by-put",
        "CIBA-12-01",
        &["ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied"],
        Change::Callback(|callback| {
            if has_error(callback, "access_denied") {
                "PUT".clone_into(&mut callback.method);
            }
        }),
    ),
    Fault::of(
        "push-error-with-a-refresh-token",
        "CIBA-12-01",
        &["ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied"],
        Change::Callback(|callback| {
            if has_error(callback, "access_denied") {
                callback.change_body(|members| {
                    let token = json!("a-token-for-whom-the-user-denied-1234567890");
                    members.insert("refresh_token".to_owned(), token);
                });
            }
        }),
    ),
    Fault::of(
        "push-error-that-no-clause-knows",
        "CIBA-12-02",
        &["ciba-core/12_push_error_payload/the-error-is-one-of-the-list"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.insert("error".to_owned(), json!("server_error"));
                }
            });
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload",
        "ciba-core/12_push_error_payload/a-denial-is-pushed-as-access_denied",
        "ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed",
    ]),
    Fault::of(
        "push-error-told-twice",
        "CIBA-12-02",
        &["ciba-core/12_push_error_payload/the-error-is-one-of-the-list"],
        Change::Callback(|callback| {
            repeat(callback, "error");
        }),
    ),
    Fault::of(
        "push-error-without-auth-req-id",
        "CIBA-12-03",
        &["ciba-core/12_push_error_payload/the-payload-names-the-authentication-request"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.remove("auth_req_id");
                }
            });
        }),
    )
    .may(&["ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload"]),
    Fault::of(
        "push-error-that-names-its-request-twice",
        "CIBA-12-03",
        &["ciba-core/12_push_error_payload/the-payload-names-the-authentication-request"],
        Change::Callback(|callback| {
            if !callback.brings_tokens() && has_error(callback, "access_denied") {
                repeat(callback, "auth_req_id");
            }
        }),
    ),
    Fault::of(
        "push-error-description-with-an-umlaut",
        "CIBA-12-04",
        &["ciba-core/12_push_error_payload/the-description-is-printable"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("error") {
                    members.insert("error_description".to_owned(), json!("abgelehnt für immer"));
                }
            });
        }),
    ),
    Fault::of(
        "push-error-as-text",
        "CIBA-12-05",
        &["ciba-core/12_push_error_payload/the-payload-is-json"],
        Change::Callback(|callback| {
            if has_error(callback, "access_denied") {
                callback.set_header("content-type", Some("text/plain"));
            }
        }),
    ),
    Fault::of(
        "late-decision-pushed-as-a-denial",
        "CIBA-12-06",
        &["ciba-core/07_3_lifetime/a-push-for-a-decision-that-came-too-late-is-an-error-payload"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.get("error") == Some(&json!("expired_token")) {
                    members.insert("error".to_owned(), json!("access_denied"));
                }
            });
        }),
    )
    .against(&[OracleRule::O8]),
];
