use cucumber::{then, when};

use super::acts;
use crate::checks::{entropy, id_token, oauth_response as check};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[then("the token response has the members that OAuth gives it")]
fn members(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::token_response(&answer))?;
    world.judge(check::lifetime_told(&answer.response.body))
}

#[then("the push callback has the members that OAuth gives a token response")]
fn pushed_members(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = world.callback.clone();
    let callback = world.need(callback, "no callback was awaited")?;
    let request = &callback.exchange.request;
    world.judge(check::push(request))?;
    world.judge(check::lifetime_told(&request.body))
}

#[then("the answer with the tokens is marked as not to be stored")]
fn no_store(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::no_store(&answer))
}

#[when(expr = "the client gets the tokens of {int} authentication requests")]
async fn several(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    for _ in 0..count {
        let acknowledgement = acts::acknowledged_request(world).await?;
        acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
        let tokens = acts::fetch_tokens(world).await?;
        world.samples.push(tokens.access_token);
        world.refresh_tokens.extend(tokens.refresh_token);
    }
    Ok(())
}

#[then("the access tokens cannot be guessed")]
fn access_tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    let samples = world.samples.clone();
    world.judge(entropy::tokens(&samples))
}

/// Where the OP issues no refresh token, there is none to guess.
#[then("the refresh tokens cannot be guessed")]
fn refresh_tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    let samples = world.refresh_tokens.clone();
    if samples.len() < 2 {
        return Ok(());
    }
    world.judge(entropy::tokens(&samples))
}

#[then("sub and times of the ID Token have their forms")]
fn id_token_forms(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    let signed = super::id_token::signed(world, tokens.id_token)?;
    world.judge(id_token::forms(&signed))
}
