use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::METADATA;

/// Faults in the lists of the metadata (RFC 8414, section 2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "token-endpoint-where-nobody-answers",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/endpoints-are-urls-with-https"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("token_endpoint", "http://127.0.0.1:9/token");
        }),
    ),
    Fault::of(
        "token-endpoint-with-a-fragment",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/endpoints-are-urls-with-https"],
        Change::Answer(METADATA, |answer, request| {
            if request.header("traceparent").is_some() {
                let endpoint = answer.text("token_endpoint").unwrap_or_default();
                let endpoint = format!("{endpoint}#token");
                answer.set("token_endpoint", endpoint);
            }
        }),
    ),
    Fault::of(
        "unsigned-assertions-offered",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/no-unsigned-assertion-authenticates-a-client"],
        Change::Answer(METADATA, |answer, _| {
            answer.set(
                "token_endpoint_auth_signing_alg_values_supported",
                json!(["ES256", "none"]),
            );
        }),
    ),
    Fault::of(
        "claims-flag-as-a-string",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/flags-are-true-or-false"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("claims_parameter_supported", "false");
        }),
    ),
    Fault::of(
        "an-endpoint-that-is-no-url",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/endpoints-are-urls-with-https"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("token_endpoint", "/token");
        }),
    ),
    Fault::of(
        "a-list-that-is-a-string",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/lists-are-arrays-of-strings"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("scopes_supported", "openid email");
        }),
    ),
    Fault::of(
        "a-list-without-elements",
        "C-8414-02",
        &["oauth-oidc/rfc8414_metadata/no-list-is-empty"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("claims_supported", json!([]));
        }),
    ),
    Fault::of(
        "no-token-endpoint",
        "C-8414-04",
        &["oauth-oidc/rfc8414_metadata/\
           the-ciba-grant-stands-beside-the-members-that-every-server-has"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("token_endpoint");
        }),
    ),
    Fault::of(
        "id-tokens-under-macs-alone",
        "C-8414-04",
        &["oauth-oidc/rfc8414_metadata/\
           the-ciba-grant-stands-beside-the-members-that-every-server-has"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("id_token_signing_alg_values_supported", json!(["HS256"]));
        }),
    ),
    Fault::of(
        "no-response-types",
        "C-8414-04",
        &["oauth-oidc/rfc8414_metadata/\
           the-ciba-grant-stands-beside-the-members-that-every-server-has"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("response_types_supported");
        }),
    ),
    Fault::of(
        "no-grant-types",
        "C-8414-04",
        &["oauth-oidc/rfc8414_metadata/the-ciba-grant-is-listed-for-those-who-poll"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("grant_types_supported");
        }),
    )
    .may(&["ciba-core/04_metadata/the-metadata-lists-the-ciba-grant-type"]),
];
