use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::id_token::resigning;
use crate::parts::tokens::{break_signature, is_refreshed, refreshes, set_claim};
use crate::wire::TOKEN;
use embedded::known::DENIER;

/// Faults in the ID Token of a refresh (OpenID Connect Core 1.0, section 12.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-refreshed-id-token-of-another-user",
        "C-IDT-12",
        &["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"],
        Change::Answer(TOKEN, |answer, request| {
            if refreshes(request) {
                set_claim(answer, "sub", json!(DENIER));
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_3_2_other_grants/*"]),
    Fault::of(
        "a-refreshed-id-token-with-a-broken-signature",
        "C-IDT-12",
        &["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request)
                && let Some(token) = answer.text("id_token")
            {
                let broken = break_signature(token);
                answer.set("id_token", broken);
            }
        }),
    ),
    Fault::of(
        "a-refreshed-id-token-that-is-a-number",
        "C-IDT-12",
        &["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                answer.set("id_token", 5);
            }
        }),
    ),
    Fault::of(
        "a-refreshed-id-token-with-a-nonce",
        "C-IDT-12",
        &["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"],
        Change::Answer(TOKEN, |answer, request| {
            if is_refreshed(answer, request) {
                set_claim(answer, "nonce", json!("n-0S6_WzA2Mj"));
            }
        }),
    ),
    Fault::of(
        "a-refreshed-id-token-that-has-run-out",
        "C-IDT-12",
        &["oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user"],
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                if draft.is_refreshed {
                    draft.later("exp", -86_400);
                }
            })
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-an-id_token_hint"]),
];
