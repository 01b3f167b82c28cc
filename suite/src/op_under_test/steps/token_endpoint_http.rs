use cucumber::{given, then, when};

use super::acts;
use super::http::{by_method, set_header};
use super::words::{MediaType, Method, Text, TokenParameter};
use crate::checks::{http as check, token_error};
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{RequirementId, TokenErrorCode};

/// What an OP answers to a token request that is right and comes before the user has decided.
const PENDING: [TokenErrorCode; 2] = [
    TokenErrorCode::AuthorizationPending,
    // O11 and O12 judge the pace; here it proves as well that the request was understood.
    TokenErrorCode::SlowDown,
];

/// The unmutated request is answered as pending, so that a refusal has one reason alone; then the interval passes.
#[given("a token request that the OP answers as pending")]
async fn pending(world: &mut CibaWorld) -> Result<(), Stop> {
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::request_token(world, &acknowledgement.auth_req_id).await?;
    judge_pending(world, &RequirementId::from("CIBA-11-02"))?;
    let interval = world.transaction()?.interval;
    acts::pass(world, interval).await
}

#[then("the token request is still pending")]
fn still_pending(world: &mut CibaWorld) -> Result<(), Stop> {
    let requirement = world.stage()?.requirement.clone();
    judge_pending(world, &requirement)
}

fn judge_pending(world: &mut CibaWorld, requirement: &RequirementId) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let level = world.stage()?.level;
    world.judge(token_error::refused_with_one_of(
        &answer,
        &PENDING,
        requirement,
        level,
    ))
}

/// Both slots: some sentences judge it as an answer of HTTP, some as one of the token endpoint.
async fn send_changed(
    world: &mut CibaWorld,
    change: impl FnOnce(&mut OutgoingRequest),
) -> Result<(), Stop> {
    let client = world.client()?;
    let url = world.target()?.token_endpoint().to_owned();
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let mut request = acts::authenticated(world, &client, Credentials::Registered, &url, form)?;
    change(&mut request);
    let answer = acts::send(world, request).await?;
    world.answer = Some(answer.clone());
    world.token_answer = Some(answer);
    Ok(())
}

#[when(expr = "the client sends the token request with the method {method}")]
async fn by(world: &mut CibaWorld, method: Method) -> Result<(), Stop> {
    send_changed(world, |request| by_method(request, method)).await
}

#[when(expr = r#"the client sends the token request as "{media_type}""#)]
async fn as_type(world: &mut CibaWorld, media_type: MediaType) -> Result<(), Stop> {
    send_changed(world, |request| {
        set_header(request, "content-type", &media_type.0);
    })
    .await
}

#[when("the client requests the token with its client_id twice")]
async fn client_id_twice(world: &mut CibaWorld) -> Result<(), Stop> {
    let client_id = world.client()?.client_id;
    send_changed(world, |request| {
        acts::append_twice(request, "client_id", &client_id);
    })
    .await
}

#[when(
    expr = r#"the client requests the token with a second "{token_parameter}", set to "{text}""#
)]
async fn second(world: &mut CibaWorld, name: TokenParameter, value: Text) -> Result<(), Stop> {
    let client = world.client()?;
    let mut form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    form.append(&name, value.0);
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("the token request is not processed")]
fn not_processed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::token_request_not_processed(&answer))
}
