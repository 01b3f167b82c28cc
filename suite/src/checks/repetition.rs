//! A parameter that nobody knows, and that comes twice (RFC 6749, sections 3.1, 3.2 and 5.2; CIBA Core 1.0, section 13).
//!
//! It may be ignored for what it is, and refused for how often it comes: the second is what the error codes name, so that
//! the first is a warning. Anything else is neither.

use super::message::describe;
use super::{Violation, Violations, acknowledgement, authentication_error, token_error};
use crate::http::Exchange;
use crate::protocol::{AuthenticationErrorCode, Level, TokenErrorCode};

const REQUIREMENT: &str = "C-6749-13";

fn ignored(exchange: &Exchange) -> Violations {
    let actual = describe(&exchange.response)
        .because("what is not known is to be ignored, and nothing says how often it may come");
    let expected = "HTTP 400 with error = \"invalid_request\": a parameter comes twice";
    Violation::should(REQUIREMENT, expected, actual).into()
}

/// At the Backchannel Authentication Endpoint.
pub fn of_authentication_request(exchange: &Exchange) -> Result<(), Violations> {
    if acknowledgement::accepted(exchange, &REQUIREMENT.into()).is_ok() {
        return Err(ignored(exchange));
    }
    let code = AuthenticationErrorCode::InvalidRequest;
    authentication_error::refused(exchange, code, &REQUIREMENT.into(), Level::Must)
}

/// At the token endpoint, of a request that would be pending.
pub fn of_token_request(exchange: &Exchange) -> Result<(), Violations> {
    const PENDING: [TokenErrorCode; 2] = [
        TokenErrorCode::AuthorizationPending,
        TokenErrorCode::SlowDown,
    ];
    let requirement = REQUIREMENT.into();
    if token_error::refused_with_one_of(exchange, &PENDING, &requirement, Level::Must).is_ok() {
        return Err(ignored(exchange));
    }
    let code = TokenErrorCode::InvalidRequest;
    token_error::refused(exchange, code, &requirement, Level::Must)
}
