use serde_json::{Value, json};

use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, Answer, TOKEN};
use suite::protocol::OracleRule;

/// The same JSON, written as nobody else writes it: other order, other blanks, escapes that nobody needs (RFC 8259,
/// sections 2, 4 and 7).
pub(super) fn rewritten(body: &Value) -> Option<Vec<u8>> {
    let members = body.as_object()?;
    let lines: Vec<String> = members
        .iter()
        .rev()
        .map(|(name, value)| {
            let escaped = name
                .chars()
                .next()
                .map(|first| format!("\\u{:04x}{}", u32::from(first), &name[first.len_utf8()..]));
            format!("\t\"{}\" :  {value}", escaped.unwrap_or_default())
        })
        .collect();
    Some(format!("{{\r\n{}\r\n}}\n", lines.join(" ,\r\n")).into_bytes())
}

pub(super) fn rewrite(answer: &mut Answer) {
    if let Some(body) = rewritten(&answer.body) {
        answer.raw = Some(body);
    }
}

pub(super) fn is_error(answer: &Answer) -> bool {
    answer.text("error").is_some()
}

/// Answers of the Backchannel Authentication Endpoint, and errors.
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "answers-in-another-hand",
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
        "caches-told-off-in-two-headers",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set_header("cache-control", "private, max-age=0");
            let more = ("cache-control".to_owned(), "No-Store".to_owned());
            answer.headers.push(more);
        }),
        &["ciba-core/07_3_acknowledgement/*"],
    )
    .allowed_by(&[OracleRule::O14]),
    RightServer::of(
        "no-interval-where-it-is-five",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.remove("interval");
        }),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
        ],
    ),
    RightServer::of(
        "an-interval-with-a-margin",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("interval").is_some() {
                answer.set("interval", 8);
            }
        }),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/11_token_error_response/*",
        ],
    )
    .allowed_by(&[OracleRule::O18])
    // Who keeps to less than the interval is served sooner than it says: recorded by what is not slowed down.
    .remarked(&["CIBA-11-03", "CIBA-11-05", "CIBA-11-06"]),
    RightServer::of(
        "errors-that-say-a-lot",
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
