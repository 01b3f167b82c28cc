//! The form that the errors of an endpoint have (CIBA Core 1.0, sections 11 and 13; RFC 6749, section 5.2).

use serde_json::{Map, Value};

use super::message::{describe, describe_member, is_error_text, is_error_uri, json_object};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
use crate::jose::repeated_member;
use crate::protocol::{AuthenticationErrorCode, Level, TokenErrorCode};

/// The form of every error answer, under the requirements of the endpoint that gave it.
pub(super) struct Form {
    media_type: &'static str,
    code: &'static str,
    description: &'static str,
    uri: &'static str,
    success: Option<(&'static str, &'static [&'static str])>,
    /// The requirement that says which status a code has.
    status: fn(&str) -> Option<&'static str>,
    /// The requirement that each parameter stands once, where the endpoint has one.
    once: Option<&'static str>,
}

impl Form {
    /// A refusal by one of these codes of which nothing but the status is wrong: it breaks the row about the code.
    pub(super) fn status_alone(
        &self,
        response: &Response,
        codes: &[(&str, u16)],
        level: Level,
    ) -> Option<Violation> {
        let members = json_object(&response.body).ok()?;
        let names = self.success.map_or(&[][..], |(_, names)| names);
        if names.iter().any(|name| members.contains_key(*name)) {
            return None;
        }
        let code = members.get("error")?.as_str()?;
        let statuses: Vec<String> = codes
            .iter()
            .filter(|(known, _)| *known == code)
            .map(|(_, status)| status.to_string())
            .collect();
        if statuses.is_empty() || statuses.contains(&response.status.to_string()) {
            return None;
        }
        let expected = format!("HTTP {}: the status of {code}", statuses.join(" or "));
        let row = (self.status)(code)?;
        Some(Violation::of(level, row, expected, describe(response)).instead_of([code]))
    }
}

/// The rows of section 13, one for each code.
fn status_at_the_backchannel_endpoint(code: &str) -> Option<&'static str> {
    use AuthenticationErrorCode as Code;
    Some(match Code::parse(code)? {
        Code::InvalidRequest => "CIBA-13-10",
        Code::InvalidScope => "CIBA-13-11",
        Code::ExpiredLoginHintToken => "CIBA-13-12",
        Code::UnknownUserId => "CIBA-13-13",
        Code::UnauthorizedClient => "CIBA-13-14",
        Code::MissingUserCode => "CIBA-13-15",
        Code::InvalidUserCode => "CIBA-13-16",
        Code::InvalidBindingMessage => "CIBA-13-17",
        Code::InvalidClient => "CIBA-13-18",
        Code::AccessDenied => "CIBA-13-19",
    })
}

/// The rows of section 11, one for each code that it defines; the rest are OAuth's (RFC 6749, section 5.2).
fn status_at_the_token_endpoint(code: &str) -> Option<&'static str> {
    use TokenErrorCode as Code;
    Some(match Code::parse(code)? {
        Code::AuthorizationPending => "CIBA-11-02",
        Code::SlowDown => "CIBA-11-03",
        Code::ExpiredToken => "CIBA-11-07",
        Code::AccessDenied => "CIBA-11-08",
        Code::InvalidGrant => "CIBA-11-09",
        _ => "C-6749-04",
    })
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
    status: status_at_the_backchannel_endpoint,
    once: None,
};

pub(super) const TOKEN: Form = Form {
    media_type: "CIBA-11-01",
    code: "C-6749-04",
    description: "C-6749-04",
    uri: "C-6749-04",
    success: Some(("CIBA-11-01", &["access_token", "id_token", "refresh_token"])),
    status: status_at_the_token_endpoint,
    // RFC 6749, section 3.2, is about the token endpoint.
    once: Some("C-6749-13"),
};

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

pub(super) fn error_members(
    response: &Response,
    form: &Form,
    judge: &mut Judge,
) -> Map<String, Value> {
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
