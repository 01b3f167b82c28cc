use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::credentials::authenticate;
use crate::parts::errors::recode;
use crate::parts::polling::{once, refuse, too_fast};
use crate::wire::{TOKEN, after};
use embedded::Wrap;
use suite::protocol::CIBA_GRANT_TYPE;

/// Token requests that a wrong server accepts, or refuses (CIBA Core 1.0, section 10.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "token-invalid-client-as-invalid-request",
        "CIBA-10.1-01",
        &[
            "ciba-core/10_1_token_request/a-token-request-that-names-no-client-is-refused",
            "ciba-core/10_1_token_request/a-token-request-without-credentials-is-refused",
            "ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused",
            "ciba-core/10_1_token_request/a-token-request-of-an-unknown-client-is-refused",
        ],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "invalid_client", "invalid_request", 400);
        }),
    )
    .may(&["ciba-core/04_client_authentication/*", "ciba-core/04_client_authentication/a-client-registered-for-assertions-does-not-authenticate-at-the-token-endpoint-by-its-secret/*", "oauth-oidc/*"]),
    Fault::of(
        "any-token-credentials-accepted",
        "CIBA-10.1-01",
        &[
            "ciba-core/10_1_token_request/a-token-request-without-credentials-is-refused",
            "ciba-core/10_1_token_request/a-token-request-with-wrong-credentials-is-refused",
            "ciba-core/10_1_token_request/a-token-request-of-an-unknown-client-is-refused",
        ],
        Change::Request(TOKEN, |request, target| {
            authenticate(request, target);
        }),
    )
    .may(&["oauth-oidc/rfc6749_2_3_client_authentication/another-client-s-client_id-*", 
        "oauth-oidc/rfc6749_2_3_client_authentication/\
         a-client-that-authenticates-in-two-ways-is-refused-at-the-token-endpoint",
        "oauth-oidc/rfc6749_3_2_token_endpoint/\
         a-repeated-client_id-is-refused-at-the-token-endpoint",
        "oauth-oidc/rfc6749_5_2_error_response/\
         a-failed-basic-authentication-is-challenged-at-the-token-endpoint",
        "oauth-oidc/rfc6749_6_refreshing/a-refresh-token-is-no-use-without-credentials",
        "oauth-oidc/rfc7523_3_client_assertion/\
         an-assertion-that-served-at-the-one-endpoint-is-refused-at-the-other",
        "oauth-oidc/rfc7523_3_token_request/*",
    ]),
    Fault::of(
        "second-poll-always-too-fast",
        "CIBA-10.1-08",
        &["ciba-core/10_1_token_request/the-interval-runs-from-the-sending-of-a-poll"],
        Change::Layer(|| too_fast(2)),
    ),
    Fault::of(
        "token-parameters-of-the-query-read",
        "CIBA-10.1-13",
        &[
            "ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/\
             in-the-query-of-a-post",
        ],
        Change::Request(TOKEN, |request, _| {
            let query = request
                .target
                .split_once('?')
                .map(|(_, query)| query.to_owned());
            if let (Some(query), true) = (query, request.body.is_empty()) {
                "POST".clone_into(&mut request.method);
                request.set_header("content-type", "application/x-www-form-urlencoded");
                for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                    request.form.append(&name, value);
                }
            }
        }),
    )
    .may(&[
        "oauth-oidc/http/the-token-endpoint-answers-by-405-with-allow/delete",
        "oauth-oidc/http/the-token-endpoint-answers-by-405-with-allow/get",
        "oauth-oidc/rfc6749_3_2_token_endpoint/the-token-endpoint-does-not-process-a/get",
    ]),
    Fault::of(
        "token-request-in-json-read",
        "CIBA-10.1-13",
        &["ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/as-json"],
        Change::Request(TOKEN, |request, _| {
            if let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&request.body) {
                request.set_header("content-type", "application/x-www-form-urlencoded");
                for (name, value) in members {
                    request
                        .form
                        .append(&name, value.as_str().unwrap_or_default());
                }
            }
        }),
    ),
    Fault::of(
        "token-request-by-get-taken",
        "CIBA-10.1-13",
        &["ciba-core/10_1_token_request/a-token-request-is-none-and-spends-nothing/by-get"],
        Change::Answer(TOKEN, |answer, request| {
            if request.method == "GET" {
                answer.status = 200;
                answer.body = json!({});
            }
        }),
    )
    .may(&[
        "oauth-oidc/http/the-token-endpoint-answers-by-405-with-allow/get",
        "oauth-oidc/rfc6749_3_2_token_endpoint/the-token-endpoint-does-not-process-a/get",
    ]),
    Fault::of(
        "missing-grant-type-accepted",
        "CIBA-10.1-14",
        &["ciba-core/10_1_token_request/a-token-request-without-grant_type-is-refused"],
        Change::Request(TOKEN, |request, _| {
            if request.form.get("grant_type").is_none() {
                request.form.set("grant_type", CIBA_GRANT_TYPE);
            }
        }),
    )
    .may(&["ciba-core/10_1_token_request/a-token-request-is-none-*"]),
    Fault::of(
        "missing-auth-req-id-as-invalid-grant",
        "CIBA-10.1-15",
        &["ciba-core/10_1_token_request/a-token-request-without-auth_req_id-is-refused"],
        Change::Answer(TOKEN, |answer, _| {
            recode(answer, "invalid_request", "invalid_grant", 400);
        }),
    )
    .may(&[
        "ciba-core/10_1_token_request/a-token-request-without-grant_type-is-refused",
        "oauth-oidc/http/*",
        "oauth-oidc/rfc6749_2_3_client_authentication/\
         a-client-that-authenticates-in-two-ways-is-refused-at-the-token-endpoint",
        "oauth-oidc/rfc6749_3_2_token_endpoint/*",
        "oauth-oidc/rfc6749_6_refreshing/*",
    ]),
    Fault::of(
        "redeemable-by-any-client",
        "CIBA-10.1-16",
        &[
            "ciba-core/10_1_token_request/another-client-s-auth_req_id-is-refused",
            "ciba-core/10_1_token_request/\
             another-client-s-auth_req_id-is-refused-after-the-approval-too",
        ],
        Change::Layer(redeemable_by_any_client),
    )
    .may(&["ciba-core/08_authorization_decision/two-approvals-*", "ciba-core/10_1_1_token_response/an-auth_req_id-stays-spent-*", "ciba-core/10_1_token_request/an-auth_req_id-was-never-issued-*", "ciba-core/10_1_token_request/what-is-*", 
        "ciba-core/08_authorization_decision/a-second-approval-gives-no-second-grant",
        "ciba-core/10_1_1_token_response/an-auth_req_id-is-redeemed-once",
        "ciba-core/10_1_1_token_response/one-of-twenty-redemptions-at-the-same-moment-wins",
        "ciba-core/10_1_token_request/an-altered-auth_req_id-is-refused",
        "ciba-core/10_1_token_request/an-auth_req_id-is-another-one-and-refused/*",
    ]),
    Fault::of(
        "grant-spent-by-another-client",
        "CIBA-10.1-16",
        &["ciba-core/10_1_token_request/\
           another-client-gets-nothing-after-the-approval-and-takes-nothing-away"],
        Change::Layer(|| {
            once(
                |answer| answer.is_error("invalid_grant"),
                |answer| {
                    if answer.is_success() {
                        refuse(answer, "invalid_grant");
                    }
                },
            )
        }),
    ),
];

/// Answers another client as it answers the right one.
fn redeemable_by_any_client() -> Wrap {
    after([TOKEN], |request, answer| {
        let id = request.form.get("auth_req_id");
        let is_known = id.is_some_and(|id| id.len() > 40);
        if answer.is_error("invalid_grant") && is_known {
            answer.body = json!({"error": "authorization_pending"});
        }
    })
}
