use cucumber::then;

use super::callback;
use crate::checks::push as check;
use crate::http::Request;
use crate::op_under_test::consumption_device::Callback;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{DeliveryMode, PushErrorCode};

fn last(world: &mut CibaWorld) -> Result<Callback, Stop> {
    let callback = world.callback.clone();
    world.need(callback, "no callback was awaited")
}

#[then("the push callback holds the tokens and the auth_req_id")]
fn tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    let callback = last(world)?;
    let tokens = world.judge(check::tokens(&callback.exchange.request, &auth_req_id))?;
    world.keep(tokens);
    Ok(())
}

#[then("all pushes are of one grant")]
async fn one_grant(world: &mut CibaWorld) -> Result<(), Stop> {
    let callbacks = callback::unexpected(world).await?;
    let pushes: Vec<&Request> = callbacks
        .iter()
        .map(|callback| &callback.exchange.request)
        .collect();
    world.judge(check::one_grant(&pushes))
}

#[then("the client receives a push error payload")]
async fn error(world: &mut CibaWorld) -> Result<(), Stop> {
    callback::called_in(world, DeliveryMode::Push).await
}

#[then("the push error payload says access_denied")]
fn access_denied(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = last(world)?;
    world.judge(check::error_code(
        &callback.exchange.request,
        PushErrorCode::AccessDenied,
    ))
}

#[then("the push error payload says transaction_failed")]
fn transaction_failed(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = last(world)?;
    world.judge(check::error_code(
        &callback.exchange.request,
        PushErrorCode::TransactionFailed,
    ))
}

#[then("the push error payload has an error of section 12")]
fn known_error(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = last(world)?;
    world.judge(check::error_is_known(&callback.exchange.request))
}

#[then("the push error payload names the authentication request")]
fn auth_req_id(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    let callback = last(world)?;
    world.judge(check::error_auth_req_id(
        &callback.exchange.request,
        &auth_req_id,
    ))
}

#[then("the push error payload has a printable description or none")]
fn description(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = last(world)?;
    world.judge(check::error_description(&callback.exchange.request))
}
