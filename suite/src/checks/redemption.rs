//! What a grant is good for, once or again (CIBA Core 1.0, section 10.1.1; RFC 6749, section 6; OpenID Connect Core
//! 1.0, section 12).

use serde_json::Value;

use super::message::{describe, describe_member, json_object, response_object};
use super::oracle;
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::protocol::RequirementId;

/// Of all attempts to redeem one auth_req_id at once, exactly one got tokens.
///
/// An OP that turned all of them away for their number (429, 503) has not been seen to fail.
pub fn one_of_many(attempts: &[Exchange]) -> Result<(), Violations> {
    let winners = attempts
        .iter()
        .filter(|exchange| has_tokens(exchange))
        .count();
    let throttled = attempts
        .iter()
        .any(|exchange| matches!(exchange.response.status, 429 | 503));
    let mut judge = Judge::new();
    judge.must(
        winners == 1 || (winners == 0 && throttled),
        "CIBA-10.1.1-04",
        &format!("tokens for exactly one of {} attempts", attempts.len()),
        &format!("tokens for {winners} of them"),
    );
    for loser in attempts.iter().filter(|exchange| !has_tokens(exchange)) {
        judge_loser(&mut judge, loser);
    }
    judge.verdict(())
}

/// Who comes too late gets an error. No clause says which, as a client is not to have two requests under way (section 10.1);
/// that it is none of the server's is a should. A success without tokens is none (RFC 6749, section 5.1).
fn judge_loser(judge: &mut Judge, loser: &Exchange) {
    let response = &loser.response;
    let actual = describe(response);
    judge.must(
        !(200..300).contains(&response.status),
        "CIBA-10.1.1-04",
        "an error for whoever comes too late",
        &actual,
    );
    judge.should(
        response.status < 500 || response.status == 503,
        "CIBA-10.1.1-04",
        "an error of section 11 for whoever comes too late, not one of the server's",
        &actual,
    );
}

/// The result was to be there when the client was told so; the second attempt brought it, or did not.
pub fn not_at_first(
    first: &Exchange,
    came_later: bool,
    requirement: &RequirementId,
) -> Result<(), Violations> {
    const EXPECTED: &str = "the tokens: the ping said that the result is ready";
    let actual = describe(&first.response);
    let requirement = requirement.as_str();
    Err(if came_later {
        oracle::NOT_READY.finding(requirement, EXPECTED, actual)
    } else {
        Violation::must(requirement, EXPECTED, actual)
    }
    .into())
}

/// Whether an answer carries tokens.
pub fn has_tokens(exchange: &Exchange) -> bool {
    carries_tokens(&exchange.response.body)
}

/// Whether a body carries tokens.
pub fn carries_tokens(body: &[u8]) -> bool {
    json_object(body).is_ok_and(|members| {
        members.contains_key("access_token") || members.contains_key("id_token")
    })
}

/// The request was not taken for a token request: no tokens, no success, no crash.
pub fn not_redeemed(exchange: &Exchange, requirement: &RequirementId) -> Result<(), Violations> {
    let status = exchange.response.status;
    let mut judge = Judge::new();
    judge.must(
        ((400..500).contains(&status) || status == 501) && !has_tokens(exchange),
        requirement.as_str(),
        "a 4xx answer, or 501, without tokens",
        &describe(&exchange.response),
    );
    judge.verdict(())
}

/// A refresh token brings an access token.
pub fn refreshed(exchange: &Exchange) -> Result<(), Violations> {
    const REQUIREMENT: &str = "CIBA-10.1.1-10";
    let response = &exchange.response;
    if response.status != 200 {
        let broken = if has_tokens(exchange) {
            "C-6749-01"
        } else {
            REQUIREMENT
        };
        return Err(Violation::must(
            broken,
            "HTTP 200 with new tokens: the refresh token is the client's own",
            describe(response),
        )
        .into());
    }
    let members = response_object(response)
        .map_err(|actual| Violation::must(REQUIREMENT, "a JSON object", actual))?;
    let text = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_str)
            .is_some_and(|value| !value.is_empty())
    };
    let mut judge = Judge::new();
    for name in ["access_token", "token_type"] {
        judge.must(
            text(name),
            REQUIREMENT,
            &format!("{name}, a string that is not empty"),
            &describe_member(&members, name),
        );
    }
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::answer;

    #[test]
    fn exactly_one_attempt_wins() {
        let won = answer(200, r#"{"access_token":"a"}"#);
        let lost = answer(400, r#"{"error":"invalid_grant"}"#);
        let busy = answer(503, "");

        assert!(one_of_many(&[lost.clone(), won.clone(), lost.clone()]).is_ok());
        assert!(one_of_many(&[won.clone(), won]).is_err());
        assert!(one_of_many(&[lost.clone(), lost.clone()]).is_err());
        assert!(one_of_many(&[lost.clone(), busy]).is_ok());
        let (broken, empty) = (answer(500, ""), answer(200, "{}"));
        for other in [broken, empty] {
            let won = answer(200, r#"{"access_token":"a"}"#);
            assert!(one_of_many(&[won, lost.clone(), other]).is_err());
        }
    }

    #[test]
    fn a_refresh_brings_an_access_token_of_a_type() {
        assert!(
            refreshed(&answer(
                200,
                r#"{"access_token":"a","token_type":"Bearer"}"#
            ))
            .is_ok()
        );
        assert!(refreshed(&answer(200, r#"{"access_token":"a"}"#)).is_err());
        assert!(refreshed(&answer(400, r#"{"error":"invalid_grant"}"#)).is_err());
    }
}
