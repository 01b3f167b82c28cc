use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::errors::crash;
use crate::parts::parameters::{read_multipart, read_one_of_query, read_plain_text, take_method};
use crate::parts::polling::refuse;
use crate::wire::{SeenRequest, TOKEN, after};
use embedded::Wrap;

/// Token requests that come in another shape, with another token, or too often (CIBA Core 1.0, section 10.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "multipart-token-request-taken",
        "CIBA-10.1-13",
        &[
            "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/in-multipart-parts",
        ],
        Change::Request(TOKEN, |request, _| read_multipart(request)),
    ),
    Fault::of(
        "plain-text-token-request-taken",
        "CIBA-10.1-13",
        &["ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/as-plain-text"],
        Change::Request(TOKEN, |request, _| read_plain_text(request)),
    ),
    Fault::of(
        "token-request-by-put-taken",
        "CIBA-10.1-13",
        &["ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/by-put"],
        Change::Request(TOKEN, |request, _| take_method(request, "PUT")),
    )
    .may(&[
        "oauth-oidc/http/*",
        "oauth-oidc/rfc6749_3_2_token_endpoint/*",
    ]),
    Fault::of(
        "an-auth-req-id-in-the-query-read",
        "CIBA-10.1-13",
        &[
            "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/with-its-auth_req_id-in-the-query",
        ],
        Change::Request(TOKEN, |request, _| {
            read_one_of_query(request, "auth_req_id");
        }),
    ),
    Fault::of(
        "a-grant-type-in-the-query-read",
        "CIBA-10.1-13",
        &[
            "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/with-its-grant_type-in-the-query",
        ],
        Change::Request(TOKEN, |request, _| read_one_of_query(request, "grant_type")),
    ),
    Fault::of(
        "a-refresh-token-in-the-query-read",
        "C-6749-24",
        &["oauth-oidc/rfc6749_6_refreshing/a-refresh-token-in-the-query-is-none"],
        Change::Request(TOKEN, |request, _| {
            read_one_of_query(request, "refresh_token");
        }),
    ),
    Fault::of(
        "an-auth-req-id-in-the-query-crashes-the-server",
        "CIBA-10.1-13",
        &[
            "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/with-its-auth_req_id-in-the-query",
        ],
        Change::Answer(TOKEN, |answer, request| {
            if request.target.contains("?auth_req_id=") {
                crash(answer);
            }
        }),
    ),
    Fault::of(
        "blanks-around-a-refresh-token-cut-off",
        "C-6749-17",
        &[
            "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-another-one-and-refused/with-a-blank-behind-it",
        ],
        Change::Request(TOKEN, |request, _| {
            let token = request
                .form
                .get("refresh_token")
                .map(|token| token.trim().to_owned());
            if let Some(token) = token {
                request.form.set("refresh_token", token);
            }
        }),
    ),
    Fault::of(
        "refresh-tokens-cut-to-their-length",
        "C-6749-17",
        &[
            "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-another-one-and-refused/with-more-behind-it",
        ],
        Change::Layer(|| {
            refresh_tokens_alike(|issued, sent| sent.strip_prefix(issued) == Some("A"))
        }),
    ),
    Fault::of(
        "refresh-tokens-in-any-letter-case",
        "C-6749-17",
        &[
            "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-another-one-and-refused/in-other-letters",
        ],
        Change::Layer(|| refresh_tokens_alike(str::eq_ignore_ascii_case)),
    ),
    Fault::of(
        "three-strangers-cost-the-owner-the-tokens",
        "CIBA-10.1-16",
        &[
            "ciba-core/10_1_token_request/another-client-s-attempts-after-the-ping-take-nothing-away",
            "ciba-core/10_1_token_request/another-client-s-attempts-before-the-approval-take-nothing-away",
        ],
        Change::Layer(third_stranger),
    ),
    Fault::of(
        "wrong-credentials-cost-the-grant",
        "CIBA-10.1-18",
        &[
            "ciba-core/10_1_token_request/wrong-credentials-before-the-approval-take-nothing-away",
            "ciba-core/10_1_token_request/wrong-credentials-after-the-approval-take-nothing-away",
        ],
        Change::Layer(|| spent_by(|_| true)),
    ),
    Fault::of(
        "a-token-request-without-credentials-costs-the-grant",
        "CIBA-10.1-18",
        &[
            "ciba-core/10_1_token_request/wrong-credentials-before-the-approval-take-nothing-away",
            "ciba-core/10_1_token_request/wrong-credentials-after-the-approval-take-nothing-away",
        ],
        Change::Layer(|| {
            spent_by(|request| {
                request.header("authorization").is_none()
                    && request.form.get("client_secret").is_none()
                    && request.form.get("client_assertion").is_none()
            })
        }),
    ),
    Fault::of(
        "an-access-token-is-a-pending-auth-req-id",
        "CIBA-10.1-17",
        &["ciba-core/10_1_token_request/what-is-is-no-auth_req_id/its-access-token"],
        Change::Layer(|| own_tokens("access_token")),
    ),
    Fault::of(
        "an-id-token-is-a-pending-auth-req-id",
        "CIBA-10.1-17",
        &["ciba-core/10_1_token_request/what-is-is-no-auth_req_id/its-id-token"],
        Change::Layer(|| own_tokens("id_token")),
    ),
    Fault::of(
        "any-token-of-the-client-refreshes",
        "C-6749-17",
        &["oauth-oidc/rfc6749_6_refreshing/what-is-is-no-refresh-token/*"],
        Change::Layer(any_token_refreshes),
    ),
];

