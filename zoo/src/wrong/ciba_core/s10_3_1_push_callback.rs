use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::callbacks::{call_instead, repeat};
use crate::wire::COMPLETE;
use embedded::known::PUSH_POST;

/// The scenarios that look at the tokens of a push.
const TOKENS_OF_A_PUSH: &[&str] = &[
    "ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens",
    "ciba-core/10_3_1_push_callback/the-pushed-id-token-is-valid",
    "ciba-core/10_3_1_push_callback/\
             the-pushed-id-token-carries-the-hash-of-the-access-token",
    "ciba-core/10_3_1_push_callback/the-pushed-id-token-carries-the-auth_req_id",
    "ciba-core/10_3_1_push_callback/\
             the-pushed-id-token-carries-the-hash-of-the-refresh-token",
];

/// The scenarios that look at its members for what they say of the grant.
const MEMBERS_OF_A_PUSH: &[&str] = &[
    "ciba-core/07_1_scope/\
         a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower",
    "oauth-oidc/rfc6749_5_1_successful_response/\
         a-push-has-the-members-of-a-token-response",
];

/// Faults in the Push Callback (CIBA Core 1.0, section 10.3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "push-to-another-client",
        "CIBA-10.3.1-01",
        &["ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                call_instead(callback, PUSH_POST);
            }
        }),
    )
    .may(&["ciba-core/03_overview/a-push-client-cannot-ask-to-poll"]),
    Fault::of(
        "tokens-pushed-again",
        "CIBA-10.3.1-01",
        &["ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                callback.times = 2;
            }
        }),
    )
    .may(&[
        "ciba-core/08_authorization_decision/a-denial-after-a-push-changes-nothing",
        "ciba-core/10_3_1_push_callback/*",
    ]),
    Fault::of(
        "push-without-access-token",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.remove("access_token");
            });
        }),
    )
    .may(MEMBERS_OF_A_PUSH),
    Fault::of(
        "push-without-id-token",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.remove("id_token");
            });
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "push-without-token-type",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.remove("token_type");
            });
        }),
    )
    .may(MEMBERS_OF_A_PUSH),
    Fault::of(
        "push-without-auth-req-id",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("id_token") {
                    members.remove("auth_req_id");
                }
            });
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "push-with-expires-in-as-a-string",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("expires_in") {
                    members.insert("expires_in".to_owned(), json!("3600"));
                }
            });
        }),
    )
    .may(MEMBERS_OF_A_PUSH),
    Fault::of(
        "pushed-id-token-of-another-request",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("id_token") {
                    members.insert(
                        "auth_req_id".to_owned(),
                        json!("another-auth-req-id-1234567890"),
                    );
                }
            });
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "no-auth-req-id-claim",
        "CIBA-10.3.1-02",
        TOKENS_OF_A_PUSH,
        Change::Authlete(COMPLETE, |answer, _| {
            // The claim cannot be taken out of a signed token; a token of another request stands in for one without.
            answer.change_content(|members| {
                if members.contains_key("id_token") {
                    members.insert(
                        "auth_req_id".to_owned(),
                        json!("an-auth-req-id-that-the-claim-lacks"),
                    );
                }
            });
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "push-with-two-access-tokens",
        "CIBA-10.3.1-02",
        &["ciba-core/10_3_1_push_callback/an-approval-is-pushed-with-the-tokens"],
        Change::Callback(|callback| {
            repeat(callback, "access_token");
        }),
    )
    .may(&["ciba-core/07_1_scope/\
            a-scope-that-nobody-knows-is-refused-or-the-grant-says-that-it-is-narrower"]),
    Fault::of(
        "push-as-text",
        "CIBA-10.3.1-03",
        &["ciba-core/10_3_1_push_callback/the-push-is-json"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                callback.set_header("content-type", Some("text/plain; charset=utf-8"));
            }
        }),
    ),
    Fault::of(
        "pushed-refresh-token-dropped",
        "CIBA-10.3.1-06",
        &["ciba-core/10_3_1_push_callback/\
           the-pushed-id-token-carries-the-hash-of-the-refresh-token"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.remove("refresh_token");
            });
        }),
    )
    .may(&[
        "ciba-core/10_1_1_token_response/*",
        "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
        "oauth-oidc/rfc6749_6_refreshing/*",
    ]),
    Fault::of(
        "callback-made-twice",
        "CIBA-10.3.1-15",
        &["ciba-core/10_3_1_push_callback/an-answer-of-200-with-a-body-is-accepted"],
        Change::Callback(|callback| {
            callback.times = 2;
        }),
    )
    .may(&[
        "ciba-core/08_authorization_decision/a-denial-after-a-push-changes-nothing",
        "ciba-core/08_authorization_decision/\
         nothing-more-is-pushed-when-an-approval-follows-a-denial",
        "ciba-core/10_2_ping_callback/an-approval-is-pinged",
        "ciba-core/10_3_1_push_callback/*",
    ]),
    Fault::of(
        "push-follows-redirects",
        "CIBA-10.3.1-17",
        &[
            "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/301",
            "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/302",
            "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/303",
            "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/307",
            "ciba-core/10_3_1_push_callback/a-redirect-by-is-not-followed/308",
        ],
        Change::Callback(|callback| {
            callback.follow_redirects = callback.brings_tokens();
        }),
    ),
];
