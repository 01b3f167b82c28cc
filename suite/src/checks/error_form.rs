//! The form that the errors of an endpoint have (CIBA Core 1.0, sections 11 and 13; RFC 6749, section 5.2).

use serde_json::{Map, Value};

use super::message::{
    describe, describe_member, describe_text, is_error_text, is_error_uri, json_object,
};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
use crate::jose::repeated_member;
use crate::protocol::{AuthenticationErrorCode, Level, TokenErrorCode};
use crate::violation::{Actual, Came};

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
    /// The requirements that give a fault its error, by that error.
    words: &'static [(&'static str, &'static str)],
}

impl Form {
    /// The requirement that is broken by a refusal under another name: what was to be refused is refused. A client is,
    /// where the error is about the client; others say that it was believed.
    pub(super) fn named_otherwise(
        &self,
        expected: &[(&str, u16)],
        (code, status): (&str, u16),
    ) -> Option<&'static str> {
        let (expected, _) = expected.first()?;
        let is_refused = match *expected {
            "invalid_client" => matches!(code, "invalid_client" | "unauthorized_client"),
            _ => !code.is_empty(),
        };
        if !is_refused || !(400..500).contains(&status) {
            return None;
        }
        let mut words = self.words.iter();
        words
            .find(|(error, _)| error == expected)
            .map(|(_, requirement)| *requirement)
    }

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

    /// A refusal that says in no word of its document what it is: it breaks the row about the form of errors, once for all
    /// scenarios that meet it. Which statuses have nothing to do with the documents, they do not say.
    pub(super) fn without_code(&self, response: &Response) -> Option<Violation> {
        if !matches!(response.status, 400 | 401 | 403) {
            return None;
        }
        let actual = |kind| Actual::new(describe(response).to_string(), Came::Kind(kind));
        let Ok(members) = json_object(&response.body) else {
            let actual = actual("an error that is no JSON object");
            return Some(
                Violation::must(self.media_type, "an error as a JSON object", actual).of_form(),
            );
        };
        let code = members.get("error").and_then(Value::as_str);
        let (expected, kind) = match code {
            None | Some("") => (
                "an error with its code as error".to_owned(),
                "an error without its code",
            ),
            Some(code) => (
                format!("error = \"{}\"", self.meant(code)?),
                "an error code that is written otherwise",
            ),
        };
        Some(Violation::must(self.code, expected, actual(kind)).of_form())
    }

    /// The code that is meant by one that is not written as the documents do.
    fn meant(&self, code: &str) -> Option<String> {
        let meant = plainly(code);
        (meant != code && (self.status)(&meant).is_some()).then_some(meant)
    }
}

/// A code without what somebody may have added to it: blanks, capitals, other dashes.
pub(super) fn plainly(code: &str) -> String {
    code.trim().to_ascii_lowercase().replace(['-', ' '], "_")
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
    words: &[
        ("invalid_client", "CIBA-13-18"),
        ("unknown_user_id", "CIBA-13-13"),
    ],
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
    words: &[("invalid_client", "CIBA-10.1-01")],
};

/// JSON, a code, printable texts, and no token beside it.
pub(super) fn token_error_form(exchange: &Exchange) -> Result<(), Violations> {
    if let Some(found) = TOKEN.without_code(&exchange.response) {
        return Err(found.into());
    }
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
        &describe_text(&members, "error_description"),
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{AUTHENTICATION, TOKEN};

    #[rstest]
    #[case::by_the_clients_own_word("invalid_client", ("unauthorized_client", 401), Some("CIBA-13-18"))]
    #[case::with_another_status("invalid_client", ("invalid_client", 403), Some("CIBA-13-18"))]
    #[case::who_was_believed("invalid_client", ("authorization_pending", 400), None)]
    #[case::who_was_believed_and_sent_nonsense("invalid_client", ("invalid_request", 400), None)]
    #[case::who_was_accepted("invalid_client", ("", 200), None)]
    #[case::nobody("unknown_user_id", ("invalid_request", 400), Some("CIBA-13-13"))]
    #[case::somebody("unknown_user_id", ("", 200), None)]
    #[case::trouble("unknown_user_id", ("server_error", 500), None)]
    #[case::a_request("invalid_request", ("invalid_scope", 400), None)]
    fn a_refusal_by_another_name_breaks_the_row_of_the_name(
        #[case] expected: &str,
        #[case] came: (&str, u16),
        #[case] row: Option<&str>,
    ) {
        let expected = [(expected, 400)];

        assert_eq!(AUTHENTICATION.named_otherwise(&expected, came), row);
    }

    #[test]
    fn the_token_endpoint_has_a_row_of_its_own() {
        let came = ("unauthorized_client", 401);

        let row = TOKEN.named_otherwise(&[("invalid_client", 401)], came);

        assert_eq!(row, Some("CIBA-10.1-01"));
    }
}
