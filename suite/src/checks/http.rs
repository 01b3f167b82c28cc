//! What HTTP asks of every endpoint (RFC 9110).

use serde_json::Value;

use super::message::{describe, describe_header, json_object};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
use crate::protocol::{Level, RequirementId};
use crate::violation::{Actual, Came};

/// A request got no answer, or not the whole of one.
pub fn no_answer(
    reason: &str,
    timed_out: bool,
    requirement: &RequirementId,
    level: Level,
) -> Violations {
    let came = Actual::new(format!("none: {reason}"), Came::NoAnswer { timed_out });
    Violation::of(level, requirement.as_str(), "an HTTP response", came).into()
}

/// A method that is not taken is refused by 405, and the methods that are stand in Allow (section 15.5.6).
pub fn method_not_allowed(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let response = &exchange.response;
    status(response, &[405], requirement, level)?;
    let allows_post = response
        .header_values("allow")
        .flat_map(|value| value.split(','))
        .any(|method| method.trim() == "POST");
    if allows_post {
        return Ok(());
    }
    Err(Violation::of(
        level,
        requirement.as_str(),
        "Allow: POST in a 405",
        describe_header("Allow", response.header("allow")),
    )
    .into())
}

/// A server answers at the address: not to be found, gone, or taking no POST, is what an endpoint is not.
pub fn is_there(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let mut judge = Judge::new();
    judge.must(
        !matches!(response.status, 300..400 | 404 | 405 | 410 | 501 | 502),
        "CIBA-4-03",
        "an endpoint at the address in the metadata, which answers a POST",
        &describe(response),
    );
    judge.verdict(())
}

/// A media type that is not taken is refused by 415 (section 15.5.16).
pub fn unsupported_media_type(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    status(&exchange.response, &[415], requirement, level)
}

/// A body that is too large is refused by 413 (section 15.5.14); how large that is, the server decides.
pub fn content_too_large(
    exchange: &Exchange,
    may_be_taken: bool,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let statuses: &[u16] = if may_be_taken { &[413, 200] } else { &[413] };
    status(&exchange.response, statuses, requirement, level)
}

fn status(
    response: &Response,
    expected: &[u16],
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    if expected.contains(&response.status) {
        return Ok(());
    }
    let wording: Vec<String> = expected.iter().map(u16::to_string).collect();
    // No clause of CIBA names a status here, and RFC 9110 says what each means, not that it must be sent: another refusal
    // by the client's fault is recorded.
    let level = match response.status {
        400..500 => level.min(Level::Info),
        _ => level,
    };
    Err(Violation::of(
        level,
        requirement.as_str(),
        format!("HTTP {}", wording.join(" or ")),
        describe(response),
    )
    .into())
}

/// Errors that only a server gives which took the token request for one.
const PROCESSED: [&str; 4] = [
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
];

/// The request was refused for what it is, not for what it asks.
pub fn token_request_not_processed(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let error = members.get("error").and_then(Value::as_str);
    let refused = (400..500).contains(&response.status) || response.status == 501;
    let mut judge = Judge::new();
    judge.must(
        refused
            && !members.contains_key("access_token")
            && !error.is_some_and(|error| PROCESSED.contains(&error)),
        "C-6749-14",
        "a refusal: the token endpoint takes a POST alone",
        &describe(response),
    );
    judge.verdict(())
}

/// Something that is no authentication request was refused: nothing came of it. What an error says beside, of whatever
/// it is about, is the OP's own.
pub fn authentication_request_not_processed(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let is_refused = (400..500).contains(&response.status) || response.status == 501;
    if is_refused && !members.contains_key("auth_req_id") {
        return Ok(());
    }
    let expected = "a 4xx answer, or 501, without auth_req_id";
    let actual = describe(response);
    Err(Violation::of(level, requirement.as_str(), expected, actual).into())
}

/// The server lets no other origin use the endpoint with credentials.
pub fn no_credentials_for_others(exchange: &Exchange) -> Result<(), Violations> {
    const NAME: &str = "access-control-allow-credentials";
    recorded(
        exchange
            .response
            .header(NAME)
            .is_none_or(|value| value != "true"),
        "no Access-Control-Allow-Credentials: true",
        describe_header(NAME, exchange.response.header(NAME)),
    )
}

/// The answer sets no cookie.
pub fn no_cookie(exchange: &Exchange) -> Result<(), Violations> {
    let cookie = exchange.response.header("set-cookie");
    recorded(
        cookie.is_none(),
        "no Set-Cookie",
        if cookie.is_some() { "one" } else { "none" }.to_owned(),
    )
}

fn recorded(holds: bool, expected: &str, actual: String) -> Result<(), Violations> {
    if holds {
        return Ok(());
    }
    Err(Violation::of(Level::Info, "C-HTTP-03", expected, actual).into())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::json_answer;

    #[rstest]
    #[case::a_refusal(400, r#"{"error":"invalid_request"}"#, true)]
    #[case::one_that_says_what_it_is_about(
        400,
        r#"{"error":"invalid_request","request":{"auth_req_id":null}}"#,
        true
    )]
    #[case::one_in_words(400, "no \"auth_req_id\" for you", true)]
    #[case::a_refusal_that_gives_one(
        400,
        r#"{"error":"invalid_request","auth_req_id":"a"}"#,
        false
    )]
    #[case::an_acknowledgement(200, r#"{"auth_req_id":"a"}"#, false)]
    fn what_is_no_authentication_request_gets_no_auth_req_id(
        #[case] status: u16,
        #[case] body: &str,
        #[case] is_right: bool,
    ) {
        let answer = json_answer(status, body);

        let verdict =
            authentication_request_not_processed(&answer, &"CIBA-7-02".into(), Level::Must);

        assert_eq!(verdict.is_ok(), is_right);
    }
}