/// What was refused like this is spent, whoever asked.
fn spent_by(is_attack: fn(&SeenRequest) -> bool) -> Wrap {
    let spent: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        if answer.is_error("invalid_client") && is_attack(request) {
            lock(&spent).insert(id.to_owned());
        } else if answer.is_success() && lock(&spent).contains(id) {
            refuse(answer, "invalid_grant");
        }
    })
}

/// The third refusal of an auth_req_id is the last one: whoever asks.
fn third_stranger() -> Wrap {
    let refused: Mutex<HashMap<String, usize>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        let mut refused = lock(&refused);
        let count = refused.entry(id.to_owned()).or_default();
        if answer.is_error("invalid_grant") {
            *count += 1;
        } else if *count >= 3 && answer.is_success() {
            refuse(answer, "invalid_grant");
        }
    })
}

/// A token that was given is found in the store under any name.
fn own_tokens(member: &'static str) -> Wrap {
    let given: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        if let Some(token) = answer.text(member) {
            lock(&given).insert(token.to_owned());
        }
        let asked = request.form.get("auth_req_id").unwrap_or_default();
        if answer.is_error("invalid_grant") && lock(&given).contains(asked) {
            answer.body = json!({"error": "authorization_pending"});
        }
    })
}

/// Takes another text for a refresh token that was issued, if it is alike.
fn refresh_tokens_alike(is_alike: fn(&str, &str) -> bool) -> Wrap {
    let issued: Mutex<Vec<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        lock(&issued).extend(answer.text("refresh_token").map(str::to_owned));
        let sent = request.form.get("refresh_token").unwrap_or_default();
        let is_other = |issued: &String| issued != sent && is_alike(issued, sent);
        if answer.is_error("invalid_grant") && lock(&issued).iter().any(is_other) {
            answer.status = 200;
            answer.body =
                json!({"access_token": "a-new-access-token-1234567890", "token_type": "Bearer"});
        }
    })
}

/// What was given is good for a refresh, whatever it is.
fn any_token_refreshes() -> Wrap {
    let given: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        for member in ["access_token", "id_token"] {
            if let Some(token) = answer.text(member) {
                lock(&given).insert(token.to_owned());
            }
        }
        let shown = request.form.get("refresh_token").unwrap_or_default();
        if answer.is_error("invalid_grant") && lock(&given).contains(shown) {
            answer.status = 200;
            answer.body =
                json!({"access_token": "a-new-access-token-1234567890", "token_type": "Bearer"});
        }
    })
}
