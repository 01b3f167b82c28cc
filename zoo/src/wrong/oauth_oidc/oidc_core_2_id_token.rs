use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::completion::claim;
use crate::parts::id_token::resigning;
use crate::parts::tokens::{set_claim, with_claim};
use crate::wire::{METADATA, TOKEN};

/// The scenarios that get ID Tokens.
const EVERY_ID_TOKEN: &[&str] = &[
    "ciba-core/*",
    "oauth-oidc/oidc_core_2_id_token/a-refreshed-id-token-says-the-same-of-the-user",
];

/// Faults in the claims of an ID Token (OpenID Connect Core 1.0, section 2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-sub-of-300-characters",
        "C-IDT-11",
        &["oauth-oidc/oidc_core_2_id_token/sub-and-times-of-the-id-token-have-their-forms"],
        Change::Answer(TOKEN, |answer, _| {
            set_claim(answer, "sub", json!("1".repeat(300)));
        }),
    )
    .may(EVERY_ID_TOKEN),
    Fault::of(
        "auth-time-as-a-string",
        "C-IDT-11",
        &["oauth-oidc/oidc_core_2_id_token/sub-and-times-of-the-id-token-have-their-forms"],
        Change::Answer(TOKEN, |answer, _| {
            set_claim(answer, "auth_time", json!("1700000000"));
        }),
    )
    .may(EVERY_ID_TOKEN),
    Fault::of(
        "a-pushed-sub-of-300-characters",
        "C-IDT-11",
        &["oauth-oidc/oidc_core_2_id_token/\
           sub-and-times-of-the-pushed-id-token-have-their-forms"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                let token = members.get("id_token").and_then(|token| token.as_str());
                let changed =
                    token.and_then(|token| with_claim(token, "sub", json!("1".repeat(300))));
                if let Some(changed) = changed {
                    members.insert("id_token".to_owned(), json!(changed));
                }
            });
        }),
    )
    .may(EVERY_ID_TOKEN),
    Fault::of(
        "amr-as-a-string",
        "C-IDT-11",
        &[
            "oauth-oidc/oidc_core_2_id_token/sub-and-times-of-the-id-token-have-their-forms",
            "oauth-oidc/oidc_core_2_id_token/\
             sub-and-times-of-the-pushed-id-token-have-their-forms",
        ],
        Change::Completion(|members| {
            claim(members, "amr", &json!("pwd"));
        }),
    )
    .may(&["ciba-core/07_1_scope/*"]),
    Fault::of(
        "metadata-lists-another-algorithm-than-id-tokens-have",
        "C-IDT-14",
        &["oauth-oidc/oidc_core_2_id_token/\
           the-id-token-is-signed-under-an-algorithm-that-the-metadata-lists"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("id_token_signing_alg_values_supported", vec!["RS256"]);
        }),
    ),
    Fault::of(
        "metadata-lists-an-algorithm-that-no-id-token-has",
        "C-IDT-14",
        &["oauth-oidc/oidc_core_2_id_token/\
           the-id-token-is-signed-under-an-algorithm-that-the-metadata-lists"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("id_token_signing_alg_values_supported", vec!["PS512"]);
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/*"]),
    Fault::of(
        "auth-time-is-the-time-of-the-redemption",
        "C-IDT-15",
        AUTH_TIME,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                let issued = draft.claims.get("iat").cloned();
                if let Some(issued) = issued.filter(|_| !draft.is_refreshed) {
                    draft.set("auth_time", issued);
                }
            })
        }),
    )
    .may(&[
        "ciba-core/07_1_hint_by_client/*",
        "oauth-oidc/oidc_core_2_id_token/*",
    ]),
    Fault::of(
        "auth-time-is-the-beginning-of-time",
        "C-IDT-15",
        AUTH_TIME,
        Change::AuthleteLayer(|_| resigning(|draft| draft.set("auth_time", json!(0)))),
    ),
    Fault::of(
        "auth-time-half-a-minute-after-the-decision",
        "C-IDT-15",
        AUTH_TIME,
        Change::AuthleteLayer(|_| {
            resigning(|draft| {
                if !draft.is_refreshed {
                    draft.later("auth_time", 30);
                }
            })
        }),
    )
    .may(&[
        "oauth-oidc/oidc_core_2_id_token/*",
        "ciba-core/07_1_hint_by_client/*",
    ]),
];

const AUTH_TIME: &[&str] = &[
    "oauth-oidc/oidc_core_2_id_token/auth_time-tells-when-the-user-was-authenticated-not-when-the-tokens-were-made",
];
