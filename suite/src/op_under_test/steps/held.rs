//! Answers that took their time: an OP may hold a poll back until it has news (CIBA Core 1.0, section 10.1), and no clause
//! says how quick it is to be. What was asked in time may be answered later.

use std::time::{Duration, SystemTime};

use crate::checks::token_error;
use crate::http::Exchange;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};
use crate::protocol::TokenErrorCode;

/// A busy machine takes a second for any answer.
const QUICK: Duration = Duration::from_secs(1);

/// What the interval grows by with each slow_down (section 11).
const SLOW_DOWN: u64 = 5;

/// Ends the scenario where a poll was answered by the end of its request though nobody waited for that: the polls before, or
/// this one, took so long. On a busy machine it is looked at a second time.
pub(super) fn came_before_the_end(world: &mut CibaWorld, exchange: &Exchange) -> Result<(), Stop> {
    let is_over = matches!(
        token_error::code(exchange),
        Some(TokenErrorCode::ExpiredToken | TokenErrorCode::InvalidGrant)
    );
    if !is_over || world.is_end_awaited || !world.target()?.time.is_real() {
        return Ok(());
    }
    let asked = form_urlencoded::parse(&exchange.request.body)
        .find(|(name, _)| name == "auth_req_id")
        .map(|(_, auth_req_id)| auth_req_id.into_owned());
    let has_run_out = asked
        .and_then(|auth_req_id| world.transaction_mut(&auth_req_id))
        .is_some_and(|asked| asked.expires_in.is_some() && !asked.lives_on(Duration::ZERO));
    if !has_run_out {
        return Ok(());
    }
    world.is_late = true;
    world.not_applicable(format!(
        "the request had run out when the OP answered a poll, {:.1} s after it was sent",
        exchange.duration.as_secs_f64()
    ))
}

/// Whether the last poll was told that the user has not decided: whenever that came, the request lived until then.
pub(super) fn is_pending(world: &mut CibaWorld) -> Result<bool, Stop> {
    let code = token_error::code(&token_answer(world)?);
    let pending = [
        TokenErrorCode::AuthorizationPending,
        TokenErrorCode::SlowDown,
    ];
    Ok(code.is_some_and(|code| pending.contains(&code)))
}

/// Whether the last poll was answered so late that this alone tells of the OP.
pub(super) fn took_its_time(world: &mut CibaWorld) -> Result<bool, Stop> {
    Ok(token_answer(world)?.duration > QUICK)
}

/// Ends the scenario where the client was meant to poll too fast and did not: the answer before took as long as the interval.
pub(super) fn is_too_fast(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    let polls = polls(world, &transaction.auth_req_id)?;
    let Some(((sent_last, _), earlier)) = polls.split_last() else {
        return Ok(());
    };
    let Some((sent_before, _)) = earlier.last() else {
        return Ok(());
    };
    let slowed = earlier
        .iter()
        .filter(|(_, slowed)| *slowed)
        .map(|_| SLOW_DOWN);
    let interval = transaction.interval + slowed.sum::<u64>();
    let gap = sent_last.duration_since(*sent_before).unwrap_or_default();
    if world.target()?.time.is_real() && gap >= Duration::from_secs(interval) {
        return world.not_applicable(format!(
            "the client could not poll too fast: {:.1} s lie between its polls, since the OP took its time to answer",
            gap.as_secs_f64()
        ));
    }
    Ok(())
}

fn token_answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.token_answer.clone();
    world.need(answer, "no token request was sent")
}

/// When the polls for a request were sent, and whether each was told to slow down.
fn polls(world: &CibaWorld, auth_req_id: &str) -> Result<Vec<(SystemTime, bool)>, Stop> {
    let target = world.target()?;
    let polls = world.log.events.iter().filter_map(|(over, event)| {
        let Event::Exchange { exchange, .. } = event else {
            return None;
        };
        let is_poll = exchange.request.url == target.token_endpoint()
            && form_urlencoded::parse(&exchange.request.body)
                .any(|(name, value)| name == "auth_req_id" && value == auth_req_id);
        let is_slowed = token_error::code(exchange) == Some(TokenErrorCode::SlowDown);
        is_poll.then(|| {
            (
                over.checked_sub(exchange.duration).unwrap_or(*over),
                is_slowed,
            )
        })
    });
    Ok(polls.collect())
}
