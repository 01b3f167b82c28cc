use std::collections::HashSet;
use std::sync::Mutex;

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::credentials::authenticate;
use crate::parts::tokens::{is_refreshed, refreshes};
use crate::wire::{Answer, TOKEN, after};
use embedded::Wrap;

/// Faults in refreshing an access token (RFC 6749, section 6).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "refresh-tokens-that-never-work",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_success() {
                answer.status = 400;
                answer.body = json!({"error": "invalid_grant"});
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
        "ciba-core/10_1_1_token_response/\
         another-client-s-attempt-takes-nothing-away-from-a-refresh-token",
    ]),
    Fault::of(
        "a-refresh-token-for-any-client",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-no-use-to-another-client"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_error("invalid_grant") {
                give_tokens(answer, "openid");
            }
        }),
    ),
    Fault::of(
        "a-refresh-without-credentials",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-no-use-without-credentials"],
        Change::Request(TOKEN, |request, target| {
            if refreshes(request) && request.header("authorization").is_none() {
                authenticate(request, target);
            }
        }),
    ),
    Fault::of(
        "a-refresh-that-widens-the-scope",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-does-not-widen-the-scope"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_error("invalid_scope") {
                give_tokens(answer, request.form.get("scope").unwrap_or_default());
            }
        }),
    ),
    Fault::of(
        "refreshed-tokens-of-another-type",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) && answer.is_success() {
                answer.set("token_type", "mac");
            }
        }),
    ),
    Fault::of(
        "refreshed-tokens-for-a-wider-scope",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("scope", "openid email profile");
            }
        }),
    ),
    Fault::of(
        "an-altered-refresh-token-accepted",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/an-altered-refresh-token-is-refused"],
        Change::Layer(altered_accepted),
    ),
];

/// Answers an error with tokens.
fn give_tokens(answer: &mut Answer, scope: &str) {
    answer.status = 200;
    answer.body = json!({
        "access_token": "access-token-for-whoever-asks-1234567890",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": scope,
    });
}

/// Takes a refresh token that nobody was given for one.
fn altered_accepted() -> Wrap {
    let given: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let mut given = lock(&given);
        given.extend(answer.text("refresh_token").map(str::to_owned));
        let shown = request.form.get("refresh_token");
        let is_unknown = shown.is_some_and(|token| !given.contains(token));
        if answer.is_error("invalid_grant") && is_unknown {
            give_tokens(answer, "openid");
        }
    })
}
