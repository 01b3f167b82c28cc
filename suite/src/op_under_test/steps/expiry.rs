use std::time::{Duration, Instant};

use cucumber::{given, then, when};

use super::{acts, callback, held, token_request, waits};
use crate::checks::{callback as ping, push, token_error};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::made_up::SHORT_LIFETIME;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{DeliveryMode, TokenErrorCode};

/// How close to its end a request is looked at, in seconds: far enough for clocks and networks, and for what is under way
/// at the same time or a limit on calls to hold the question up.
const MARGIN: u64 = 4;

/// What of the margin must be left when the answer comes.
const SPARE: u64 = 1;

#[given("the request asks for a short lifetime")]
fn short_lifetime(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set("requested_expiry", SHORT_LIFETIME);
    world.request = Some(request);
    Ok(())
}

/// For scenarios that wait for the end: what they are about does not depend on how far it is.
#[given("an acknowledged authentication request with a short lifetime")]
async fn acknowledged_for_a_short_time(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = acts::valid_request(world)?;
    request.parameters.set("requested_expiry", SHORT_LIFETIME);
    acts::acknowledged(world, &request).await.map(drop)
}

#[when("its lifetime has almost passed")]
async fn almost(world: &mut CibaWorld) -> Result<(), Stop> {
    let expires_in = waits::lifetime(world)?;
    // An OP that takes its time does so for the acknowledgement as well, and for the poll; who ages requests sees none of it.
    let is_real = world.target()?.time.is_real();
    let took = world.transaction()?.took.as_secs();
    let margin = MARGIN + if is_real { 2 * took } else { 0 };
    acts::pass(world, expires_in.saturating_sub(margin)).await?;
    waits::is_in_time(world, SPARE)
}

/// Early enough for a decision that is on its way for a while; a person cannot be told to decide in such a moment.
#[when("the user approves some seconds before the end")]
async fn approve_near_the_end(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    if target.time.is_real() && target.device.abilities().takes_time {
        return world.not_applicable(
            "the suite cannot choose the second in which a person decides".to_owned(),
        );
    }
    let expires_in = waits::lifetime(world)?;
    acts::pass(world, expires_in.saturating_sub(2 * MARGIN)).await?;
    let auth_req_id = world.transaction()?.auth_req_id;
    acts::decide(world, &auth_req_id, Decision::Approve).await?;
    waits::is_in_time(world, SPARE)
}

#[then("the client receives the tokens, unless the decision is still on its way")]
fn tokens_if_decided(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let code = token_error::code(&answer);
    if matches!(
        code,
        Some(TokenErrorCode::AuthorizationPending | TokenErrorCode::SlowDown)
    ) {
        return world
            .not_applicable("the decision had not arrived some seconds before the end".to_owned());
    }
    // Where time is aged, a machine that stood still for long has let the rest of it pass.
    if world.transaction()?.end() <= Instant::now() {
        return world.not_applicable("the answer came after the end".to_owned());
    }
    token_request::tokens_of(world, &answer).map(drop)
}

/// The same for a lifetime that nobody asked for: where time is real, it may be longer than a run should last for it.
#[when("its lifetime has almost passed, if that is soon enough")]
async fn almost_soon(world: &mut CibaWorld) -> Result<(), Stop> {
    const SOON: u64 = 150;
    let expires_in = waits::lifetime(world)?;
    if world.target()?.time.is_real() && expires_in > SOON {
        return world.not_applicable(format!(
            "it takes a wait of nearly {expires_in} s, and what a short lifetime shows is judged already"
        ));
    }
    almost(world).await
}

/// An answer that was long on its way tells nothing of the time before the end: nobody knows when the OP gave it. The
/// second is for clocks.
#[when("the answer has come in time")]
fn came_in_time(world: &mut CibaWorld) -> Result<(), Stop> {
    if held::is_pending(world)? {
        return Ok(());
    }
    if held::took_its_time(world)? && !world.transaction()?.lives_on(Duration::from_secs(SPARE)) {
        let reason =
            "the OP took its time to answer the poll, and the request had run out meanwhile";
        return world.not_applicable(reason.to_owned());
    }
    waits::is_in_time(world, SPARE)
}

/// The client keeps to its interval too, so that it is not told to slow down instead.
#[when("its lifetime has passed")]
async fn passed(world: &mut CibaWorld) -> Result<(), Stop> {
    world.is_end_awaited = true;
    let target = world.target()?;
    let interval = world.transaction()?.interval;
    let margin = if target.time.is_real() {
        2 * MARGIN
    } else {
        MARGIN + 1
    };
    acts::pass(world, interval.max(margin)).await
}

#[then("the client hears nothing of it, or what the mode has for the case")]
async fn nothing_or_right(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    let mode = world.client()?.mode;
    let callbacks = callback::unexpected(world).await?;
    for received in &callbacks {
        let request = &received.exchange.request;
        let form = if mode == DeliveryMode::Ping {
            ping::ping_body(request, &transaction.auth_req_id)
        } else {
            push::tells_expiry(request, &transaction.auth_req_id)
        };
        world.judge(push::has_ended(request))?;
        world.judge_as_own(form)?;
        let requirement = world.stage()?.requirement.clone();
        let token = &transaction.client_notification_token;
        world.judge(ping::bearer_token(request, token, &requirement))?;
    }
    Ok(())
}
