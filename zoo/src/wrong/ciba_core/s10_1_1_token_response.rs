use std::collections::HashSet;
use std::sync::Mutex;

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::polling::given_again;
use crate::wire::{Answer, COMPLETE, Callback, RawAnswer, TOKEN_CALL};
use crate::wire::{SeenRequest, TOKEN, after};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use embedded::Wrap;
use std::sync::Arc;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// The scenarios that look at the tokens of a response.
const TOKENS_OF_A_RESPONSE: &[&str] = &[
    "ciba-core/10_1_1_token_response/an-approved-request-is-redeemed-for-tokens",
    "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
    "ciba-core/10_1_1_token_response/the-id-token-is-valid",
    "ciba-core/10_1_1_token_response/the-id-token-is-about-the-hinted-user",
    "ciba-core/10_1_1_token_response/the-hashes-that-an-id-token-carries-are-right",
];

/// The scenarios in which a narrower grant, or a refresh token, brings tokens.
const TOKENS_OF_OTHER_GRANTS: &[&str] = &[
    "ciba-core/07_1_scope/\
         a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower",
    "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
    "ciba-core/10_1_1_token_response/\
         another-client-s-attempt-takes-nothing-away-from-a-refresh-token",
    "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client",
];

/// Faults in the Successful Token Response (CIBA Core 1.0, section 10.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "token-response-with-201",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.status = 201;
            }
        }),
    )
    .may(TOKENS_OF_OTHER_GRANTS),
    Fault::of(
        "token-response-without-access-token",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            answer.remove("access_token");
        }),
    )
    .may(TOKENS_OF_OTHER_GRANTS),
    Fault::of(
        "token-response-without-id-token",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            answer.remove("id_token");
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "token-response-without-token-type",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            answer.remove("token_type");
        }),
    )
    .may(TOKENS_OF_OTHER_GRANTS),
    Fault::of(
        "token-response-of-another-type",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "mac");
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_scope/\
         a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client",
    ]),
    Fault::of(
        "token-lifetime-as-a-string",
        "CIBA-10.1.1-01",
        TOKENS_OF_A_RESPONSE,
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("expires_in", "3600");
            }
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "access-token-with-a-line-break",
        "CIBA-10.1.1-01",
        &["ciba-core/10_1_1_token_response/an-approved-request-is-redeemed-for-tokens"],
        Change::Answer(TOKEN, |answer, _| {
            if let Some(token) = answer.text("access_token") {
                let broken = format!("{token}\n");
                answer.set("access_token", broken);
            }
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "token-response-that-may-be-stored",
        "CIBA-10.1.1-02",
        &["ciba-core/10_1_1_token_response/the-token-response-may-not-be-stored"],
        Change::Answer(TOKEN, |answer, _| {
            answer.remove_header("cache-control");
        }),
    )
    .against(&[OracleRule::O14])
    .may(&["oauth-oidc/rfc6749_5_1_successful_response/*"]),
    Fault::of(
        "redeemable-twice",
        "CIBA-10.1.1-03",
        &["ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once"],
        Change::Layer(given_again),
    )
    .against(&[OracleRule::O10])
    .may(&[
        "ciba-core/08_authorization_decision/two-approvals-*",
        "ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-*",
        "ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant",
        "ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins",
    ]),
    Fault::of(
        "redeemable-by-all-who-race",
        "CIBA-10.1.1-04",
        &["ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins"],
        Change::Layer(given_again),
    )
    .may(&[
        "ciba-core/08_authorization_decision/two-approvals-*",
        "ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-*",
        "ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant",
        "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
    ]),
    Fault::of(
        "narrower-grant-without-scope",
        "CIBA-10.1.1-09",
        &["ciba-core/07_1_scope/\
           a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"],
        Change::Answer(TOKEN, |answer, _| {
            answer.remove("scope");
        }),
    ),
    Fault::of(
        "refresh-token-refused",
        "CIBA-10.1.1-10",
        &["ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refresh(request) && answer.is_success() {
                answer.status = 400;
                answer.body = json!({"error": "invalid_grant"});
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-works-for-its-client",
    ]),
    Fault::of(
        "refresh-token-of-any-client",
        "CIBA-10.1.1-10",
        &["ciba-core/10_1_1_token_response/a-refresh-token-does-not-work-for-another-client"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refresh(request) && !answer.is_success() {
                answer.status = 200;
                answer.body =
                    json!({"access_token": "for-another-client-12345", "token_type": "Bearer"});
            }
        }),
    )
    .may(&[
        "oauth-oidc/rfc6749_6_refreshing/*",
        "oauth-oidc/rfc6749_3_2_other_grants/*",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-does-not-widen-the-scope",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-no-use-to-another-client",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-no-use-without-credentials",
        "oauth-oidc/rfc6749_6_refreshing/a-repeated-refresh_token-is-refused",
        "oauth-oidc/rfc6749_6_refreshing/an-altered-refresh-token-is-refused",
        "oauth-oidc/rfc6749_6_refreshing/an-empty-refresh_token-is-none",
    ]),
    Fault::of(
        "refresh-token-spent-by-another-client",
        "CIBA-10.1.1-10",
        &["ciba-core/10_1_1_token_response/\
           another-client-s-attempt-takes-nothing-away-from-a-refresh-token"],
        Change::Layer(spent_by_another),
    ),
    Fault::of(
        "request-lost-with-its-ping",
        "CIBA-10.1.1-01",
        &[
            "ciba-core/10_2_ping_callback/the-tokens-are-there-though-the-ping-was-answered-by/*",
            "ciba-core/10_2_ping_callback/the-tokens-are-there-though-nobody-answered-the-ping",
        ],
        Change::AuthleteLayer(|_| losing_requests()),
    )
    .against(&[OracleRule::O9])
    .ends_in(Outcome::Info),
];

