use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::callbacks::has_error;

/// Faults in how a failed transaction is pushed (CIBA Core 1.0, section 12).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "failure-pushed-without-auth-req-id",
        "CIBA-12-03",
        &["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"],
        Change::Callback(|callback| {
            if has_error(callback, "transaction_failed") {
                callback.change_body(|members| {
                    members.remove("auth_req_id");
                });
            }
        }),
    ),
    Fault::of(
        "failure-pushed-with-an-umlaut",
        "CIBA-12-04",
        &["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"],
        Change::Callback(|callback| {
            if has_error(callback, "transaction_failed") {
                callback.change_body(|members| {
                    members.insert("error_description".to_owned(), json!("für immer"));
                });
            }
        }),
    ),
    Fault::of(
        "failure-pushed-as-text",
        "CIBA-12-05",
        &["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"],
        Change::Callback(|callback| {
            if has_error(callback, "transaction_failed") {
                callback.set_header("content-type", Some("text/plain"));
            }
        }),
    ),
    Fault::of(
        "failure-pushed-as-expiry",
        "CIBA-12-08",
        &["ciba-core/12_transaction_failed/a-failed-transaction-is-pushed-as-transaction_failed"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.get("error") == Some(&json!("transaction_failed")) {
                    members.insert("error".to_owned(), json!("expired_token"));
                }
            });
        }),
    ),
];
