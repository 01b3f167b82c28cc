use cucumber::{given, then, when};

use super::acts;
use super::words::{RequestParameter, TokenParameter};
use crate::checks::authentication_error::challenges_basic;
use crate::checks::oauth_error::{self as check, Endpoint};
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::made_up::UNREPEATABLE;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[given(expr = r#"the request has "{request_parameter}" set to text that no error may repeat"#)]
fn unrepeatable(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set(&name, UNREPEATABLE);
    world.request = Some(request);
    Ok(())
}

#[when(
    expr = r#"the client requests the token with "{token_parameter}" set to text that no error may repeat"#
)]
async fn token_request(world: &mut CibaWorld, name: TokenParameter) -> Result<(), Stop> {
    let client = world.client()?;
    let mut form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    form.set(&name, UNREPEATABLE);
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("the error answer keeps to the form of OAuth errors")]
fn authentication_error(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(check::form(&answer, Endpoint::Authentication))
}

#[then("the answer of the token endpoint names the Basic scheme where the client used it")]
fn challenge(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(challenges_basic(&answer))
}

#[then("the token error keeps to the form of OAuth errors")]
fn token_error(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::form(&answer, Endpoint::Token))
}
