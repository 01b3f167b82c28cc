use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, Answer};
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Where an auth_req_id is asked about that the server does not know.
const WITHOUT_THE_AUTH_REQ_ID: &[&str] = &[
    "oauth-oidc/rfc6749_3_2_other_grants/*",
    "ciba-core/01_1_notation/*",
    "ciba-core/03_overview/*",
    "ciba-core/04_client_authentication/\
     one-method-authenticates-the-client-at-both-endpoints",
    "ciba-core/07_1_1_signed_authentication_request/\
     a-signed-request-starts-an-authentication",
    "ciba-core/07_1_acr_values/*",
    "ciba-core/07_1_authentication_request/*",
    "ciba-core/07_1_binding_message/*",
    "ciba-core/07_1_hint_by_client/*",
    "ciba-core/07_1_scope/*",
    "ciba-core/07_2_claim_names/*",
    "ciba-core/07_2_hints/*",
    "ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed",
    "ciba-core/07_3_lifetime/\
     a-request-is-pending-just-before-its-end-and-has-run-out-just-after-it",
    "ciba-core/07_3_lifetime/\
     an-approved-request-that-was-not-redeemed-in-time-has-run-out",
    "ciba-core/08_authorization_decision/*",
    "ciba-core/09_client_notification_endpoint/*",
    "ciba-core/10_1_1_token_response/*",
    "ciba-core/10_1_token_request/*",
    "ciba-core/10_2_ping_callback/*",
    "ciba-core/10_3_1_push_callback/*",
    "ciba-core/11_token_error_response/*",
    "ciba-core/12_push_error_payload/*",
    "ciba-core/15_privacy/a-ping-does-not-tell-who-the-user-is",
    "oauth-oidc/http/*",
    "oauth-oidc/oidc_core_2_id_token/*",
    "oauth-oidc/rfc6749_10_10_guessing/*",
    "oauth-oidc/rfc6749_3_1_request_parameters/a-repeated-id_token_hint-is-refused",
    "oauth-oidc/rfc6749_3_3_scope/*",
    "oauth-oidc/rfc6749_5_1_successful_response/*",
    "oauth-oidc/rfc6749_6_refreshing/*",
    "oauth-oidc/rfc6750_2_1_bearer_token/*",
    "oauth-oidc/rfc8628_3_5_device_errors/*",
    "oauth-oidc/rfc8259_8_1_byte_order_mark/*",
];

/// Where the end of a request is waited for.
const AT_THE_END_OF_A_REQUEST: &[&str] = &[
    "ciba-core/08_authorization_decision/the-tokens-are-about-the-user-of-their-own-request",
    "ciba-core/07_3_lifetime/*",
    "ciba-core/08_authorization_decision/an-approval-after-the-expiry-changes-nothing",
    "ciba-core/11_token_error_response/an-expired-request-is-refused-with-expired_token",
    "oauth-oidc/rfc8628_3_5_device_errors/*",
];

/// The scenarios in which a request may be acknowledged or refused.
const ACKNOWLEDGED_OR_REFUSED: &[&str] = &[
    "ciba-core/07_1_1_signed_authentication_request/\
         a-client-that-registered-an-algorithm-may-find-its-unsigned-request-accepted-\
         or-refused",
    "oauth-oidc/rfc6749_3_3_scope/*",
];

/// The scenarios that look at expires_in.
const THE_LIFETIME: &[&str] = &[
    "ciba-core/07_1_authentication_request/a-requested_expiry-of-120-seconds-is-accepted",
    "ciba-core/07_3_acknowledgement/expires_in-is-a-positive-integer",
];

