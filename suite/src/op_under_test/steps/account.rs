use std::sync::Arc;

use cucumber::{given, then, when};

use super::{acts, callback};
use crate::checks::authentication_error as check;
use crate::checks::redemption;
use crate::config::UserConfig;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::hint_of;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop, now};
use crate::protocol::HintType;

fn ask_for(world: &mut CibaWorld, user: Option<UserConfig>) -> Result<(), Stop> {
    let user = world.need(user, "the target names no such user")?;
    let hint = hint_of(&world.target()?.config, &user, now());
    let hint = world.own(hint)?;
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    for other in HintType::ALL
        .iter()
        .filter(|other| **other != hint.hint_type)
    {
        request.parameters.remove(other.parameter());
    }
    request
        .parameters
        .set(hint.hint_type.parameter(), hint.value);
    world.request = Some(request);
    Ok(())
}

#[given("the request is for a user whom the OP always denies")]
fn locked(world: &mut CibaWorld) -> Result<(), Stop> {
    let user = world.target()?.config.users.locked.clone();
    ask_for(world, user)
}

#[given("the request is for a user for whom the OP fails")]
fn failing(world: &mut CibaWorld) -> Result<(), Stop> {
    let user = world.target()?.config.users.failing.clone();
    ask_for(world, user)
}

#[given("an account that nobody else locks meanwhile")]
async fn alone(world: &mut CibaWorld) -> Result<(), Stop> {
    let in_use = Arc::clone(&world.target()?.account_in_use);
    world.account = Some(world.turn.away(None, in_use.lock_owned()).await);
    Ok(())
}

/// The account is unlocked again whatever came of it, so that the next run finds the user as this one did.
#[when("the user approves with an account that was locked meanwhile")]
async fn approve_locked(world: &mut CibaWorld) -> Result<(), Stop> {
    set_locked(world, true).await?;
    let outcome = approve_and_fetch(world).await;
    set_locked(world, false).await?;
    outcome
}

/// By then the approval has long arrived: it is the account that decides.
#[when("the user approves and the account is locked before the client fetches the result")]
async fn approve_then_lock(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    acts::decide(world, &transaction.auth_req_id, Decision::Approve).await?;
    acts::pass(world, transaction.interval).await?;
    set_locked(world, true).await?;
    let outcome = acts::poll_until_decided(world).await;
    set_locked(world, false).await?;
    outcome.map(drop)
}

async fn set_locked(world: &mut CibaWorld, locked: bool) -> Result<(), Stop> {
    let target = world.target()?;
    let user = world.stage()?.user.clone();
    let lock = world.need(
        target.account_lock.clone(),
        "the suite cannot lock accounts of the target",
    )?;
    let (span, _) = world.next_span();
    let kind = target.config.users.account_lock.as_ref();
    let kind = kind.and_then(|lock| lock.kind.as_ref());
    let kind = kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
    let done = if locked { "locked" } else { "unlocked again" };
    world.log.events.push(Event::Act {
        span,
        text: format!("the user's account is {done}{kind}"),
    });
    let done = lock.set_locked(&user, locked).await;
    world.own(done)
}

async fn approve_and_fetch(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    // The device of a locked user may refuse.
    drop(acts::try_to_decide(world, &auth_req_id, Decision::Approve).await?);
    if world.client()?.mode.has_token_request() {
        acts::poll_until_decided(world).await?;
    }
    Ok(())
}

#[when("the client asks for the result once")]
async fn ask_once(world: &mut CibaWorld) -> Result<(), Stop> {
    if world.client()?.mode.has_token_request() {
        let auth_req_id = world.transaction()?.auth_req_id;
        acts::request_token(world, &auth_req_id).await?;
    }
    Ok(())
}

#[when("the client has another look after the interval")]
async fn look_again(world: &mut CibaWorld) -> Result<(), Stop> {
    let interval = world.transaction()?.interval;
    acts::pass(world, interval).await?;
    ask_once(world).await
}

#[then("the client gets no tokens")]
async fn no_tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    if world.client()?.mode.has_token_request() {
        let requirement = world.stage()?.requirement.clone();
        let answer = world.token_answer.clone();
        let answer = world.need(answer, "no token request was sent")?;
        return world.judge(redemption::not_redeemed(&answer, &requirement));
    }
    let callbacks = callback::unexpected(world).await?;
    let pushed = callbacks
        .iter()
        .any(|callback| redemption::carries_tokens(&callback.exchange.request.body));
    if pushed {
        return world.violated("no tokens", "a push callback with tokens");
    }
    Ok(())
}

#[then("the OP says in JSON that it is in trouble")]
fn in_trouble(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    world.judge(check::in_trouble(&answer))
}
