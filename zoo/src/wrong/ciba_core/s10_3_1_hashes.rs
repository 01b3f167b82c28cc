use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::id_token::resigning;
use suite::protocol::{AUTH_REQ_ID_CLAIM, RT_HASH_CLAIM};

/// Faults in what binds a pushed ID Token to what comes with it (CIBA Core 1.0, section 10.3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "at-hash-of-another-token",
        "CIBA-10.3.1-04",
        &["ciba-core/10_3_1_push_callback/\
           the-pushed-id-token-carries-the-hash-of-the-access-token"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("access_token") {
                    members.insert(
                        "access_token".to_owned(),
                        json!("another-access-token-1234567890"),
                    );
                }
            });
        }),
    )
    .may(&["oauth-oidc/rfc6749_10_10_guessing/pushed-access-tokens-cannot-be-guessed"]),
    Fault::of(
        "at-hash-left-out",
        "CIBA-10.3.1-04",
        &["ciba-core/10_3_1_push_callback/\
           the-pushed-id-token-carries-the-hash-of-the-access-token"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.claims.remove("at_hash");
            })
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"]),
    Fault::of(
        "auth-req-id-claim-by-a-short-name",
        "CIBA-10.3.1-05",
        &["ciba-core/10_3_1_push_callback/the-pushed-id-token-carries-the-auth_req_id"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.rename(AUTH_REQ_ID_CLAIM, "auth_req_id");
            })
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"]),
    Fault::of(
        "rt-hash-of-another-token",
        "CIBA-10.3.1-06",
        &["ciba-core/10_3_1_push_callback/\
           the-pushed-id-token-carries-the-hash-of-the-refresh-token"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                if members.contains_key("refresh_token") {
                    members.insert(
                        "refresh_token".to_owned(),
                        json!("another-refresh-token-123456789"),
                    );
                }
            });
        }),
    )
    .may(&[
        "ciba-core/10_1_1_token_response/a-refresh-token-works-for-its-client",
        "ciba-core/10_1_1_token_response/\
         another-client-s-attempt-takes-nothing-away-from-a-refresh-token",
        "oauth-oidc/rfc6749_6_refreshing/*",
    ]),
    Fault::of(
        "rt-hash-by-a-short-name",
        "CIBA-10.3.1-06",
        &["ciba-core/10_3_1_push_callback/\
           the-pushed-id-token-carries-the-hash-of-the-refresh-token"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                draft.rename(RT_HASH_CLAIM, "rt_hash");
            })
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"]),
];
