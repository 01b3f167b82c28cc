//! The Token Error Response (CIBA Core 1.0, section 11; RFC 6749, section 5.2).

use super::alternative::{Alternative, Leniency};
use super::authentication_error::refused_with;
use super::error_form::{TOKEN, plainly, token_error_form};
use super::message::describe;
use super::oracle;
use super::redemption::has_tokens;
use super::{Violations, json_object};
use crate::http::Exchange;
use crate::protocol::{Level, RequirementId, TokenErrorCode};
use crate::violation::{Actual, Came, Violation};

/// The row that an auth_req_id lives as long as expires_in said.
pub(super) const LIFETIME: &str = "CIBA-7.3-12";

/// What other answers are tolerated where a code is expected. Everything else is a violation.
const fn alternatives(expected: TokenErrorCode) -> &'static [Alternative] {
    match expected {
        TokenErrorCode::AuthorizationPending => &[Alternative {
            code: "slow_down",
            status: 400,
            leniency: Leniency::Ruled(oracle::FIRST_POLL_SLOWED),
        }],
        TokenErrorCode::SlowDown => &[
            Alternative {
                code: "authorization_pending",
                status: 400,
                leniency: Leniency::Ruled(oracle::NEVER_SLOWED),
            },
            Alternative {
                code: "invalid_request",
                status: 400,
                leniency: Leniency::OfTheClause(
                    Level::Info,
                    "section 11 allows it for a client that keeps polling too fast",
                ),
            },
        ],
        TokenErrorCode::ExpiredToken => &[Alternative {
            code: "invalid_grant",
            status: 400,
            leniency: Leniency::Ruled(oracle::FORGOTTEN),
        }],
        _ => &[],
    }
}

/// The codes with the statuses that they may have here.
///
/// Where the client used the `Authorization` header `invalid_client` is 401 (RFC 6749, section 5.2), else 400 will do
/// as well; a header in which a client cannot authenticate at all is none.
fn statuses(exchange: &Exchange, expected: &[TokenErrorCode]) -> Vec<(&'static str, u16)> {
    let scheme = exchange
        .request
        .header("authorization")
        .and_then(|value| value.split(' ').next());
    let basic = scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"));
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
    if expected == TokenErrorCode::ExpiredToken {
        has_ended(exchange, requirement)?;
    }
    // O11 is about the first poll: who has waited as told is not told to slow down again.
    let tolerated = if requirement.as_str() == SLOWED_DOWN {
        &[]
    } else {
        alternatives(expected)
    };
    refused_with(
        &exchange.response,
        &TOKEN,
        &statuses(exchange, &[expected]),
        tolerated,
        requirement,
        level,
    )
}

/// A client that slowed down as told is not called too fast.
const SLOWED_DOWN: &str = "CIBA-11-05";

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
    leniency: Leniency::OfTheClause(
        Level::Info,
        "the auth_req_id is another client's too, and the OP may look at that first",
    ),
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

/// The code that the token endpoint answered, if it answered a known one; one that is written otherwise breaks a row of its
/// own, and means what it means.
pub fn code(exchange: &Exchange) -> Option<TokenErrorCode> {
    let members = json_object(&exchange.response.body).ok()?;
    TokenErrorCode::parse(&plainly(members.get("error")?.as_str()?))
}

/// A request is not taken for one that lives. Where tokens came, the scenario says what should have kept them away.
fn has_ended(exchange: &Exchange, requirement: &RequirementId) -> Result<(), Violations> {
    let pending = [
        TokenErrorCode::AuthorizationPending,
        TokenErrorCode::SlowDown,
    ];
    let actual = describe(&exchange.response).to_string();
    if has_tokens(exchange) {
        return Err(outlived(requirement.as_str(), &actual));
    }
    if code(exchange).is_some_and(|code| pending.contains(&code)) {
        return Err(outlived(LIFETIME, &actual));
    }
    Ok(())
}

/// A request is alive when it should have run out: that is one cause, whatever the client learns it by.
pub(super) fn outlived(requirement: &str, actual: &str) -> Violations {
    let expected = "an end of the request when its expires_in is over";
    let actual = Actual::new(actual, Came::Kind("a request that lives longer than told"));
    Violation::must(requirement, expected, actual).into()
}

/// The OP does not know a request that it acknowledged, and that has not run out.
pub fn forgotten(exchange: &Exchange) -> Violations {
    let expected = "an answer about the request, which lives as long as expires_in said";
    Violation::must(LIFETIME, expected, describe(&exchange.response)).into()
}

/// JSON, a code, printable texts, and no token beside it.
pub fn form(exchange: &Exchange) -> Result<(), Violations> {
    token_error_form(exchange)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::error_answer as answer;

    #[rstest]
    #[case::slowed_down(TokenErrorCode::SlowDown, 400, "slow_down", None)]
    #[case::never(
        TokenErrorCode::SlowDown,
        400,
        "authorization_pending",
        Some(Level::Should)
    )]
    #[case::out_of_patience(TokenErrorCode::SlowDown, 400, "invalid_request", Some(Level::Info))]
    #[case::another_status(TokenErrorCode::SlowDown, 429, "slow_down", Some(Level::Must))]
    #[case::at_once(
        TokenErrorCode::AuthorizationPending,
        400,
        "slow_down",
        Some(Level::Should)
    )]
    #[case::forgotten(
        TokenErrorCode::ExpiredToken,
        400,
        "invalid_grant",
        Some(Level::Should)
    )]
    #[case::denied(TokenErrorCode::ExpiredToken, 400, "access_denied", Some(Level::Must))]
    fn another_answer_is_a_failure_unless_a_rule_or_the_clause_has_room_for_it(
        #[case] expected: TokenErrorCode,
        #[case] status: u16,
        #[case] code: &str,
        #[case] level: Option<Level>,
    ) {
        let requirement = RequirementId::from("CIBA-11-03");

        let verdict = refused(&answer(status, code), expected, &requirement, Level::Must);

        let found = verdict
            .err()
            .and_then(|violations| violations.into_vec().first().map(|found| found.level));
        assert_eq!(found, level);
    }

    /// The rule is about the requirement, whatever the scenario's level is.
    #[test]
    fn an_oracle_rule_decides_over_the_level() {
        let recorded = RequirementId::from("CIBA-10.3.1-19");

        let verdict = refused(
            &answer(400, "access_denied"),
            TokenErrorCode::InvalidGrant,
            &recorded,
            Level::Must,
        );

        let found = verdict.err().map(Violations::into_vec).unwrap_or_default();
        assert_eq!(found.first().map(|found| found.level), Some(Level::Info));
    }

    #[rstest]
    #[case::its_status_alone_is_wrong(429, "slow_down", "CIBA-11-03")]
    #[case::of_which_the_clause_knows_nothing(429, "rate_limited", "CIBA-8-01")]
    fn a_refusal_breaks_the_row_of_its_code_where(
        #[case] status: u16,
        #[case] code: &str,
        #[case] row: &str,
    ) {
        let requirement = RequirementId::from("CIBA-8-01");
        let expected = TokenErrorCode::SlowDown;

        let verdict = refused(&answer(status, code), expected, &requirement, Level::Must);

        let found = verdict.err().map(Violations::into_vec).unwrap_or_default();
        assert_eq!(
            found.first().map(|found| found.requirement.as_str()),
            Some(row)
        );
    }
}
