use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::id_token::resigning;
use crate::quoted;
use crate::wire::{AUTHENTICATION, Callback, METADATA, TOKEN};
use suite::protocol::AUTH_REQ_ID_CLAIM;

/// What comes to a client, each clause broken from another side (CIBA Core 1.0, sections 4, 7.3, 10.1.1, 10.2, 10.3.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-token-response-for-a-private-cache",
        "CIBA-10.1.1-02",
        &["ciba-core/10_1_1_token_response/the-token-response-may-not-be-stored"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set_header("cache-control", "private");
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-token-response-that-is-kept-for-a-minute",
        "CIBA-10.1.1-02",
        &["ciba-core/10_1_1_token_response/the-token-response-may-not-be-stored"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set_header("cache-control", "max-age=60");
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-empty-nonce",
        "CIBA-10.1.1-11",
        &["ciba-core/10_1_1_token_response/the-id-token-has-no-nonce"],
        Change::AuthleteLayer(|_| resigning(|draft| draft.set("nonce", json!("")))),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "the-auth-req-id-for-a-nonce",
        "CIBA-10.1.1-11",
        &["ciba-core/10_1_1_token_response/the-id-token-has-no-nonce"],
        Change::AuthleteLayer(|_| resigning(|draft| draft.set("nonce", json!("n-0S6_WzA2Mj")))),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-ping-with-the-token-under-basic",
        "CIBA-10.2-04",
        &["ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if !callback.brings_tokens() {
                under_basic(callback);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-ping-with-the-token-cut-short",
        "CIBA-10.2-04",
        &["ciba-core/10_2_ping_callback/the-ping-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if !callback.brings_tokens() {
                cut_short(callback);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-push-with-the-token-under-basic",
        "CIBA-10.3.1-07",
        &["ciba-core/10_3_1_push_callback/the-push-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                under_basic(callback);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-push-with-the-token-cut-short",
        "CIBA-10.3.1-07",
        &["ciba-core/10_3_1_push_callback/the-push-carries-the-client_notification_token"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                cut_short(callback);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-push-as-text",
        "CIBA-10.3.1-03",
        &["ciba-core/10_3_1_push_callback/the-push-is-json"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                callback.set_header("content-type", Some("text/plain"));
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-push-without-media-type",
        "CIBA-10.3.1-03",
        &["ciba-core/10_3_1_push_callback/the-push-is-json"],
        Change::Callback(|callback| {
            if callback.brings_tokens() {
                callback.set_header("content-type", None);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-ping-as-a-form",
        "CIBA-10.2-06",
        &["ciba-core/10_2_ping_callback/the-ping-is-json"],
        Change::Callback(|callback| {
            if !callback.brings_tokens() {
                callback.set_header("content-type", Some("application/x-www-form-urlencoded"));
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-pushed-id-token-with-the-auth-req-id-of-another",
        "CIBA-10.3.1-05",
        &["ciba-core/10_3_1_push_callback/the-pushed-id-token-carries-the-auth_req_id"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                if draft.claims.contains_key(AUTH_REQ_ID_CLAIM) {
                    draft.set(
                        AUTH_REQ_ID_CLAIM,
                        json!("1234567890123456789012345678901234567890"),
                    );
                }
            })
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "a-pushed-id-token-with-the-auth-req-id-by-its-short-name",
        "CIBA-10.3.1-05",
        &["ciba-core/10_3_1_push_callback/the-pushed-id-token-carries-the-auth_req_id"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| draft.rename(AUTH_REQ_ID_CLAIM, "auth_req_id"))
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-acknowledgement-without-auth-req-id",
        "CIBA-7.3-03",
        &["ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id"],
        Change::Answer(AUTHENTICATION, |answer, _| answer.remove("auth_req_id")),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-auth-req-id-that-is-a-number",
        "CIBA-7.3-03",
        &["ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("auth_req_id", 1_234_567_890_u64);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-acknowledgement-for-a-private-cache",
        "CIBA-7.3-11",
        &["ciba-core/07_3_acknowledgement/the-acknowledgement-may-not-be-stored"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set_header("cache-control", "private, max-age=60");
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-auth-req-id-with-a-tilde",
        "CIBA-7.3-06",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-keeps-to-the-allowed-characters"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            let id = answer.text("auth_req_id").map(|id| format!("{id}~"));
            if let Some(id) = id {
                answer.set("auth_req_id", id);
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "an-acknowledgement-for-push-clients-as-accepted",
        "CIBA-7.3-01",
        &["ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() && answer.body.get("interval").is_none() {
                answer.status = 202;
            }
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "user-codes-supported-in-words",
        "CIBA-4-06",
        &["ciba-core/04_metadata/the-flag-for-user-codes-is-a-boolean"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("backchannel_user_code_parameter_supported", "yes");
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "user-codes-supported-by-a-number",
        "CIBA-4-06",
        &["ciba-core/04_metadata/the-flag-for-user-codes-is-a-boolean"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("backchannel_user_code_parameter_supported", 1);
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "grant-types-with-the-name-of-the-drafts",
        "CIBA-4-07",
        &["ciba-core/04_metadata/the-metadata-lists-the-ciba-grant-type"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("grant_types_supported", vec![quoted::DRAFT_GRANT_TYPE]);
        }),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
    Fault::of(
        "no-grant-types-at-all",
        "CIBA-4-07",
        &["ciba-core/04_metadata/the-metadata-lists-the-ciba-grant-type"],
        Change::Answer(METADATA, |answer, _| answer.remove("grant_types_supported")),
    )
    .may(&["ciba-core/*", "oauth-oidc/*"]),
];

fn token(callback: &Callback) -> Option<String> {
    let mut headers = callback.headers.iter();
    let (_, value) = headers.find(|(name, _)| name == "authorization")?;
    Some(value.trim_start_matches("Bearer ").to_owned())
}

fn under_basic(callback: &mut Callback) {
    if let Some(token) = token(callback) {
        callback.set_header("authorization", Some(&format!("Basic {token}")));
    }
}

fn cut_short(callback: &mut Callback) {
    if let Some(mut token) = token(callback) {
        token.pop();
        callback.set_header("authorization", Some(&format!("Bearer {token}")));
    }
}