/// Faults in the Authentication Request Acknowledgement (CIBA Core 1.0, section 7.3).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "acknowledgement-with-201",
        "CIBA-7.3-01",
        &[
            "ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id",
            "ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed",
            "ciba-core/07_3_acknowledgement/the-auth_req_id-keeps-to-the-allowed-characters",
            "ciba-core/07_3_acknowledgement/every-request-gets-an-auth_req_id-of-its-own",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.status = 201;
            }
        }),
    )
    .may(ACKNOWLEDGED_OR_REFUSED),
    Fault::of(
        "acknowledgement-as-text",
        "CIBA-7.3-02",
        &["ciba-core/07_3_acknowledgement/the-acknowledgement-is-json"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set_header("content-type", "text/html");
            }
        }),
    ),
    Fault::of(
        "acknowledgement-with-two-lifetimes",
        "CIBA-7.3-02",
        &["ciba-core/07_3_acknowledgement/the-acknowledgement-is-json"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.repeat("expires_in");
            }
        }),
    ),
    Fault::of(
        "acknowledgement-without-auth-req-id",
        "CIBA-7.3-03",
        &[
            "ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id",
            "ciba-core/07_3_acknowledgement/the-acknowledgement-is-json",
            "ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed",
            "ciba-core/07_3_acknowledgement/the-auth_req_id-keeps-to-the-allowed-characters",
            "ciba-core/07_3_acknowledgement/every-request-gets-an-auth_req_id-of-its-own",
            "ciba-core/07_3_acknowledgement/expires_in-is-a-positive-integer",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove("auth_req_id");
        }),
    )
    .may(ACKNOWLEDGED_OR_REFUSED),
    Fault::of(
        "auth-req-id-with-a-constant-part-and-few-bits",
        "CIBA-7.3-04",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                let short: String = id.chars().take(12).collect();
                answer.set(
                    "auth_req_id",
                    format!("constant-constant-constant-constant-{short}"),
                );
            }
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "auth-req-id-of-36-digits",
        "CIBA-7.3-04",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            rewrite(answer, 36, |byte| char::from(b'0' + byte % 10));
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "auth-req-id-of-24-letters",
        "CIBA-7.3-04",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            rewrite(answer, 24, |byte| char::from(b'a' + byte % 26));
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "auth-req-id-written-twice",
        "CIBA-7.3-04",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                let half: String = id.chars().take(20).collect();
                answer.set("auth_req_id", format!("{half}{half}"));
            }
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "auth-req-id-of-the-time",
        "CIBA-7.3-04",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-cannot-be-guessed"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                // As a UUID of version 1 is made: of the time and of the machine.
                let time = id.bytes().fold(0_u32, |time, byte| {
                    time.wrapping_mul(31).wrapping_add(byte.into())
                });
                answer.set(
                    "auth_req_id",
                    format!("{time:08x}-cafe-11ef-8a2b-0242ac120002"),
                );
            }
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "auth-req-id-with-a-stray-character",
        "CIBA-7.3-06",
        &["ciba-core/07_3_acknowledgement/the-auth_req_id-keeps-to-the-allowed-characters"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if let Some(id) = answer.text("auth_req_id") {
                answer.set("auth_req_id", format!("{id}+"));
            }
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "the-same-auth-req-id-for-all",
        "CIBA-7.3-07",
        &["ciba-core/07_3_acknowledgement/every-request-gets-an-auth_req_id-of-its-own"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set(
                    "auth_req_id",
                    "always-the-same-1234567890-1234567890-123456",
                );
            }
        }),
    )
    .may(WITHOUT_THE_AUTH_REQ_ID),
    Fault::of(
        "no-expires-in",
        "CIBA-7.3-08",
        THE_LIFETIME,
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove("expires_in");
        }),
    )
    .may(AT_THE_END_OF_A_REQUEST),
    Fault::of(
        "expires-in-as-a-string",
        "CIBA-7.3-08",
        THE_LIFETIME,
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("expires_in", "600");
            }
        }),
    )
    .may(AT_THE_END_OF_A_REQUEST),
    Fault::of(
        "expires-in-of-zero",
        "CIBA-7.3-08",
        THE_LIFETIME,
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("expires_in", 0);
            }
        }),
    )
    .may(AT_THE_END_OF_A_REQUEST),
    Fault::of(
        "interval-as-a-string",
        "CIBA-7.3-09",
        &["ciba-core/07_3_acknowledgement/the-interval-is-a-positive-integer"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("interval", "5");
            }
        }),
    )
    .may(&[
        "ciba-core/08_authorization_decision/the-tokens-are-about-the-user-of-their-own-request",
        "ciba-core/07_3_acknowledgement/a-push-client-gets-no-interval",
    ]),
    Fault::of(
        "interval-of-zero",
        "CIBA-7.3-09",
        &["ciba-core/07_3_acknowledgement/the-interval-is-a-positive-integer"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("interval", 0);
            }
        }),
    )
    .against(&[OracleRule::O18])
    .may(&["ciba-core/07_3_acknowledgement/a-push-client-gets-no-interval"]),
    Fault::of(
        "interval-for-a-push-client",
        "CIBA-7.3-10",
        &["ciba-core/07_3_acknowledgement/a-push-client-gets-no-interval"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() && answer.body.get("interval").is_none() {
                answer.set("interval", json!(5));
            }
        }),
    ),
    Fault::of(
        "acknowledgement-that-may-be-stored",
        "CIBA-7.3-11",
        &["ciba-core/07_3_acknowledgement/the-acknowledgement-may-not-be-stored"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove_header("cache-control");
        }),
    )
    .against(&[OracleRule::O14])
    .ends_in(Outcome::Warning),
];

/// Writes the identifier in another alphabet, and so long.
fn rewrite(answer: &mut Answer, length: usize, symbol: fn(u8) -> char) {
    if let Some(id) = answer.text("auth_req_id") {
        let mixed = id.bytes().cycle().scan(0_u8, |sum, byte| {
            *sum = sum.wrapping_mul(31).wrapping_add(byte);
            Some(*sum)
        });
        let id: String = mixed.skip(16).take(length).map(symbol).collect();
        answer.set("auth_req_id", id);
    }
}
