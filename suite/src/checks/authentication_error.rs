//! The Authentication Error Response (CIBA Core 1.0, section 13).

use serde_json::Value;

use super::alternative::{Alternative, Leniency};
use super::error_form::{AUTHENTICATION, Form, error_members};
use super::message::{describe, describe_header, describe_member, is_json, json_object};
use super::oracle::{self, Ruling};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
use crate::protocol::{AuthenticationErrorCode, Level, RequirementId};

/// What other answers are tolerated where a code is expected. Everything else is a violation.
const fn alternatives(expected: AuthenticationErrorCode) -> &'static [Alternative] {
    match expected {
        AuthenticationErrorCode::InvalidClient => &[Alternative {
            code: "invalid_client",
            status: 400,
            leniency: Leniency::Ruled(oracle::CLIENT_REFUSED_WITH_400),
        }],
        AuthenticationErrorCode::AccessDenied => STANDING_DENIAL,
        _ => &[],
    }
}

/// Nobody is asked; by what name is the OP's own: the way in which such a denial is decided is out of scope.
const STANDING_DENIAL: &[Alternative] = &[
    denied_as("invalid_request"),
    denied_as("unknown_user_id"),
    denied_as("unauthorized_client"),
];

const fn denied_as(code: &'static str) -> Alternative {
    Alternative {
        code,
        status: 400,
        leniency: Leniency::OfTheClause(
            Level::Info,
            "no clause says by what name a user is refused who is always denied",
        ),
    }
}

/// The code with the statuses that it may have.
fn statuses(code: AuthenticationErrorCode) -> Vec<(&'static str, u16)> {
    let own = alternatives(code)
        .iter()
        .filter(|other| other.code == code.as_str())
        .map(|other| (other.code, other.status));
    std::iter::once((code.as_str(), code.status()))
        .chain(own)
        .collect()
}

/// The request is refused with this code and the status that belongs to it.
pub fn refused(
    exchange: &Exchange,
    expected: AuthenticationErrorCode,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    refused_with(
        &exchange.response,
        &AUTHENTICATION,
        &[(expected.as_str(), expected.status())],
        alternatives(expected),
        requirement,
        level,
    )
}

/// The request is refused with one of these codes, where the clause leaves the choice.
pub fn refused_with_one_of(
    exchange: &Exchange,
    expected: &[AuthenticationErrorCode],
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let codes: Vec<(&str, u16)> = expected
        .iter()
        .map(|code| (code.as_str(), code.status()))
        .collect();
    let tolerated: Vec<Alternative> = expected
        .iter()
        .flat_map(|code| alternatives(*code))
        .copied()
        .collect();
    refused_with(
        &exchange.response,
        &AUTHENTICATION,
        &codes,
        &tolerated,
        requirement,
        level,
    )
}

/// The request is refused with one of these codes, or with a tolerated one, which is a warning or recorded; whatever
/// is refused, it is in the form of the endpoint's errors. What any other answer means is the level's to say, unless an
/// oracle rule is about the requirement. Where the code is right and its status is not, the refusal stands, and what is
/// broken is the row about the code, once for all scenarios that meet it.
pub(super) fn refused_with(
    response: &Response,
    form: &Form,
    expected: &[(&str, u16)],
    tolerated: &[Alternative],
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let members = json_object(&response.body).unwrap_or_default();
    let came = (
        members
            .get("error")
            .and_then(Value::as_str)
            .unwrap_or_default(),
        response.status,
    );
    if expected.contains(&came) {
        let mut judge = Judge::new();
        error_members(response, form, &mut judge);
        return judge.verdict(());
    }
    let wording = expected
        .iter()
        .map(|(code, status)| format!("HTTP {status} with error = \"{code}\""))
        .collect::<Vec<_>>()
        .join(", or ");
    let codes = expected.iter().map(|(code, _)| *code);
    let actual = describe(response);
    let requirement_id = requirement.as_str();
    let tolerated = tolerated
        .iter()
        .find(|other| (other.code, other.status) == came);
    let form_alone = form
        .status_alone(response, expected, level)
        .or_else(|| form.without_code(response));
    let found = match (tolerated, Ruling::on(requirement)) {
        (Some(other), _) => {
            let actual = actual.because(&other.leniency.to_string());
            Violation::of(other.leniency.level(), requirement_id, wording, actual)
        }
        (None, ruling)
            if let Some(found) = form_alone
                && ruling.is_none_or(|ruling| ruling.level == Level::Must) =>
        {
            found
        }
        (None, ruling) => match (form.named_otherwise(expected, came), ruling) {
            (Some(word), _) => Violation::of(level, word, wording, actual),
            (None, Some(ruling)) => ruling.finding(requirement_id, wording, actual),
            (None, None) => Violation::of(level, requirement_id, wording, actual),
        },
    };
    Err(found.instead_of(codes).into())
}

