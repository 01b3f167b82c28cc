use serde_json::json;

use super::answers::is_error;
use super::right_server::RightServer;
use super::spelling::rewrite;
use crate::change::Change;
use crate::wire::TOKEN;
use suite::protocol::OracleRule;

/// Answers of the token endpoint.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "token-answers-in-another-hand",
        "RFC 8259, sections 2 to 4",
        Change::Answer(TOKEN, |answer, _| {
            answer.set("x_vendor", json!({"more": [1, 2]}));
            rewrite(answer);
            answer.set_header("content-type", "application/json ; charset=utf-8");
            answer.set_header("cache-control", "private, No-Store, max-age=0");
            answer.remove_header("pragma");
        }),
        &[
            "ciba-core/01_1_notation/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    )
    .allowed_by(&[OracleRule::O14])
    // Pragma is asked for by RFC 6749, and by OpenID Connect Core no more (O14).
    .remarked(&["C-6749-02"]),
    RightServer::of(
        "token-type-in-small-letters",
        "RFC 6749, section 5.1: case insensitive",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.set("token_type", "bearer");
            }
        }),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    RightServer::of(
        "a-scope-that-is-told-only-if-it-is-another",
        "RFC 6749, section 5.1",
        Change::Answer(TOKEN, |answer, _| {
            if answer.text("scope") == Some("openid") {
                answer.remove("scope");
            }
        }),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    ),
    RightServer::of(
        "no-lifetime-of-access-tokens",
        "RFC 6749, section 5.1: expires_in is RECOMMENDED",
        Change::Answer(TOKEN, |answer, _| {
            if answer.is_success() {
                answer.remove("expires_in");
            }
        }),
        &[
            "ciba-core/10_1_1_token_response/*",
            "oauth-oidc/rfc6749_5_1_successful_response/*",
            "oauth-oidc/rfc6749_6_refreshing/*",
        ],
    )
    .remarked(&["C-6749-01"]),
    RightServer::of(
        "token-errors-with-an-interval",
        "RFC 6749, section 5.2; CIBA Core 1.0, section 11",
        Change::Answer(TOKEN, |answer, _| {
            if is_error(answer) {
                answer.set("interval", 5);
                answer.set("error_uri", "https://op.example.com/errors?of=tokens");
                answer.remove("error_description");
            }
        }),
        &[
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
            "oauth-oidc/rfc8628_3_5_device_errors/*",
        ],
    )
    .allowed_by(&[OracleRule::O2, OracleRule::O10, OracleRule::O11]),
    RightServer::of(
        "strangers-refused-with-400-at-the-token-endpoint",
        "RFC 6749, section 5.2",
        Change::Answer(TOKEN, |answer, request| {
            if answer.is_error("invalid_client") && request.header("authorization").is_none() {
                answer.status = 400;
                answer.remove_header("www-authenticate");
            }
        }),
        &[
            "ciba-core/10_1_token_request/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc7523_3_token_request/*",
        ],
    )
    .allowed_by(&[OracleRule::O3]),
];
