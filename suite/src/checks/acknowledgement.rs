//! The Successful Authentication Request Acknowledgement (CIBA Core 1.0, section 7.3).

use std::collections::HashSet;

use super::entropy::{is_random_uuid, varying_bits};
use super::judge::not_stored;
use super::message::{describe, describe_member, json_object, positive_integer, response_object};
use super::oracle;
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::jose::repeated_member;
use crate::protocol::{AuthenticationErrorCode, HintType, Level, RequirementId};

/// What the client needs to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The identifier of the authentication request.
    pub auth_req_id: String,
    /// Its lifetime in seconds, if it was given as it should.
    pub expires_in: Option<u64>,
    /// The seconds between polls, if given.
    pub interval: Option<u64>,
}

/// Where valid requests of all clients find nothing, the metadata names no Backchannel Authentication Endpoint.
pub fn no_endpoint(exchange: &Exchange) -> Violation {
    let expected =
        "an endpoint that takes authentication requests at backchannel_authentication_endpoint";
    Violation::must(
        "CIBA-4-03",
        expected,
        describe(&exchange.response).by_its_status(),
    )
}

/// The requirement that a valid request is accepted, where a scenario is about something else.
pub const ACCEPTED: &str = "CIBA-7.3-01";

/// The OP accepted the request: 200 and an auth_req_id. Everything else about the answer has a check of its own.
///
/// `requirement` is what a refusal breaks: a scenario may be about just that. Another status of success is no refusal,
/// and breaks the row about the status.
pub fn accepted(
    exchange: &Exchange,
    requirement: &RequirementId,
) -> Result<Acknowledgement, Violations> {
    let response = &exchange.response;
    if response.status != 200 {
        let broken = if is_success(exchange) {
            ACCEPTED
        } else {
            requirement.as_str()
        };
        return Err(Violation::must(
            broken,
            "HTTP 200: the authentication request is valid",
            describe(response),
        )
        .into());
    }
    let members = response_object(response)
        .map_err(|actual| Violation::must("CIBA-7.3-02", "a JSON object", actual))?;
    let auth_req_id = members
        .get("auth_req_id")
        .and_then(|value| value.as_str())
        .filter(|value| !value.is_empty())
        .ok_or_else(|| {
            Violation::must(
                "CIBA-7.3-03",
                "auth_req_id, a string that is not empty",
                describe_member(&members, "auth_req_id"),
            )
        })?;
    Ok(Acknowledgement {
        auth_req_id: auth_req_id.to_owned(),
        expires_in: members.get("expires_in").and_then(positive_integer),
        interval: members.get("interval").and_then(positive_integer),
    })
}

/// Whether the answer says, rightly made or not, that the request was taken: where a clause leaves the choice between that
/// and a refusal, the OP has made it.
pub fn is_success(exchange: &Exchange) -> bool {
    (200..300).contains(&exchange.response.status)
}

/// The same for a hint of a type that the OP never said it supports: no clause obliges it to support more than one
/// (O15), so that a refusal of such a hint is recorded and not judged.
pub fn accepted_if_supported(
    exchange: &Exchange,
    hint_type: HintType,
    requirement: &RequirementId,
) -> Result<Acknowledgement, Violations> {
    accepted(exchange, requirement).map_err(|violations| {
        let response = &exchange.response;
        let members = json_object(&response.body).unwrap_or_default();
        let code = members.get("error").and_then(|code| code.as_str());
        let is_open = response.status == 400
            && matches!(code, Some("invalid_request" | "unknown_user_id"));
        if !is_open {
            return violations;
        }
        oracle::HINT_TYPE_UNKNOWN
            .finding(
                requirement.as_str(),
                format!("HTTP 200, if the OP supports the {hint_type}; hint_types in the target file tells whether it does"),
                describe(response),
            )
            .into()
    })
}

/// The same where the request holds something that an OP may know and refuse: that is no more than this level.
pub fn accepted_or_objected(
    exchange: &Exchange,
    objection: (Level, &str),
    requirement: &RequirementId,
) -> Result<Acknowledgement, Violations> {
    let (level, reason) = objection;
    accepted(exchange, requirement).map_err(|violations| {
        if !is_invalid_request(exchange) {
            return violations;
        }
        let actual = describe(&exchange.response).because(reason);
        Violation::of(level, requirement.as_str(), "HTTP 200", actual).into()
    })
}

/// The code of section 13 by which the request was refused, with its status; nothing where it was not.
pub fn refusal(exchange: &Exchange) -> Option<AuthenticationErrorCode> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let code = members.get("error").and_then(|code| code.as_str())?;
    let code = AuthenticationErrorCode::parse(code)?;
    (code.status() == exchange.response.status).then_some(code)
}

/// Whether the request was refused by 400 and invalid_request.
pub fn is_invalid_request(exchange: &Exchange) -> bool {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let code = members.get("error").and_then(|code| code.as_str());
    exchange.response.status == 400 && code == Some("invalid_request")
}

