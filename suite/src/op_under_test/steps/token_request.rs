use cucumber::{given, then, when};

use super::words::{Text, TokenParameter};
use super::{acts, held};
use crate::checks::token_response::Tokens;
use crate::checks::{redemption, token_error, token_response};
use crate::http::Exchange;
use crate::op_under_test::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::TokenErrorCode;

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.token_answer.clone();
    world.need(answer, "no token request was sent")
}

async fn request_with(
    world: &mut CibaWorld,
    credentials: Credentials,
    change: impl FnOnce(&mut Parameters),
) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    let client = world.client()?;
    let mut form = TokenRequest::valid(&transaction.auth_req_id).parameters;
    change(&mut form);
    acts::post_token_request(world, &client, credentials, form)
        .await
        .map(drop)
}

#[when("the client requests the token")]
#[when("the client requests the token again")]
#[given("the client has requested the token")]
async fn request(world: &mut CibaWorld) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |_| {}).await
}

#[when("the client requests the token without credentials")]
async fn without_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    request_with(world, Credentials::Missing, |_| {}).await
}

#[when("somebody who names no client requests the token")]
async fn as_nobody(world: &mut CibaWorld) -> Result<(), Stop> {
    request_with(world, Credentials::Anonymous, |_| {}).await
}

#[when("the client requests the token with wrong credentials")]
async fn with_wrong_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    request_with(world, Credentials::Wrong, |_| {}).await
}

#[when("a client that is not registered requests the token")]
async fn as_unknown_client(world: &mut CibaWorld) -> Result<(), Stop> {
    request_with(world, Credentials::UnknownClient, |_| {}).await
}

#[when(expr = r#"the client requests the token without "{token_parameter}""#)]
async fn without(world: &mut CibaWorld, name: TokenParameter) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| form.remove(&name)).await
}

#[when(expr = r#"the client requests the token with "{token_parameter}" set to "{text}""#)]
async fn with(world: &mut CibaWorld, name: TokenParameter, value: Text) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| {
        form.set(&name, value.0);
    })
    .await
}

#[when(expr = r#"the client requests the token with "{token_parameter}" twice"#)]
async fn twice(world: &mut CibaWorld, name: TokenParameter) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| {
        if let Some(value) = form.get(&name).map(str::to_owned) {
            form.append(&name, value);
        }
    })
    .await
}

#[when("the client requests the token with an altered auth_req_id")]
async fn altered(world: &mut CibaWorld) -> Result<(), Stop> {
    let altered = acts::altered(&world.transaction()?.auth_req_id, 5);
    request_with(world, Credentials::Registered, |form| {
        form.set("auth_req_id", altered);
    })
    .await
}

#[when("another client requests the token")]
#[given("another client has requested the token")]
async fn as_another_client(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    let other = acts::other_client(world)?;
    let form = TokenRequest::valid(&transaction.auth_req_id).parameters;
    acts::post_token_request(world, &other, Credentials::Registered, form)
        .await
        .map(drop)
}

#[when(expr = "another client requests the token {int} times")]
async fn as_another_client_often(world: &mut CibaWorld, times: usize) -> Result<(), Stop> {
    for _ in 0..times {
        as_another_client(world).await?;
    }
    Ok(())
}

#[given("the client has received the tokens")]
#[when("the client fetches the result")]
async fn fetch(world: &mut CibaWorld) -> Result<(), Stop> {
    acts::fetch_tokens(world).await.map(drop)
}

#[when("the client polls until the user's decision has arrived")]
async fn poll(world: &mut CibaWorld) -> Result<(), Stop> {
    acts::poll_until_decided(world).await.map(drop)
}

#[then("the client receives the tokens")]
fn tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    let tokens = world.judge(token_response::success(&answer))?;
    world.keep(tokens);
    Ok(())
}

/// A result that is there only at the second attempt is tolerated.
#[then("the client receives the tokens at the first attempt")]
async fn tokens_at_once(world: &mut CibaWorld) -> Result<(), Stop> {
    let first = answer(world)?;
    let code = token_error::code(&first);
    let not_yet = [
        TokenErrorCode::AuthorizationPending,
        TokenErrorCode::SlowDown,
    ];
    if !code.is_some_and(|code| not_yet.contains(&code)) {
        return tokens(world);
    }
    let interval = world.transaction()?.interval;
    acts::pass(world, interval + 5).await?;
    request(world).await?;
    let second = answer(world)?;
    let requirement = world.stage()?.requirement.clone();
    let came_later = redemption::has_tokens(&second);
    world.judge(redemption::not_at_first(&first, came_later, &requirement))
}

/// What happened before changes nothing about the grant: that is what the scenario is about. What the tokens look like
/// is another matter.
#[then("the client receives the tokens all the same")]
fn tokens_all_the_same(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    let tokens = tokens_of(world, &answer)?;
    world.keep(tokens);
    Ok(())
}

/// The tokens that a scenario is about: where none came its own requirement is broken, and where they came in another form
/// than they should, the requirement about that.
pub(super) fn tokens_of(world: &mut CibaWorld, answer: &Exchange) -> Result<Tokens, Stop> {
    let success = token_response::success(answer);
    if redemption::has_tokens(answer) {
        world.judge(success)
    } else {
        world.judge_as_own(success)
    }
}

#[then("the token response may not be stored")]
fn no_store(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(token_response::no_store(&answer))
}

#[then(expr = "the token request is refused with {token_error}")]
fn refused(world: &mut CibaWorld, code: TokenErrorCode) -> Result<(), Stop> {
    let answer = answer(world)?;
    if code == TokenErrorCode::SlowDown {
        held::is_too_fast(world)?;
    }
    let stage = world.stage()?;
    let checked = token_error::refused(&answer, code, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then(expr = "the token request is refused with {token_error} or {token_error}")]
fn refused_with_either(
    world: &mut CibaWorld,
    first: TokenErrorCode,
    second: TokenErrorCode,
) -> Result<(), Stop> {
    let answer = answer(world)?;
    let codes = [first, second];
    let stage = world.stage()?;
    let checked =
        token_error::refused_with_one_of(&answer, &codes, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then("the error answer has the form of section 11")]
fn form(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(token_error::form(&answer))
}
