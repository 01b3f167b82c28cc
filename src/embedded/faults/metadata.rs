use serde_json::json;

use super::{Fault, JWKS, METADATA};

/// Faults in what the server says about itself (CIBA Core 1.0, section 4).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("metadata-of-another-issuer", METADATA, |answer, request| {
        // The suite reads the metadata once to start; only a scenario's own reading carries a trace.
        if request.header("traceparent").is_some() {
            answer.set("issuer", "https://another.example.com");
        }
    }),
    Fault::answer("metadata-as-text", METADATA, |answer, _| {
        answer.set_header("content-type", "text/plain");
    }),
    Fault::answer("no-delivery-modes", METADATA, |answer, _| {
        answer.remove("backchannel_token_delivery_modes_supported");
    }),
    Fault::answer("delivery-modes-as-a-string", METADATA, |answer, _| {
        answer.set("backchannel_token_delivery_modes_supported", "poll");
    }),
    Fault::answer("an-unknown-delivery-mode", METADATA, |answer, _| {
        answer.set(
            "backchannel_token_delivery_modes_supported",
            json!(["poll", "sms"]),
        );
    }),
    Fault::answer("endpoint-without-tls", METADATA, |answer, request| {
        if request.header("traceparent").is_some() {
            answer.set(
                "backchannel_authentication_endpoint",
                "http://op.example.com/ciba",
            );
        }
    }),
    Fault::answer("symmetric-request-signing-alg", METADATA, |answer, _| {
        answer.set(
            "backchannel_authentication_request_signing_alg_values_supported",
            json!(["ES256", "HS256"]),
        );
    }),
    Fault::answer(
        "request-signing-alg-in-small-letters",
        METADATA,
        |answer, request| {
            if request.header("traceparent").is_some() {
                answer.set(
                    "backchannel_authentication_request_signing_alg_values_supported",
                    json!(["es256"]),
                );
            }
        },
    ),
    Fault::answer("user-code-flag-as-a-string", METADATA, |answer, request| {
        if request.header("traceparent").is_some() {
            answer.set("backchannel_user_code_parameter_supported", "true");
        }
    }),
    Fault::answer("ciba-grant-not-listed", METADATA, |answer, _| {
        answer.set("grant_types_supported", json!(["authorization_code"]));
    }),
    Fault::answer("unsigned-assertions-offered", METADATA, |answer, _| {
        answer.set(
            "token_endpoint_auth_signing_alg_values_supported",
            json!(["ES256", "none"]),
        );
    }),
    Fault::answer("claims-flag-as-a-string", METADATA, |answer, _| {
        answer.set("claims_parameter_supported", "false");
    }),
    Fault::answer("private-key-in-the-jwk-set", JWKS, |answer, _| {
        if let Some(key) = answer
            .body
            .pointer_mut("/keys/0")
            .and_then(|key| key.as_object_mut())
        {
            key.insert("d".to_owned(), json!("cHJpdmF0ZQ"));
        }
    }),
];
