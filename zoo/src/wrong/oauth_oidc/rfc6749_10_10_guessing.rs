use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::TOKEN;

/// Tokens that can be guessed (RFC 6749, section 10.10).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "access-tokens-that-count",
        "C-6749-18",
        &["oauth-oidc/rfc6749_10_10_guessing/access-tokens-cannot-be-guessed"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("access_token", counted());
            }
        }),
    ),
    Fault::of(
        "refresh-tokens-that-count",
        "C-6749-18",
        &["oauth-oidc/rfc6749_10_10_guessing/refresh-tokens-cannot-be-guessed"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.text("refresh_token").is_some() {
                answer.set("refresh_token", counted());
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
        "ciba-core/10_1_1_token_response/\
         another-client-s-attempt-takes-nothing-away-from-a-refresh-token",
        "oauth-oidc/rfc6749_6_refreshing/*",
    ]),
    Fault::of(
        "pushed-access-tokens-that-count",
        "C-6749-18",
        &["oauth-oidc/rfc6749_10_10_guessing/pushed-access-tokens-cannot-be-guessed"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("access_token") {
                    members.insert("access_token".to_owned(), json!(counted()));
                }
            });
        }),
    )
    .may(&["ciba-core/10_3_1_push_callback/\
            the-pushed-id-token-carries-the-hash-of-the-access-token"]),
];

/// A token that differs from the one before in its number alone.
fn counted() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(1000);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed) % 10_000;
    format!("a-token-of-the-server-with-the-number-{number}")
}
