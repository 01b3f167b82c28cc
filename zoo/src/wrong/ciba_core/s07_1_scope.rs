use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::TOKEN;
use suite::op_under_test::made_up::UNKNOWN_SCOPE;

/// Scopes of an authentication request (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "unknown-scope-granted",
        "CIBA-7.1-11",
        &["ciba-core/07_1_scope/\
           a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("scope", format!("openid {UNKNOWN_SCOPE}"));
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"]),
    Fault::of(
        "pushed-grant-of-an-unknown-scope",
        "CIBA-7.1-11",
        &["ciba-core/07_1_scope/\
           a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("scope") {
                    let scope = json!(format!("openid {UNKNOWN_SCOPE}"));
                    members.insert("scope".to_owned(), scope);
                }
            });
        }),
    ),
];
