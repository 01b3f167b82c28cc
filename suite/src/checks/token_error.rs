//! The Token Error Response (CIBA Core 1.0, section 11; RFC 6749, section 5.2).

use super::authentication_error::{Alternative, TOKEN, refused_with, token_error_form};
use super::{Violations, json_object};
use crate::http::Exchange;
use crate::protocol::{Level, RequirementId, TokenErrorCode};

/// What other answers are tolerated where a code is expected. Everything else is a violation.
const fn alternatives(expected: TokenErrorCode) -> &'static [Alternative] {
    match expected {
        TokenErrorCode::AuthorizationPending => &[Alternative {
            code: "slow_down",
            status: 400,
            level: Level::Should,
            reason: "O11: interval is the wait between two polls, and this one came in time",
        }],
        TokenErrorCode::SlowDown => &[
            Alternative {
                code: "authorization_pending",
                status: 400,
                level: Level::Should,
                reason: "O12: no clause obliges the OP to throttle",
            },
            Alternative {
                code: "invalid_request",
                status: 400,
                level: Level::Info,
                reason: "section 11 allows it for a client that keeps polling too fast",
            },
        ],
        TokenErrorCode::ExpiredToken => &[Alternative {
            code: "invalid_grant",
            status: 400,
            level: Level::Should,
            reason: "O10: fits only an expired request that was purged long ago",
        }],
        _ => &[],
    }
}

/// The codes with the statuses that they may have here.
///
/// Where the client used the `Authorization` header `invalid_client` is 401 (RFC 6749, section 5.2), else 400 will do
/// as well.
fn statuses(exchange: &Exchange, expected: &[TokenErrorCode]) -> Vec<(&'static str, u16)> {
    let basic = exchange.request.header("authorization").is_some();
    let may_be_400 = |code: &TokenErrorCode| *code == TokenErrorCode::InvalidClient && !basic;
    expected
        .iter()
        .map(|code| (code.as_str(), code.status()))
        .chain(
            expected
                .iter()
                .filter(|code| may_be_400(code))
                .map(|code| (code.as_str(), 400)),
        )
        .collect()
}

/// The token request is refused with this code.
pub fn refused(
    exchange: &Exchange,
    expected: TokenErrorCode,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    refused_with(
        &exchange.response,
        &TOKEN,
        &statuses(exchange, &[expected]),
        alternatives(expected),
        requirement,
        level,
    )
}

/// The token request is refused with one of these codes.
pub fn refused_with_one_of(
    exchange: &Exchange,
    expected: &[TokenErrorCode],
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let codes = statuses(exchange, expected);
    refused_with(&exchange.response, &TOKEN, &codes, &[], requirement, level)
}

/// A client that lacks the grant shows an auth_req_id that cannot be its own; which fault is looked at first, no
/// clause says.
const LACKS_GRANT: &[Alternative] = &[Alternative {
    code: "invalid_grant",
    status: 400,
    level: Level::Should,
    reason: "the auth_req_id is another client's too, and the OP may look at that first",
}];

/// The client may not use the grant.
pub fn refused_for_lack_of_grant(
    exchange: &Exchange,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let expected = TokenErrorCode::UnauthorizedClient;
    refused_with(
        &exchange.response,
        &TOKEN,
        &[(expected.as_str(), expected.status())],
        LACKS_GRANT,
        requirement,
        level,
    )
}

/// The code that the token endpoint answered, if it answered a known one.
pub fn code(exchange: &Exchange) -> Option<TokenErrorCode> {
    let members = json_object(&exchange.response.body).ok()?;
    TokenErrorCode::parse(members.get("error")?.as_str()?)
}

/// JSON, a code, printable texts, and no token beside it.
pub fn form(exchange: &Exchange) -> Result<(), Violations> {
    token_error_form(exchange)
}
