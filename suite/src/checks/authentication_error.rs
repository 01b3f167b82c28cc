//! The Authentication Error Response (CIBA Core 1.0, section 13).

use serde_json::{Map, Value};

use super::alternative::{Alternative, Leniency};
use super::message::{
    describe, describe_header, describe_member, is_error_text, is_error_uri, is_json, json_object,
};
use super::oracle::{self, Ruling};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
use crate::jose::repeated_member;
use crate::protocol::{AuthenticationErrorCode, Level, RequirementId};

/// What other answers are tolerated where a code is expected. Everything else is a violation.
const fn alternatives(expected: AuthenticationErrorCode) -> &'static [Alternative] {
    match expected {
        AuthenticationErrorCode::InvalidClient => &[Alternative {
            code: "invalid_client",
            status: 400,
            leniency: Leniency::Ruled(oracle::CLIENT_REFUSED_WITH_400),
        }],
        _ => &[],
    }
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
/// oracle rule is about the requirement.
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
    let found = match (tolerated, Ruling::on(requirement)) {
        (Some(other), _) => {
            let actual = actual.because(&other.leniency.to_string());
            Violation::of(other.leniency.level(), requirement_id, wording, actual)
        }
        (None, Some(ruling)) => ruling.finding(requirement_id, wording, actual),
        (None, None) => Violation::of(level, requirement_id, wording, actual),
    };
    Err(found.instead_of(codes).into())
}

/// The form of every error answer, under the requirements of the endpoint that gave it.
pub(super) struct Form {
    media_type: &'static str,
    code: &'static str,
    description: &'static str,
    uri: &'static str,
    success: Option<(&'static str, &'static [&'static str])>,
    /// The requirement that each parameter stands once, where the endpoint has one.
    once: Option<&'static str>,
}

pub(super) const AUTHENTICATION: Form = Form {
    media_type: "CIBA-13-01",
    code: "CIBA-13-02",
    description: "CIBA-13-03",
    uri: "CIBA-13-04",
    success: Some((
        "CIBA-13-05",
        &[
            "auth_req_id",
            "expires_in",
            "interval",
            "access_token",
            "id_token",
            "refresh_token",
        ],
    )),
    once: None,
};

pub(super) const TOKEN: Form = Form {
    media_type: "CIBA-11-01",
    code: "C-6749-04",
    description: "C-6749-04",
    uri: "C-6749-04",
    success: Some(("CIBA-11-01", &["access_token", "id_token", "refresh_token"])),
    // RFC 6749, section 3.2, is about the token endpoint.
    once: Some("C-6749-13"),
};

/// JSON, a code of section 13, printable texts, and nothing of a success beside it.
pub fn form(exchange: &Exchange) -> Result<(), Violations> {
    let mut judge = Judge::new();
    let members = error_members(&exchange.response, &AUTHENTICATION, &mut judge);
    let code = members.get("error").and_then(Value::as_str);
    judge.must(
        code.is_some_and(|code| AuthenticationErrorCode::parse(code).is_some()),
        AUTHENTICATION.code,
        "error, one of the codes of section 13",
        &describe_member(&members, "error"),
    );
    judge.verdict(())
}

/// Whatever was wrong with a request, the answer is an error of section 13 with its status.
pub fn of_section_13(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let code = members
        .get("error")
        .and_then(Value::as_str)
        .and_then(AuthenticationErrorCode::parse);
    let fits = code.is_some_and(|code| {
        response.status == code.status()
            || alternatives(code)
                .iter()
                .any(|other| (other.code, other.status) == (code.as_str(), response.status))
    });
    let mut judge = Judge::new();
    judge.must(
        fits && is_json(response.header("content-type")),
        "CIBA-7.2-10",
        "JSON with an error of section 13 and its HTTP status",
        &describe(response),
    );
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

/// JSON, a code, printable texts, and no token beside it.
pub(super) fn token_error_form(exchange: &Exchange) -> Result<(), Violations> {
    let mut judge = Judge::new();
    let members = error_members(&exchange.response, &TOKEN, &mut judge);
    let code = members.get("error").and_then(Value::as_str);
    judge.must(
        code.is_some_and(|code| !code.is_empty() && is_error_text(code)),
        TOKEN.code,
        "error, a code of printable ASCII",
        &describe_member(&members, "error"),
    );
    judge.verdict(())
}

fn error_members(response: &Response, form: &Form, judge: &mut Judge) -> Map<String, Value> {
    judge.must_be_json(response, form.media_type);
    let members = match json_object(&response.body) {
        Ok(members) => members,
        Err(actual) => {
            judge.must(false, form.media_type, "a JSON object", &actual);
            return Map::new();
        }
    };
    judge_repetition(judge, response, form);
    let printable = |name: &str, is_allowed: fn(&str) -> bool| {
        members
            .get(name)
            .is_none_or(|value| value.as_str().is_some_and(is_allowed))
    };
    judge.must(
        printable("error_description", is_error_text),
        form.description,
        "error_description in %x20-21 / %x23-5B / %x5D-7E",
        &describe_member(&members, "error_description"),
    );
    judge.must(
        printable("error_uri", is_error_uri),
        form.uri,
        "error_uri, a URI-reference in %x21 / %x23-5B / %x5D-7E",
        &describe_member(&members, "error_uri"),
    );
    if let Some((requirement, names)) = form.success {
        for name in names {
            judge.must(
                !members.contains_key(*name),
                requirement,
                &format!("no {name} beside an error"),
                &describe_member(&members, name),
            );
        }
    }
    members
}

/// Each parameter stands once: a rule of the token endpoint's, and elsewhere one of JSON.
fn judge_repetition(judge: &mut Judge, response: &Response, form: &Form) {
    let Some(repeated) = repeated_member(&response.body) else {
        return;
    };
    let actual = format!("{repeated} twice");
    match form.once {
        Some(requirement) => judge.must(
            false,
            requirement,
            "no response parameter more than once (RFC 6749, section 3.2)",
            &actual,
        ),
        None => judge.should(
            false,
            form.media_type,
            "a JSON object whose members have different names (RFC 8259, section 4)",
            &actual,
        ),
    }
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
