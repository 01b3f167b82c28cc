use std::collections::HashSet;
use std::sync::Mutex;

use crate::change::Change;
use crate::fault::Fault;
use crate::lock::lock;
use crate::parts::polling::refuse;
use crate::parts::tokens::refreshes;
use crate::wire::{SeenRequest, TOKEN, after};
use embedded::Wrap;
use suite::protocol::{CIBA_GRANT_TYPE, REFRESH_TOKEN_GRANT_TYPE};

/// Grants that a wrong server mixes up (RFC 6749, sections 3.2 and 6; CIBA Core 1.0, section 10.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-token-request-that-widens-the-scope",
        "C-6749-21",
        &["oauth-oidc/rfc6749_3_2_other_grants/a-scope-in-the-token-request-does-not-widen-the-grant"],
        Change::Answer(TOKEN, |answer, request| {
            let asked = request.form.get("scope").filter(|scope| !scope.is_empty());
            if let (Some(scope), true) = (asked, answer.is_success() && !refreshes(request)) {
                answer.set("scope", scope);
            }
        }),
    ),
    Fault::of(
        "a-scope-in-a-token-request-is-an-error-of-the-server",
        "C-6749-21",
        &["oauth-oidc/rfc6749_3_2_other_grants/a-scope-in-the-token-request-does-not-widen-the-grant"],
        Change::Answer(TOKEN, |answer, request| {
            let asked = request.form.get("scope").filter(|scope| !scope.is_empty());
            if asked.is_some() && answer.is_success() && !refreshes(request) {
                answer.status = 500;
                answer.body = serde_json::json!({"error": "server_error"});
            }
        }),
    ),
    Fault::of(
        "an-auth-req-id-redeemed-as-an-authorization-code",
        "C-6749-22",
        &["oauth-oidc/rfc6749_3_2_other_grants/an-auth_req_id-is-no/authorization-code"],
        Change::Request(TOKEN, |request, _| redeem(request, "code")),
    ),
    Fault::of(
        "an-auth-req-id-redeemed-as-a-device-code",
        "C-6749-22",
        &["oauth-oidc/rfc6749_3_2_other_grants/an-auth_req_id-is-no/device-code"],
        Change::Request(TOKEN, |request, _| redeem(request, "device_code")),
    ),
    Fault::of(
        "any-grant-with-an-auth-req-id-is-ciba",
        "C-6749-22",
        &[
            "oauth-oidc/rfc6749_3_2_other_grants/an-auth_req_id-is-no/*",
            "oauth-oidc/rfc6749_3_2_other_grants/\
             a-refresh-that-names-an-auth_req_id-too-is-a-refresh-alone",
        ],
        Change::Request(TOKEN, |request, _| {
            let other = request.form.get("grant_type") != Some(CIBA_GRANT_TYPE);
            if other && request.form.get("grant_type").is_some_and(|grant| !grant.is_empty()) && request.form.get("auth_req_id").is_some() {
                request.form.set("grant_type", CIBA_GRANT_TYPE);
            }
        }),
    )
    .may(&[
        "ciba-core/10_1_token_request/the-grant-type-of-the-drafts-is-not-supported",
        "oauth-oidc/rfc6749_3_2_token_endpoint/a-second-is-refused-at-the-token-endpoint/grant_type",
        "oauth-oidc/rfc6749_5_2_error_response/*",
    ]),
    Fault::of(
        "a-refresh-that-spends-an-auth-req-id-beside",
        "C-6749-22",
        &["oauth-oidc/rfc6749_3_2_other_grants/\
           a-refresh-that-names-an-auth_req_id-too-is-a-refresh-alone"],
        Change::Layer(spend_beside),
    ),
    Fault::of(
        "a-token-request-with-a-refresh-token-is-a-refresh",
        "C-6749-22",
        &["oauth-oidc/rfc6749_3_2_other_grants/\
           a-token-request-that-names-a-refresh-token-too-is-no-refresh"],
        Change::Request(TOKEN, |request, _| {
            if request.form.get("refresh_token").is_some() && request.form.get("grant_type") == Some(CIBA_GRANT_TYPE) {
                request.form.set("grant_type", REFRESH_TOKEN_GRANT_TYPE);
            }
        }),
    ),
];

/// Takes an auth_req_id for what it is, wherever it stands.
fn redeem(request: &mut SeenRequest, name: &str) {
    if let Some(value) = request.form.get(name).map(str::to_owned) {
        request.form.set("grant_type", CIBA_GRANT_TYPE);
        request.form.set("auth_req_id", value);
    }
}

fn spend_beside() -> Wrap {
    let spent: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        if refreshes(request) && answer.is_success() {
            lock(&spent).insert(id.to_owned());
        } else if lock(&spent).contains(id) {
            refuse(answer, "invalid_grant");
        }
    })
}
