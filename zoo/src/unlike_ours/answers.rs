use serde_json::json;

use super::right_server::RightServer;
use super::spelling::rewrite;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, Answer, TOKEN};
use suite::protocol::OracleRule;

pub(super) fn is_error(answer: &Answer) -> bool {
    answer.text("error").is_some()
}

/// Answers of the Backchannel Authentication Endpoint, and errors.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "answers-in-another-hand",
        "RFC 8259, sections 2 to 4",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set("x_vendor", json!([null, {"more": 1.5}]));
            rewrite(answer);
            answer.set_header("content-type", "Application/JSON;charset=\"UTF-8\"");
        }),
        &[
            "ciba-core/01_1_notation/*",
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_1_authentication_request/*",
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/13_authentication_error_response/*",
            "ciba-core/15_privacy/*",
        ],
    )
    .allowed_by(&[OracleRule::O4]),
    RightServer::of(
        "errors-that-say-a-lot",
        "CIBA Core 1.0, section 13",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if is_error(answer) {
                answer.set(
                    "error_description",
                    "It's [not] (so) ~ {good}: try #1 & <more>?",
                );
                answer.set("error_uri", "/errors/#all");
                answer.set("error_id", 17);
            }
        }),
        &[
            "ciba-core/07_1_1_signed_authentication_request/*",
            "ciba-core/07_1_1_signature/*",
            "ciba-core/07_2_*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    )
    .allowed_by(&[
        OracleRule::O1,
        OracleRule::O2,
        OracleRule::O6,
        OracleRule::O16,
        OracleRule::O17,
    ]),
    RightServer::of(
        "errors-of-one-word",
        "CIBA Core 1.0, section 13: error_description is OPTIONAL",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove("error_description");
            answer.remove("error_uri");
        }),
        &[
            "ciba-core/07_2_*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_3_1_request_parameters/*",
        ],
    ),
    RightServer::of(
        "challenges-of-several-schemes",
        "RFC 9110, section 11.6.1",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.status == 401 {
                answer.set_header(
                    "www-authenticate",
                    "Bearer realm=\"a, Basic b\", error=\"x\", bAsIc realm=op",
                );
            }
        }),
        &[
            "ciba-core/04_client_authentication/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    ),
    RightServer::of(
        "a-challenge-in-a-header-of-its-own",
        "RFC 9110, section 11.6.1",
        Change::Answer(TOKEN, |answer, _| {
            if answer.status == 401 {
                answer.set_header("www-authenticate", "DPoP algs=\"ES256 PS256\"");
                let more = "basic realm=\"op\", charset=\"UTF-8\"";
                answer
                    .headers
                    .push(("www-authenticate".to_owned(), more.to_owned()));
            }
        }),
        &[
            "ciba-core/10_1_token_request/*",
            "oauth-oidc/rfc6749_2_3_client_authentication/*",
            "oauth-oidc/rfc6749_5_2_error_response/*",
        ],
    ),
    RightServer::of(
        "challenges-for-basic-alone",
        "RFC 6749, section 5.2",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.header("authorization").is_none() {
                answer.remove_header("www-authenticate");
            }
        }),
        &[
            "ciba-core/04_client_authentication/*",
            "ciba-core/07_1_client_assertion/*",
            "ciba-core/13_authentication_error_response/*",
            "oauth-oidc/rfc7523_3_client_assertion/*",
        ],
    ),
    RightServer::of(
        "nothing-but-posts-known",
        "CIBA Core 1.0, section 7.1: POST alone is defined",
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.method != "POST" {
                answer.status = 404;
                answer.remove_header("allow");
            }
        }),
        &[
            "ciba-core/07_backchannel_authentication_endpoint/*",
            "oauth-oidc/http/*",
        ],
    )
    .remarked(&["C-HTTP-01", "C-HTTP-02"]),
];
