use cucumber::{given, then, when};

use super::acts;
use crate::checks::{redemption, token_error, token_response};
use crate::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::error::SuiteError;
use crate::http::Exchange;
use crate::spec::TokenErrorCode;
use crate::world::{CibaWorld, Stop};

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

#[when(regex = r#"^the client requests the token without "([^"]*)"$"#)]
async fn without(world: &mut CibaWorld, name: String) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| form.remove(&name)).await
}

#[when(regex = r#"^the client requests the token with "([^"]*)" set to "([^"]*)"$"#)]
async fn with(world: &mut CibaWorld, name: String, value: String) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| {
        form.set(&name, value);
    })
    .await
}

#[when(regex = r#"^the client requests the token with "([^"]*)" twice$"#)]
async fn twice(world: &mut CibaWorld, name: String) -> Result<(), Stop> {
    request_with(world, Credentials::Registered, |form| {
        if let Some(value) = form.get(&name).map(str::to_owned) {
            form.append(&name, value);
        }
    })
    .await
}

#[when("the client requests the token with an altered auth_req_id")]
async fn altered(world: &mut CibaWorld) -> Result<(), Stop> {
    let altered: String = world
        .transaction()?
        .auth_req_id
        .char_indices()
        .map(|(at, c)| match (at, c) {
            (5, 'A') => 'B',
            (5, _) => 'A',
            (_, c) => c,
        })
        .collect();
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
    world.tokens = Some(tokens);
    Ok(())
}

/// What happened before changes nothing about the grant: that is what the scenario is about. What the tokens look like
/// is another matter.
#[then("the client receives the tokens all the same")]
fn tokens_all_the_same(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    let success = token_response::success(&answer);
    let tokens = if redemption::has_tokens(&answer) {
        world.judge(success)?
    } else {
        world.judge_as_own(success)?
    };
    world.tokens = Some(tokens);
    Ok(())
}

#[then("the token response may not be stored")]
fn no_store(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(token_response::no_store(&answer))
}

#[then(regex = r"^the token request is refused with (\w+)$")]
fn refused(world: &mut CibaWorld, code: String) -> Result<(), Stop> {
    let unknown = || SuiteError::Internal(format!("{code} is no code of section 11"));
    let code = world.own(TokenErrorCode::parse(&code).ok_or_else(unknown))?;
    let answer = answer(world)?;
    let stage = world.stage()?;
    let checked = token_error::refused(&answer, code, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then(regex = r"^the token request is refused with (\w+) or (\w+)$")]
fn refused_with_either(world: &mut CibaWorld, first: String, second: String) -> Result<(), Stop> {
    let answer = answer(world)?;
    let parse = |code: &str| {
        TokenErrorCode::parse(code)
            .ok_or_else(|| SuiteError::Internal(format!("{code} is no code of section 11")))
    };
    let codes = parse(&first).and_then(|first| Ok([first, parse(&second)?]));
    let codes = world.own(codes)?;
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