/// JSON, a code of section 13, printable texts, and nothing of a success beside it.
pub fn form(exchange: &Exchange) -> Result<(), Violations> {
    if let Some(found) = AUTHENTICATION.without_code(&exchange.response) {
        return Err(found.into());
    }
    let mut judge = Judge::new();
    let members = error_members(&exchange.response, &AUTHENTICATION, &mut judge);
    let code = members.get("error").and_then(Value::as_str);
    judge.must(
        code.is_some_and(|code| AuthenticationErrorCode::parse(code).is_some()),
        "CIBA-13-02",
        "error, one of the codes of section 13",
        &describe_member(&members, "error"),
    );
    judge.verdict(())
}

/// Whatever was wrong with a request, the answer is an error of section 13 with its status.
pub fn of_section_13(exchange: &Exchange) -> Result<(), Violations> {
    refused_anyhow(exchange, &"CIBA-7.2-10".into(), Level::Must)
}

/// The request is refused, by JSON with any error of section 13 and its status.
pub fn refused_anyhow(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let code = members
        .get("error")
        .and_then(Value::as_str)
        .and_then(AuthenticationErrorCode::parse);
    let codes = code.map_or_else(Vec::new, statuses);
    if let Some(found) = AUTHENTICATION.status_alone(response, &codes, level) {
        return Err(found.into());
    }
    if let Some(found) = AUTHENTICATION.without_code(response) {
        return Err(found.into());
    }
    let has_status = codes.iter().any(|(_, status)| *status == response.status);
    if has_status && is_json(response.header("content-type")) {
        return Ok(());
    }
    Err(Violation::of(
        level,
        requirement.as_str(),
        "JSON with an error of section 13 and its HTTP status",
        describe(response),
    )
    .into())
}

/// Two requests that mean the same, written otherwise, are answered alike (CIBA Core 1.0, section 7.1).
pub fn read_alike(exchanges: &[Exchange]) -> Result<(), Violations> {
    let seen = |exchange: &Exchange| {
        let members = json_object(&exchange.response.body).unwrap_or_default();
        let code = members.get("error").and_then(Value::as_str);
        (exchange.response.status, code.map(str::to_owned))
    };
    let mut judge = Judge::new();
    if let [plus, escape] = exchanges {
        judge.must(
            seen(plus) == seen(escape),
            "CIBA-7.1-38",
            &format!(
                "with a plus sign the answer that an escape gets: {}",
                describe(&escape.response)
            ),
            &describe(&plus.response),
        );
    }
    judge.verdict(())
}

/// Recorded: how an OP in trouble answers. The section has no code for it; OAuth's are the obvious ones.
pub fn in_trouble(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let code = members.get("error").and_then(Value::as_str);
    if response.status >= 500 && matches!(code, Some("server_error" | "temporarily_unavailable")) {
        return Ok(());
    }
    Err(Violation::of(
        Level::Info,
        "CIBA-13-21",
        "HTTP 5xx with error = \"server_error\" or \"temporarily_unavailable\", as OAuth has it",
        describe(response),
    )
    .into())
}

/// A client that used the Authorization header is told which scheme to use (RFC 6749, section 5.2).
pub fn challenges_basic(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let challenge = response.header("www-authenticate");
    let mut judge = Judge::new();
    judge.ruled(
        response.status == 401,
        oracle::BASIC_REFUSED,
        "C-6749-05",
        "HTTP 401 for a client that used the Authorization header",
        &describe(response),
    );
    judge.ruled(
        response.header_values("www-authenticate").any(names_basic),
        oracle::BASIC_REFUSED,
        "C-6749-05",
        "WWW-Authenticate: Basic …",
        &describe_header("WWW-Authenticate", challenge),
    );
    judge.verdict(())
}

/// Whether one of the challenges of a header is of the Basic scheme: the word may stand in a quoted realm as well.
fn names_basic(challenges: &str) -> bool {
    let unquoted: String = challenges.split('"').step_by(2).collect();
    unquoted.split(',').any(|part| {
        part.split_whitespace()
            .next()
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
    })
}

#[cfg(test)]
mod tests {
    use super::names_basic;

    #[test]
    fn the_basic_scheme_is_found_among_others_and_not_in_a_realm() {
        for right in [
            "Basic",
            "basic realm=\"a, b\"",
            "Bearer realm=\"a\", BASIC realm=\"b\", charset=\"UTF-8\"",
        ] {
            assert!(names_basic(right), "{right}");
        }
        for wrong in [
            "Bearer",
            "Bearer realm=\"use, basic please\"",
            "Digest realm=\"basic\"",
            "Basics",
        ] {
            assert!(!names_basic(wrong), "{wrong}");
        }
    }
}
