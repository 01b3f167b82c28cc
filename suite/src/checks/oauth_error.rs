//! The Error Response of OAuth (RFC 6749, section 5.2).

use serde_json::Value;

use super::error_form::{AUTHENTICATION, TOKEN};
use super::message::{describe, describe_member, is_error_text, is_error_uri, json_object};
use super::{Judge, Violation, Violations};
use crate::http::{Exchange, Response};
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
    const fn refusal(self) -> &'static str {
        match self {
            Self::Authentication => "CIBA-7.2-10",
            Self::Token => "CIBA-10.1-01",
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
}

impl Endpoint {
    fn status_of(self, code: &str, response: &Response) -> Result<(), Violations> {
        let statuses = self.statuses(code);
        if statuses.contains(&response.status) {
            return Ok(());
        }
        let codes: Vec<(&str, u16)> = statuses.iter().map(|status| (code, *status)).collect();
        let form = match self {
            Self::Authentication => &AUTHENTICATION,
            Self::Token => &TOKEN,
        };
        let found = form.status_alone(response, &codes, Level::Must);
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
            endpoint.refusal(),
            "an error: something is wrong with the request",
            describe(response),
        )
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
    if let Some(code) = code {
        judge.include(endpoint.status_of(code, response));
    }
    judge.must_be_json(response, REQUIREMENT);
    let mut printable = |name: &str, is_allowed: fn(&str) -> bool, characters: &str| {
        judge.must(
            members
                .get(name)
                .is_none_or(|value| value.as_str().is_some_and(is_allowed)),
            REQUIREMENT,
            &format!("no {name}, or one of {characters}"),
            &describe_member(&members, name),
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
