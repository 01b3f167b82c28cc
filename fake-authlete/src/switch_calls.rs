//! The test-only calls under `/__fake/`, which Authlete has not.
//!
//! `age` makes one `auth_req_id` older, `force` decides the next answers of an API, `latency` holds every answer back,
//! and `rate_limit` refuses what exceeds a rate. They take `POST` with `application/json` only, so that no web page can
//! reach them without asking first.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::answer::Answer;
use crate::rate_limit::RateLimit;
use crate::request::Request;
use crate::service::Service;
use crate::switches::Forced;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Age {
    auth_req_id: String,
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    ms: u64,
}

/// Handles a call of a switch. What is wrong with a call is told in words: `{"error": "..."}`.
pub(crate) fn handle(service: &Service, switch: &str, request: &Request) -> Answer {
    if request.method != "POST" {
        return problem(405, "expected POST").with_header("allow", "POST");
    }
    match switch {
        "age" => with_body(request, |age: Age| {
            let millis = age.seconds.saturating_mul(1000);
            if service.store.requests().age(&age.auth_req_id, millis) {
                Answer::empty(204)
            } else {
                problem(404, "no authentication request has that auth_req_id")
            }
        }),
        "force" => with_body(request, |forced: Forced| {
            let valid = forced
                .status
                .is_none_or(|status| (200..600).contains(&status));
            if !valid {
                return problem(400, "expected a status from 200 to 599");
            }
            service.switches.add(forced);
            Answer::empty(204)
        }),
        "latency" => with_body(request, |latency: Latency| {
            let latency = Duration::from_millis(latency.ms);
            service.switches.set_latency(latency);
            Answer::empty(204)
        }),
        "rate_limit" => with_body(request, |limit: RateLimit| {
            service.switches.set_rate_limit(limit.if_any());
            Answer::empty(204)
        }),
        _ => problem(
            404,
            "expected /__fake/age, /__fake/force, /__fake/latency or /__fake/rate_limit",
        ),
    }
}

fn with_body<T: DeserializeOwned>(request: &Request, act: impl FnOnce(T) -> Answer) -> Answer {
    let is_json = request
        .header("content-type")
        .and_then(|value| value.split(';').next())
        .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return problem(415, "expected application/json");
    }
    match serde_json::from_slice(&request.body) {
        Ok(body) => act(body),
        Err(error) => problem(400, &error.to_string()),
    }
}

fn problem(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}
