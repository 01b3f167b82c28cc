use cucumber::{given, then, when};

use super::acts;
use super::refresh::refresh_token;
use crate::checks::{redemption, token_error};
use crate::config::ClientConfig;
use crate::op_under_test::consumption_device::{Credentials, Parameters};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::TokenErrorCode;

async fn refresh(world: &mut CibaWorld, client: &ClientConfig) -> Result<(), Stop> {
    let token = refresh_token(world)?;
    let mut form = Parameters::new();
    form.set("grant_type", "refresh_token");
    form.set("refresh_token", token);
    acts::post_token_request(world, client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[when("the client uses the refresh token")]
async fn own(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.client()?;
    refresh(world, &client).await
}

#[when("another client uses the refresh token")]
#[given("another client has used the refresh token")]
async fn foreign(world: &mut CibaWorld) -> Result<(), Stop> {
    let other = acts::other_client(world)?;
    refresh(world, &other).await
}

#[then("the client receives new tokens")]
fn refreshed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.token_answer.clone();
    let answer = world.need(answer, "no token request was sent")?;
    world.judge(redemption::refreshed(&answer))
}

/// Another client may not be registered for refresh tokens at all; then the OP may say that first.
#[then("the refresh token is refused")]
fn refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.token_answer.clone();
    let answer = world.need(answer, "no token request was sent")?;
    let codes = [
        TokenErrorCode::InvalidGrant,
        TokenErrorCode::UnauthorizedClient,
    ];
    let stage = world.stage()?;
    let checked =
        token_error::refused_with_one_of(&answer, &codes, &stage.requirement, stage.level);
    world.judge(checked)
}
