use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::tokens::{is_refreshed, refreshes};
use crate::wire::TOKEN;

/// Faults in a response with tokens (RFC 6749, section 5.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-scope-that-is-an-array",
        "C-6749-01",
        &["oauth-oidc/rfc6749_5_1_successful_response/a-token-response-has-the-members-of-oauth"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("scope", vec!["openid"]);
            }
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "refreshed-tokens-as-text",
        "C-6749-01",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_success() {
                answer.set_header("content-type", "text/plain");
            }
        }),
    ),
    Fault::of(
        "a-pushed-scope-that-is-an-array",
        "C-6749-01",
        &["oauth-oidc/rfc6749_5_1_successful_response/\
           a-push-has-the-members-of-a-token-response"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("scope") {
                    members.insert("scope".to_owned(), json!(["openid"]));
                }
            });
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "an-error-beside-refreshed-tokens",
        "C-6749-01",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("error", "invalid_grant");
            }
        }),
    ),
    Fault::of(
        "tokens-for-a-private-cache",
        "C-6749-02",
        &["oauth-oidc/rfc6749_5_1_successful_response/\
           a-token-response-is-marked-as-not-to-be-stored"],
        Change::Answer(TOKEN, |answer, _| {
            answer.set_header("cache-control", "private, max-age=60");
        }),
    )
    .may(&["ciba-core/10_1_1_token_response/the-token-response-may-not-be-stored"]),
    Fault::of(
        "refreshed-tokens-that-may-be-stored",
        "C-6749-02",
        &["oauth-oidc/rfc6749_5_1_successful_response/\
           a-refreshed-token-response-is-marked-as-not-to-be-stored"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) {
                answer.remove_header("cache-control");
            }
        }),
    ),
];
