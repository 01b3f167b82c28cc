//! Every piece of advice comes from what a real check finds in an exchange, and only where it is true.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::checks::{
    acknowledgement, authentication_error, callback, http, metadata, oauth_error, timing,
    token_error, token_response,
};
use crate::http::Exchange;
use crate::protocol::{AuthenticationErrorCode, TokenErrorCode};
use crate::testing::{error_answer as error, failed, json_answer as answer};
use crate::violation::Violations;

const OWN: &[Sent] = &[Sent::ToAnEndpoint, Sent::OwnCredentials];
const OTHER: &[Sent] = &[Sent::ToAnEndpoint, Sent::OtherCredentials];
const USER: &[Sent] = &[Sent::OwnCredentials, Sent::KnownUser];
const POLL: &[Sent] = &[Sent::OwnCredentials, Sent::CibaGrant, Sent::PatientPoll];
const HASTE: &[Sent] = &[Sent::OwnCredentials, Sent::CibaGrant];

/// The acknowledgement of a valid request.
fn accepted(exchange: &Exchange) -> Violations {
    acknowledgement::accepted(exchange, &acknowledgement::ACCEPTED.into()).unwrap_err()
}

fn refused(exchange: &Exchange, code: AuthenticationErrorCode) -> Violations {
    let requirement = "CIBA-13-12".into();
    authentication_error::refused(exchange, code, &requirement, Level::Must).unwrap_err()
}

fn token_refused(exchange: &Exchange, code: TokenErrorCode) -> Violations {
    token_error::refused(exchange, code, &"CIBA-11-03".into(), Level::Must).unwrap_err()
}

fn no_answer(timed_out: bool) -> Violations {
    http::no_answer("it ended so", timed_out, &"CIBA-7.3-01".into(), Level::Must)
}

fn no_callback() -> Violations {
    callback::one_more::<()>(&[], 0, "CIBA-10.2-01", Duration::from_secs(10)).unwrap_err()
}

fn not_too_fast() -> Violations {
    let exchange = error(400, "slow_down");
    timing::not_too_fast(token_error::code(&exchange), &exchange).unwrap_err()
}

fn another_issuer() -> Violations {
    let document = answer(200, r#"{"issuer":"https://op.example/"}"#);
    metadata::document(&document, "https://op.example").unwrap_err()
}

fn scenario(violations: Vec<Violation>, sent: &[Sent]) -> ScenarioReport {
    ScenarioReport {
        violations,
        sent: sent.to_vec(),
        ..failed("a-scenario")
    }
}

/// What each piece of advice comes from, in the order of the table.
fn sources() -> [(Violations, &'static [Sent]); ADVICE.len()] {
    let wrong_credentials = error(400, "unauthorized_client");
    let client = AuthenticationErrorCode::InvalidClient;
    [
        (another_issuer(), &[]),
        (accepted(&answer(429, "Too Many Requests")), OWN),
        (no_answer(true), &[]),
        (no_answer(false), &[]),
        (accepted(&answer(503, "<html>")), OWN),
        (token_response::success(&answer(500, "")).unwrap_err(), POLL),
        (refused(&wrong_credentials, client), OTHER),
        (accepted(&error(401, "invalid_client")), OWN),
        (accepted(&error(400, "unauthorized_client")), OWN),
        (accepted(&error(400, "unknown_user_id")), USER),
        (
            token_refused(
                &error(400, "unsupported_grant_type"),
                TokenErrorCode::AuthorizationPending,
            ),
            POLL,
        ),
        (accepted(&answer(404, "<html>")), OWN),
        (no_callback(), &[]),
        (not_too_fast(), POLL),
    ]
}

#[test]
fn every_piece_of_advice_comes_from_what_a_check_finds() {
    for (place, (violations, sent)) in sources().into_iter().enumerate() {
        let scenario = scenario(violations.into_vec(), sent);

        assert_eq!(
            hint(&scenario, &[]).as_deref(),
            Some(ADVICE[place].text),
            "{place}"
        );
    }
}

/// Without what it needs to know of the request, advice is not given.
#[test]
fn advice_about_a_request_needs_the_request() {
    for (place, (violations, _)) in sources().into_iter().enumerate() {
        let given = hint(&scenario(violations.into_vec(), &[]), &[]);

        let needs_nothing = ADVICE[place].sent.is_empty();
        assert_eq!(given.as_deref() == Some(ADVICE[place].text), needs_nothing);
    }
}

#[rstest]
#[case::the_code_is_right_and_the_status_is_not(
    refused(&error(403, "invalid_client"), AuthenticationErrorCode::InvalidClient), OWN)]
#[case::wrong_credentials_are_refused_for_the_wrong_status(
    refused(&error(403, "invalid_client"), AuthenticationErrorCode::InvalidClient), OTHER)]
#[case::wrong_credentials_were_not_what_it_is_about(
    accepted(&error(401, "invalid_client")), OTHER)]
#[case::other_credentials_and_the_delivery_mode(
    accepted(&error(400, "unauthorized_client")), OTHER)]
#[case::a_user_whom_nobody_knows(accepted(&error(400, "unknown_user_id")), OWN)]
#[case::the_user_is_unknown_on_purpose(
    refused(&error(404, "unknown_user_id"), AuthenticationErrorCode::UnknownUserId), USER)]
#[case::slow_down_with_another_status(
    token_refused(&error(429, "slow_down"), TokenErrorCode::SlowDown), POLL)]
#[case::slow_down_after_haste(not_too_fast(), HASTE)]
#[case::only_the_status_of_an_error_is_wrong(
    oauth_error::form(&error(403, "unauthorized_client"), oauth_error::Endpoint::Token).unwrap_err(), OWN)]
#[case::an_op_that_was_brought_into_trouble(
    authentication_error::in_trouble(&answer(502, "<html>")).unwrap_err(), OWN)]
#[case::an_endpoint_that_answers_404_itself(accepted(&error(404, "not_found")), OWN)]
#[case::words_that_look_like_something_else(
    Violation::must("CIBA-7.3-08", "x", "HTTP 429, HTTP 500, invalid_client, slow_down, no callback").into(), POLL)]
fn where_nothing_is_known_the_rule_is_to_be_read(
    #[case] violations: Violations,
    #[case] sent: &[Sent],
) {
    let scenario = scenario(violations.into_vec(), sent);

    let hint = hint(&scenario, &[]).unwrap_or_default();

    assert!(
        hint.starts_with("read the rule with `ciba-conformance explain "),
        "{hint}"
    );
}

#[test]
fn what_repeats_a_run_names_the_target() {
    let scenario = scenario(not_too_fast().into_vec(), HASTE);
    let target = ["--target", "my op.toml"].map(str::to_owned);

    let hint = hint(&scenario, &target).unwrap_or_default();

    let command = format!(
        "`ciba-conformance run --target 'my op.toml' '{}'`",
        scenario.run_id()
    );
    assert!(hint.ends_with(&command), "{hint}");
}