/// The media type is application/json.
pub fn media_type(exchange: &Exchange) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must_be_json(&exchange.response, "CIBA-7.3-02");
    let repeated = repeated_member(&exchange.response.body);
    judge.should(
        repeated.is_none(),
        "CIBA-7.3-02",
        "a JSON object whose members have different names (RFC 8259, section 4)",
        &format!("{} twice", repeated.as_deref().unwrap_or_default()),
    );
    judge.verdict(())
}

/// The answer may not be stored.
pub fn no_store(exchange: &Exchange) -> Result<(), Violations> {
    not_stored(exchange, oracle::ACKNOWLEDGEMENT_STORED, "CIBA-7.3-11")
}

/// Only A-Z, a-z, 0-9, full stop, hyphen and underscore.
pub fn auth_req_id_characters(auth_req_id: &str) -> Result<(), Violations> {
    let stray: String = auth_req_id
        .chars()
        .filter(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_'))
        .collect();
    let mut judge = Judge::new();
    judge.must(
        stray.is_empty(),
        "CIBA-7.3-06",
        "an auth_req_id of A-Z, a-z, 0-9, '.', '-' and '_' alone",
        &format!("an auth_req_id with {stray:?}"),
    );
    judge.verdict(())
}

/// Different requests have different identifiers.
pub fn auth_req_ids_differ(auth_req_ids: &[String]) -> Result<(), Violations> {
    let different: HashSet<&String> = auth_req_ids.iter().collect();
    let mut judge = Judge::new();
    judge.must(
        different.len() == auth_req_ids.len(),
        "CIBA-7.3-07",
        "another auth_req_id for every authentication request",
        &format!(
            "{} requests with {} identifiers",
            auth_req_ids.len(),
            different.len()
        ),
    );
    judge.verdict(())
}

/// At least 128 bits that nobody can guess; 160 are recommended.
///
/// Counted are the positions that vary over the samples: a counter, a timestamp or a constant part adds nothing.
/// A random UUID has 122 bits and is the specification's own example, so it is a warning, no failure.
pub fn auth_req_id_entropy(samples: &[String]) -> Result<(), Violations> {
    let bits = varying_bits(samples);
    let actual = format!("about {bits} bits that vary over {} samples", samples.len());
    let uuid = samples.iter().all(|sample| is_random_uuid(sample));
    let mut judge = Judge::new();
    if bits < 128 && !uuid {
        judge.must(
            false,
            "CIBA-7.3-04",
            "an auth_req_id of at least 128 random bits",
            &actual,
        );
    } else {
        judge.should(
            bits >= 160,
            "CIBA-7.3-05",
            "an auth_req_id of 160 random bits",
            &actual,
        );
    }
    judge.verdict(())
}

/// expires_in is a JSON number, a positive integer.
pub fn expires_in(exchange: &Exchange) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let mut judge = Judge::new();
    judge.must(
        members
            .get("expires_in")
            .and_then(positive_integer)
            .is_some(),
        "CIBA-7.3-08",
        "expires_in, a JSON number, a positive integer",
        &describe_member(&members, "expires_in"),
    );
    judge.verdict(())
}

/// interval may be absent; where it stands it is a JSON number, a positive integer.
pub fn interval(exchange: &Exchange) -> Result<(), Violations> {
    const EXPECTED: &str = "no interval, or a JSON number, a positive integer";
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let actual = describe_member(&members, "interval");
    let mut judge = Judge::new();
    let Some(value) = members.get("interval") else {
        return judge.verdict(());
    };
    let is_number = value.is_number();
    judge.must(is_number, "CIBA-7.3-09", EXPECTED, &actual);
    judge.ruled(
        !is_number || positive_integer(value).is_some(),
        oracle::INTERVAL_NOT_POSITIVE,
        "CIBA-7.3-09",
        EXPECTED,
        &actual,
    );
    judge.verdict(())
}

/// There is no interval: a push client does not poll.
pub fn no_interval(exchange: &Exchange) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let mut judge = Judge::new();
    judge.must(
        !members.contains_key("interval"),
        "CIBA-7.3-10",
        "no interval: a push client does not poll",
        &describe_member(&members, "interval"),
    );
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::answer;

    fn acknowledgement(body: &str) -> Exchange {
        answer(200, body)
    }

    #[test]
    fn an_interval_that_is_right_for_one_sentence_is_wrong_for_the_other() {
        let told = acknowledgement(r#"{"interval":5}"#);
        let silent = acknowledgement("{}");
        let zero = acknowledgement(r#"{"interval":0}"#);

        assert!(interval(&told).is_ok());
        assert!(no_interval(&told).is_err());
        assert!(interval(&silent).is_ok());
        assert!(no_interval(&silent).is_ok());
        assert!(interval(&zero).is_err());
        assert!(no_interval(&zero).is_err());
    }
}
