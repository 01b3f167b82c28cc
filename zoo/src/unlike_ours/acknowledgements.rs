use serde_json::json;

use super::right_server::RightServer;
use super::spelling::{escaped, with_fractions};
use crate::change::Change;
use crate::wire::{AUTHENTICATION, Answer};
use suite::protocol::OracleRule;

const ACKNOWLEDGED: &[&str] = &["ciba-core/07_3_acknowledgement/*"];
const TIMES: &[&str] = &[
    "ciba-core/07_3_acknowledgement/*",
    "ciba-core/10_1_token_request/*",
    "ciba-core/11_token_error_response/*",
];
const LIFETIMES: &[&str] = &[
    "ciba-core/07_1_authentication_request/*",
    "ciba-core/07_3_*",
];

fn lives(answer: &Answer, seconds: u64) -> bool {
    answer.body.get("expires_in") == Some(&json!(seconds))
}

/// Acknowledgements (CIBA Core 1.0, section 7.3).
pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "caches-told-off-in-two-headers",
        "RFC 9110, section 5.3; RFC 9111, section 5.2",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.set_header("cache-control", "private, max-age=0");
            let more = ("cache-control".to_owned(), "No-Store".to_owned());
            answer.headers.push(more);
        }),
        ACKNOWLEDGED,
    )
    .allowed_by(&[OracleRule::O14]),
    RightServer::of(
        "no-interval-where-it-is-five",
        "CIBA Core 1.0, section 7.3: interval is OPTIONAL",
        Change::Answer(AUTHENTICATION, |answer, _| answer.remove("interval")),
        TIMES,
    ),
    RightServer::of(
        "an-interval-with-a-margin",
        "CIBA Core 1.0, section 7.3: the interval binds the client",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.body.get("interval").is_some() {
                answer.set("interval", 8);
            }
        }),
        TIMES,
    )
    .allowed_by(&[OracleRule::O18])
    // Who keeps to less than the interval is served sooner than it says: recorded by what is not slowed down.
    .remarked(&["CIBA-11-03", "CIBA-11-05", "CIBA-11-06"]),
    RightServer::of(
        "an-interval-of-one-second",
        "CIBA Core 1.0, section 7.3: a positive integer",
        Change::Service(
            |service| service.polling_interval = 1,
            AUTHENTICATION,
            |answer| answer.body.get("interval") == Some(&json!(1)),
        ),
        TIMES,
    ),
    RightServer::of(
        "an-interval-of-half-a-minute",
        "CIBA Core 1.0, section 7.3: a positive integer",
        Change::Service(
            |service| service.polling_interval = 30,
            AUTHENTICATION,
            |answer| answer.body.get("interval") == Some(&json!(30)),
        ),
        TIMES,
    ),
    RightServer::of(
        "two-minutes-for-everybody",
        "CIBA Core 1.0, section 7.1: the OP MAY use requested_expiry",
        Change::Service(
            |service| {
                service.auth_req_id_duration = 120;
                service.max_auth_req_id_duration = 120;
            },
            AUTHENTICATION,
            |answer| lives(answer, 120),
        ),
        LIFETIMES,
    ),
    RightServer::of(
        "a-day-for-everybody-who-asks-for-nothing",
        "CIBA Core 1.0, section 7.3: a positive integer",
        Change::Service(
            |service| {
                service.auth_req_id_duration = 86_400;
                service.max_auth_req_id_duration = 86_400;
            },
            AUTHENTICATION,
            |answer| lives(answer, 86_400),
        ),
        LIFETIMES,
    ),
    RightServer::of(
        "never-less-than-a-minute",
        "CIBA Core 1.0, section 7.1: requested_expiry may influence the lifetime",
        Change::Request(AUTHENTICATION, |request, _| {
            let wish = request.form.get("requested_expiry");
            let seconds = wish.and_then(|wish| wish.parse::<u32>().ok());
            if seconds.is_some_and(|seconds| (1..60).contains(&seconds)) {
                request.form.set("requested_expiry", "60");
            }
        }),
        &["ciba-core/07_3_lifetime/*"],
    ),
    RightServer::of(
        "acknowledgements-that-say-more",
        "CIBA Core 1.0, section 7.3: clients ignore unrecognized parameters",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.set("binding_message", "W4SCT");
                answer.set("message", "Please look at your \"phone\"");
                answer.set("verification_uri", "https://op.example.com/device?id=1");
                answer.set("devices", json!([{"name": "Häuschen", "os": null}]));
            }
        }),
        ACKNOWLEDGED,
    ),
    RightServer::of(
        "acknowledgements-in-escapes",
        "RFC 8259, section 7",
        Change::Answer(AUTHENTICATION, |answer, _| {
            answer.raw = Some(escaped(&answer.body));
        }),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/13_authentication_error_response/*",
        ],
    ),
    RightServer::of(
        "seconds-with-a-point",
        "RFC 8259, section 6: 600.0 is the integer 600",
        Change::Answer(AUTHENTICATION, |answer, _| {
            if answer.is_success() {
                answer.raw = with_fractions(&answer.body);
            }
        }),
        TIMES,
    ),
    RightServer::of(
        "auth_req_ids-of-a-thousand-characters",
        "CIBA Core 1.0, section 7.3: opaque, of these characters",
        Change::Service(
            |service| service.auth_req_id_ending = "._-A9".repeat(200),
            AUTHENTICATION,
            |answer| answer.text("auth_req_id").is_some_and(|id| id.len() > 1000),
        ),
        &[
            "ciba-core/07_3_acknowledgement/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/10_1_token_request/*",
            "ciba-core/10_2_ping_callback/*",
            "ciba-core/10_3_1_push_callback/*",
        ],
    ),
];
