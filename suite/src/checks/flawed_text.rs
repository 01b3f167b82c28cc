//! What an endpoint answers to text that no parser likes: anything but a crash.

use super::authentication_error::of_section_13;
use super::message::{describe, is_json};
use super::{Judge, Violations, acknowledgement, oauth_error, token_error};
use crate::http::Exchange;
use crate::protocol::RequirementId;

/// Every error that a token request can have is one of the list, with its status (RFC 6749, section 5.2; CIBA Core 1.0,
/// section 11). That the flaw is passed over, so that the request is pending still, is no fault of this row.
pub fn token_error(exchange: &Exchange) -> Result<(), Violations> {
    let response = &exchange.response;
    let mut judge = Judge::new();
    judge.must(
        token_error::code(exchange).is_some()
            && matches!(response.status, 400 | 401)
            && is_json(response.header("content-type")),
        "C-6749-04",
        "JSON with an error of section 5.2 or 11 and its HTTP status",
        &describe(response),
    );
    if judge.is_clean() {
        judge.include(oauth_error::form(exchange, oauth_error::Endpoint::Token));
    }
    judge.verdict(())
}

/// An OP may take the text or refuse it: both are answers of its endpoint.
pub fn acknowledged_or_error(exchange: &Exchange) -> Result<(), Violations> {
    let requirement = RequirementId::from("CIBA-7.2-10");
    match acknowledgement::accepted(exchange, &requirement) {
        Ok(_) => Ok(()),
        Err(_) => of_section_13(exchange),
    }
}
