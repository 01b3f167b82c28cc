use std::time::Duration;

use cucumber::{then, when};

use super::acts;
use crate::checks::{timing as check, token_error};
use crate::http::Exchange;
use crate::op_under_test::consumption_device::{Credentials, Parameters};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The OP sees when a poll arrives, not when it was sent: so many seconds are left for the way, on a busy machine as well.
const ON_THE_WAY: u64 = 3;

fn token_answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.token_answer.clone();
    world.need(answer, "no token request was sent")
}

#[then("the acknowledgement came at once")]
async fn at_once(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    if check::acknowledged_at_once(&answer, Duration::ZERO).is_ok() {
        return Ok(());
    }
    let usual = refused_within(world).await?;
    world.judge(check::acknowledged_at_once(&answer, usual))
}

/// How long this OP takes where there is no user to wait for.
async fn refused_within(world: &mut CibaWorld) -> Result<Duration, Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let url = target.authentication_endpoint();
    let nothing = Parameters::new();
    let request = acts::authenticated(world, &client, Credentials::Registered, url, nothing)?;
    Ok(acts::send(world, request).await?.duration)
}

#[then("the token request was answered within 30 seconds")]
fn within_30_seconds(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = token_answer(world)?;
    world.judge(check::within_30_seconds(&answer))
}

#[then("the answer was not held back")]
fn not_held(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = token_answer(world)?;
    world.judge(check::not_held(&answer))
}

/// An answer that took its time has used some of the interval up (section 10.1).
#[when("the interval has passed since the client sent its last poll")]
async fn interval_since_sending(world: &mut CibaWorld) -> Result<(), Stop> {
    let interval = world.transaction()?.interval;
    let taken = token_answer(world)?.duration.as_secs();
    let taken = taken.saturating_sub(ON_THE_WAY);
    acts::pass(world, interval.saturating_sub(taken)).await
}

#[then("the client is not told to slow down")]
fn not_too_fast(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = token_answer(world)?;
    let code = token_error::code(&answer);
    world.judge(check::not_too_fast(code, &answer))
}

#[when(expr = "the client requests the token {int} times without waiting")]
async fn in_haste(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    for _ in 0..count {
        let exchange = acts::request_token(world, &auth_req_id).await?;
        world.exchanges.push(exchange);
    }
    Ok(())
}

#[then("each answer is one that a client in haste may get")]
fn answers_to_haste(world: &mut CibaWorld) -> Result<(), Stop> {
    for exchange in world.exchanges.clone() {
        world.judge(check::answers_to_haste(&exchange))?;
    }
    Ok(())
}
