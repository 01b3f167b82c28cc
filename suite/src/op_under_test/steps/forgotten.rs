//! An OP that does not know a request that it acknowledged, and that lives on.

use std::time::Duration;

use super::sending::token_requests;
use crate::checks::token_error as check;
use crate::http::Exchange;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::TokenErrorCode;

/// So close to its end a request may have run out on the way.
const NEAR_THE_END: Duration = Duration::from_secs(2);

/// Whether a client asks for the first time, as it should, about a request of its own that lives and was not denied.
pub(super) fn must_be_known(world: &mut CibaWorld, form: &Parameters) -> Result<bool, Stop> {
    let target = world.target()?;
    let Some(auth_req_id) = form.get("auth_req_id") else {
        return Ok(false);
    };
    let is_plain = *form == TokenRequest::valid(auth_req_id).parameters;
    let is_first = !token_requests(world)?.any(|request| {
        form_urlencoded::parse(&request.body).any(|(_, value)| value == auth_req_id)
    });
    let users = &target.config.users;
    let others = [&users.denier, &users.absent].into_iter().flatten();
    let mut usual = others.chain([&users.approver]);
    let Some(transaction) = world.transaction_mut(auth_req_id) else {
        return Ok(false);
    };
    let lives = transaction.is_open() || transaction.decision == Some(Decision::Approve);
    let lives = lives && transaction.lives_on(NEAR_THE_END);
    Ok(target.time.is_real()
        && is_plain
        && is_first
        && lives
        && usual.any(|user| user.is(&transaction.user)))
}

/// Takes the answer to such a request. One that came when the request may have run out tells nothing of before: an OP may
/// hold a poll back until it has news (CIBA Core 1.0, section 10.1).
pub(super) fn is_known(
    world: &mut CibaWorld,
    auth_req_id: &str,
    exchange: &Exchange,
) -> Result<(), Stop> {
    let target = world.target()?;
    let memory = &target.notes.memory;
    let lives = world
        .transaction_mut(auth_req_id)
        .is_some_and(|transaction| transaction.lives_on(NEAR_THE_END));
    match check::code(exchange) {
        Some(TokenErrorCode::AuthorizationPending | TokenErrorCode::SlowDown) => memory.knows(),
        Some(TokenErrorCode::InvalidGrant | TokenErrorCode::ExpiredToken)
            if lives && memory.does_not_know() =>
        {
            // Whatever the scenario is about, it comes no further.
            world.set_on_the_way(true);
            return world.judge(Err(check::forgotten(exchange)));
        }
        _ => {}
    }
    Ok(())
}
