use axum::Router;
use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::recode;
use crate::parts::signed_request::{trust_if_header, unpack_signed_request};
use crate::wire::{AUTHENTICATION, METADATA, on_answers, on_requests_alone};
use embedded::Wrap;
use suite::protocol::OracleRule;
use suite::report::Outcome;

/// Faults in what the server says about itself (CIBA Core 1.0, section 4).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-delivery-modes",
        "CIBA-4-02",
        &["ciba-core/04_metadata/the-metadata-lists-the-delivery-modes"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("backchannel_token_delivery_modes_supported");
        }),
    ),
    Fault::of(
        "delivery-modes-as-a-string",
        "CIBA-4-02",
        &["ciba-core/04_metadata/the-metadata-lists-the-delivery-modes"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("backchannel_token_delivery_modes_supported", "poll");
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/lists-are-arrays-of-strings"]),
    Fault::of(
        "an-unknown-delivery-mode",
        "CIBA-4-02",
        &["ciba-core/04_metadata/the-metadata-lists-the-delivery-modes"],
        Change::Answer(METADATA, |answer, _| {
            answer.set(
                "backchannel_token_delivery_modes_supported",
                json!(["poll", "sms"]),
            );
        }),
    ),
    Fault::of(
        "no-authentication-endpoint",
        "CIBA-4-03",
        &["ciba-core/04_metadata/the-metadata-names-the-backchannel-authentication-endpoint"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("backchannel_authentication_endpoint");
        }),
    ),
    Fault::of(
        "authentication-endpoint-that-is-a-path",
        "CIBA-4-03",
        &["ciba-core/04_metadata/the-metadata-names-the-backchannel-authentication-endpoint"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("backchannel_authentication_endpoint", "/backchannel");
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/endpoints-are-urls-with-https"]),
    Fault::of(
        "authentication-endpoint-where-nobody-answers",
        "CIBA-4-03",
        &["ciba-core/04_metadata/the-metadata-names-the-backchannel-authentication-endpoint"],
        Change::Answer(METADATA, |answer, _| {
            // A port that nobody listens on.
            answer.set("backchannel_authentication_endpoint", "http://127.0.0.1:9/");
        }),
    ),
    Fault::of(
        "endpoint-without-tls",
        "CIBA-4-03",
        &["ciba-core/04_metadata/the-metadata-names-the-backchannel-authentication-endpoint"],
        Change::Answer(METADATA, |answer, request| {
            // The suite reads the metadata once to start; only a scenario's own reading carries a trace.
            if request.header("traceparent").is_some() {
                answer.set(
                    "backchannel_authentication_endpoint",
                    "http://op.example.com/ciba",
                );
            }
        }),
    ),
    Fault::of(
        "encryption-alg-for-request-signatures",
        "CIBA-4-04",
        &["ciba-core/04_metadata/only-asymmetric-algorithms-sign-authentication-requests"],
        Change::Answer(METADATA, |answer, _| {
            answer.set(
                "backchannel_authentication_request_signing_alg_values_supported",
                json!(["ES256", "RSA-OAEP-256"]),
            );
        }),
    ),
    Fault::of(
        "symmetric-request-signing-alg",
        "CIBA-4-04",
        &["ciba-core/04_metadata/only-asymmetric-algorithms-sign-authentication-requests"],
        Change::Answer(METADATA, |answer, _| {
            answer.set(
                "backchannel_authentication_request_signing_alg_values_supported",
                json!(["ES256", "HS256"]),
            );
        }),
    ),
    Fault::of(
        "request-signing-alg-in-small-letters",
        "CIBA-4-04",
        &["ciba-core/04_metadata/only-asymmetric-algorithms-sign-authentication-requests"],
        Change::Answer(METADATA, |answer, request| {
            if request.header("traceparent").is_some() {
                answer.set(
                    "backchannel_authentication_request_signing_alg_values_supported",
                    json!(["es256"]),
                );
            }
        }),
    ),
    Fault::of(
        "signed-request-accepted-but-not-offered",
        "CIBA-4-05",
        &["ciba-core/07_1_1_signature/a-signed-request-is-refused-where-none-are-offered"],
        Change::Layer(|| {
            let metadata = on_answers(METADATA, |answer, _| {
                answer.remove("backchannel_authentication_request_signing_alg_values_supported");
            });
            let requests = on_requests_alone(AUTHENTICATION, unpack_signed_request);
            Wrap::everywhere(move |router: Router| metadata.around(requests.around(router)))
        }),
    )
    .against(&[OracleRule::O7]),
    Fault::of(
        "user-code-flag-as-a-string",
        "CIBA-4-06",
        &["ciba-core/04_metadata/the-flag-for-user-codes-is-a-boolean"],
        Change::Answer(METADATA, |answer, request| {
            if request.header("traceparent").is_some() {
                answer.set("backchannel_user_code_parameter_supported", "true");
            }
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/flags-are-true-or-false"]),
    Fault::of(
        "ciba-grant-not-listed",
        "CIBA-4-07",
        &["ciba-core/04_metadata/the-metadata-lists-the-ciba-grant-type"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("grant_types_supported", json!(["authorization_code"]));
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/the-ciba-grant-is-listed-for-those-who-poll"]),
    Fault::of(
        "any-registered-alg-signs-a-request",
        "CIBA-4-15",
        &["ciba-core/07_1_1_signature/\
           a-jwt-that-is-signed-under-another-algorithm-than-the-client-registered-is-\
           refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            trust_if_header(request, |header| header["alg"] == "EdDSA");
        }),
    ),
    Fault::of(
        "signed-requests-not-supported-by-that-name",
        "CIBA-4-05",
        &["ciba-core/07_1_1_signature/a-signed-request-is-refused-where-none-are-offered"],
        Change::Layer(not_supported),
    )
    .may(&["oauth-oidc/rfc6749_5_2_flawed_text/*", "ciba-core/07_1_hint_by_client/no-client-gets-anybody-asked-by-an-id_token_hint-that-is-no-token"])
    .against(&[OracleRule::O7])
    .ends_in(Outcome::Warning),
];

/// Offers no signed requests, and refuses those that come by the code that OpenID Connect has for it.
fn not_supported() -> Wrap {
    let metadata = on_answers(METADATA, |answer, _| {
        answer.remove("backchannel_authentication_request_signing_alg_values_supported");
    });
    let answers = on_answers(AUTHENTICATION, |answer, request| {
        if request.form.get("request").is_some() {
            recode(answer, "invalid_request", "request_not_supported", 400);
        }
    });
    Wrap::everywhere(move |router: Router| metadata.around(answers.around(router)))
}