fn is_refresh(request: &SeenRequest) -> bool {
    request.form.get("grant_type") == Some("refresh_token")
}

/// Forgets a refresh token that the wrong client showed.
fn spent_by_another() -> Wrap {
    let spent: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(token) = request.form.get("refresh_token") else {
            return;
        };
        if !answer.is_success() {
            lock(&spent).insert(token.to_owned());
        } else if lock(&spent).contains(token) {
            answer.status = 400;
            answer.body = json!({"error": "invalid_grant"});
        }
    })
}

/// Pings clients in the server's place, and forgets a request whose ping nobody took.
fn losing_requests() -> Wrap {
    let lost: Arc<Mutex<HashSet<String>>> = Arc::default();
    Wrap::at([COMPLETE, TOKEN_CALL], move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            let lost = Arc::clone(&lost);
            async move {
                let (seen, request) = SeenRequest::read(request).await;
                let answer = RawAnswer::read(next.run(request).await).await;
                let mut changed = Answer::from(&answer);
                if seen.is_to(COMPLETE) && changed.text("deliveryMode") == Some("PING") {
                    let Some(ping) = Callback::wanted_by(&changed) else {
                        return answer.again();
                    };
                    if !ping.is_taken().await {
                        let id = changed.text("authReqId").map(str::to_owned);
                        lock(&lost).extend(id);
                    }
                    changed.set("action", "NO_ACTION");
                    return changed.rebuild();
                }
                if seen.is_to(TOKEN_CALL) && is_about_one_of(&seen, &lock(&lost)) {
                    changed.set("action", "BAD_REQUEST");
                    changed.set("responseContent", r#"{"error":"invalid_grant"}"#);
                    return changed.rebuild();
                }
                answer.again()
            }
        }))
    })
}

fn is_about_one_of(request: &SeenRequest, ids: &HashSet<String>) -> bool {
    let asked = String::from_utf8_lossy(&request.body);
    ids.iter().any(|id| asked.contains(id))
}
