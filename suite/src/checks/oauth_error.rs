//! The Error Response of OAuth (RFC 6749, section 5.2).

use std::borrow::Cow;

use serde_json::Value;
use url::form_urlencoded::parse;

use super::error_form::{AUTHENTICATION, Form, TOKEN};
use super::message::{describe, describe_text, is_error_text, is_error_uri, json_object};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Request, Response};
use crate::protocol::Level;

const REQUIREMENT: &str = "C-6749-04";

/// Which endpoint answered: they differ in the statuses that their clauses give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// The Backchannel Authentication Endpoint (CIBA Core 1.0, section 13).
    Authentication,
    /// The token endpoint (CIBA Core 1.0, section 11).
    Token,
}

impl Endpoint {
    /// The row that is broken where there is no error at all: its form is not in question then.
    fn refusal(self, request: &Request) -> &'static str {
        let has_no_number = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
            name == "requested_expiry" && value.parse::<u64>().is_err()
        };
        match self {
            Self::Authentication if parse(&request.body).any(has_no_number) => "CIBA-7.1-32",
            Self::Authentication => "CIBA-7.2-10",
            Self::Token => "CIBA-10.1-01",
        }
    }

    /// The row that gives failed client authentication its error: 401 belongs to no other.
    const fn invalid_client(self) -> &'static str {
        match self {
            Self::Authentication => "CIBA-13-18",
            Self::Token => "CIBA-10.1-01",
        }
    }

    const fn form(self) -> &'static Form {
        match self {
            Self::Authentication => &AUTHENTICATION,
            Self::Token => &TOKEN,
        }
    }

    /// The statuses that a code may have: 400 unless the document says otherwise (O2, O3).
    const fn statuses(self, code: &str) -> &'static [u16] {
        match (self, code.as_bytes()) {
            (_, b"invalid_client") => &[401, 400],
            (Self::Authentication, b"access_denied") => &[403],
            _ => &[400],
        }
    }

    fn status_of(self, code: &str, response: &Response) -> Result<(), Violations> {
        let statuses = self.statuses(code);
        if statuses.contains(&response.status) {
            return Ok(());
        }
        let codes: Vec<(&str, u16)> = statuses.iter().map(|status| (code, *status)).collect();
        let found = self.form().status_alone(response, &codes, Level::Must);
        Err(found
            .unwrap_or_else(|| {
                let actual = describe(response).by_its_status();
                Violation::must(REQUIREMENT, "the status that belongs to the error", actual)
            })
            .into())
    }
}

/// The status that belongs to the code, JSON, and nothing but printable ASCII; where the request was refused at all.
pub fn form(exchange: &Exchange, endpoint: Endpoint) -> Result<(), Violations> {
    let response = &exchange.response;
    if (200..300).contains(&response.status) {
        return Err(Violation::must(
            endpoint.refusal(&exchange.request),
            "an error: something is wrong with the request",
            describe(response),
        )
        .instead_of(["invalid_request"])
        .into());
    }
    if let Some(found) = endpoint.form().without_code(response) {
        let requirement = REQUIREMENT.into();
        return Err(Violation {
            requirement,
            ..found
        }
        .into());
    }
    let members = json_object(&response.body).unwrap_or_default();
    let code = members.get("error").and_then(Value::as_str);
    let mut judge = Judge::new();
    judge.must(
        code.is_some_and(|code| !code.is_empty() && is_error_text(code)),
        REQUIREMENT,
        "a JSON object with error, a code of printable ASCII",
        &describe(response),
    );
    if (response.status, code) == (401, Some("unauthorized_client")) {
        return Err(Violation::must(
            endpoint.invalid_client(),
            "HTTP 401 with error = \"invalid_client\", or HTTP 400 with this error",
            describe(response),
        )
        .into());
    }
    if let Some(code) = code {
        judge.include(endpoint.status_of(code, response));
    }
    judge.must_be_json(response, REQUIREMENT);
    let mut printable = |name: &'static str, is_allowed: fn(&str) -> bool, characters: &str| {
        judge.must(
            members
                .get(name)
                .is_none_or(|value| value.as_str().is_some_and(is_allowed)),
            REQUIREMENT,
            &format!("no {name}, or one of {characters}"),
            &describe_text(&members, name),
        );
    };
    printable(
        "error_description",
        is_error_text,
        "%x20-21 / %x23-5B / %x5D-7E",
    );
    printable("error_uri", is_error_uri, "%x21 / %x23-5B / %x5D-7E");
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Endpoint, Violations, form};
    use crate::http::Exchange;
    use crate::testing::json_answer;

    fn answered(sent: &str, status: u16, body: &str) -> Exchange {
        let mut exchange = json_answer(status, body);
        exchange.request.body = sent.as_bytes().to_vec();
        exchange
    }

    const REFUSED: &str = r#"{"error":"unauthorized_client"}"#;

    #[rstest]
    #[case::a_lifetime_that_is_none("requested_expiry=a", 200, "{}", "CIBA-7.1-32")]
    #[case::another_parameter("requested_expiry=60&scope=a", 200, "{}", "CIBA-7.2-10")]
    #[case::a_client_by_another_name("scope=a", 401, REFUSED, "CIBA-13-18")]
    #[case::a_status_of_another_code("scope=a", 401, r#"{"error":"invalid_scope"}"#, "CIBA-13-11")]
    fn the_row_is_broken_that_says_what_should_have_come(
        #[case] sent: &str,
        #[case] status: u16,
        #[case] body: &str,
        #[case] row: &str,
    ) {
        let found = form(&answered(sent, status, body), Endpoint::Authentication);

        let found = found.err().map_or_else(Vec::new, Violations::into_vec);
        let rows: Vec<&str> = found.iter().map(|one| one.requirement.as_str()).collect();
        assert_eq!(rows, [row]);
    }
}
