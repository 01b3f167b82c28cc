//! Client authentication (RFC 6749, section 2.3; RFC 7523, section 3), where more than one answer is right.

use super::acknowledgement::{self, Acknowledgement};
use super::authentication_error::refused;
use super::message::describe;
use super::oracle;
use super::{Judge, Violations};
use crate::http::Exchange;
use crate::protocol::{AuthenticationErrorCode, Level, RequirementId};

/// What the OP may take or not: it acknowledges the request, or the client has failed to authenticate.
pub fn acknowledged_or_refused(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<Option<Acknowledgement>, Violations> {
    if let Ok(acknowledgement) = acknowledgement::accepted(exchange, requirement) {
        return Ok(Some(acknowledgement));
    }
    let code = AuthenticationErrorCode::InvalidClient;
    refused(exchange, code, requirement, level).map(|()| None)
}

/// Every guess fails, or is not even looked at: 429 tells a client to wait (RFC 6585, section 4).
pub fn guesses_refused(
    exchanges: &[Exchange],
    requirement: &RequirementId,
) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for exchange in exchanges {
        let code = AuthenticationErrorCode::InvalidClient;
        let failed = refused(exchange, code, requirement, Level::Must).is_ok();
        judge.ruled(
            failed || exchange.response.status == 429,
            oracle::GUESS_ANSWERED,
            requirement.as_str(),
            "HTTP 401 with error = \"invalid_client\", or HTTP 429, for each wrong secret",
            &describe(&exchange.response),
        );
    }
    judge.verdict(())
}
