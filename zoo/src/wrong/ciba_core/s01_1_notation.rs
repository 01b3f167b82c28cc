use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, METADATA, TOKEN};

/// Quotation marks around values (CIBA Core 1.0, section 1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "quotation-marks-in-the-metadata",
        "CIBA-1.1-01",
        &["ciba-core/01_1_notation/the-metadata-has-no-quotation-marks-around-values"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("service_documentation", "\"https://example.com\"");
        }),
    ),
    Fault::of(
        "quotation-marks-at-authentication",
        "CIBA-1.1-01",
        &[
            "ciba-core/01_1_notation/the-acknowledgement-has-no-quotation-marks-around-values",
            "ciba-core/01_1_notation/an-authentication-error-has-no-quotation-marks-around-values",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set("note", "\"poll\"");
        }),
    ),
    Fault::of(
        "quotation-marks-around-the-scope",
        "CIBA-1.1-01",
        &["ciba-core/01_1_notation/the-token-response-has-no-quotation-marks-around-values"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("scope", "\"openid\"");
            }
        }),
    )
    .may(&["oauth-oidc/rfc6749_5_1_successful_response/a-token-response-has-the-members-of-oauth"]),
    Fault::of(
        "quotation-marks-in-a-callback",
        "CIBA-1.1-01",
        &["ciba-core/01_1_notation/a-callback-has-no-quotation-marks-around-values"],
        Change::Callback(|callback| {
            callback.change_body(|members| {
                members.insert("note".to_owned(), json!("\"ping\""));
            });
        }),
    )
    .may(&[
        "ciba-core/07_3_lifetime/a-ping-for-a-decision-that-came-too-late-is-a-ping",
        "ciba-core/10_2_ping_callback/the-ping-after-a-denial-holds-the-auth_req_id-alone",
        "ciba-core/10_2_ping_callback/the-ping-after-an-approval-holds-the-auth_req_id-alone",
    ]),
    Fault::of(
        "quotation-marks-around-the-token-type",
        "CIBA-1.1-01",
        &["ciba-core/01_1_notation/the-token-response-has-no-quotation-marks-around-values"],
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "\"Bearer\"");
            }
        }),
    )
    .may(&["*"]),
];
