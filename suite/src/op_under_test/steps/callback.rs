use cucumber::{given, then};

use super::{acts, waits};
use crate::checks::{callback as check, redemption};
use crate::error::SuiteError;
use crate::http::Request;
use crate::op_under_test::consumption_device::{Callback, EndpointAnswer};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::DeliveryMode;

/// The next request's client_notification_token decides the answer, so it is prepared first.
fn answer_with(world: &mut CibaWorld, answer: EndpointAnswer) -> Result<(), Stop> {
    let request = acts::valid_request(world)?;
    world.request = Some(request);
    let endpoint = world.notification_endpoint()?;
    endpoint.answer_with(&world.client_notification_token, answer);
    Ok(())
}

#[given(expr = "a client notification endpoint that answers {int} with another address")]
fn redirects(world: &mut CibaWorld, status: u16) -> Result<(), Stop> {
    answer_with(world, EndpointAnswer::Redirect(status))
}

#[given(expr = "a client notification endpoint that answers {int}")]
fn answers(world: &mut CibaWorld, status: u16) -> Result<(), Stop> {
    answer_with(world, EndpointAnswer::Status(status))
}

/// Longer than an OP has reason to wait for before it goes on.
#[given("a client notification endpoint that takes its time to answer")]
fn answers_late(world: &mut CibaWorld) -> Result<(), Stop> {
    let delay = world.target()?.patience.unexpected * 5;
    answer_with(world, EndpointAnswer::Late(delay))
}

#[given("a client notification endpoint that answers 200 with a body")]
fn answers_with_body(world: &mut CibaWorld) -> Result<(), Stop> {
    answer_with(world, EndpointAnswer::OkWithBody)
}

fn last(world: &mut CibaWorld) -> Result<Callback, Stop> {
    let callback = world.callback.clone();
    world.need(callback, "no callback was awaited")
}

#[then("the OP calls the client notification endpoint")]
async fn called(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = acts::next_callback(world).await?;
    delivered(world, &callback)
}

#[then("the client receives a ping callback")]
async fn pinged(world: &mut CibaWorld) -> Result<(), Stop> {
    called_in(world, DeliveryMode::Ping).await
}

#[then("the client receives a push callback")]
async fn pushed(world: &mut CibaWorld) -> Result<(), Stop> {
    called_in(world, DeliveryMode::Push).await
}

/// The OP calls a client of the mode that the sentence names: what a call is about depends on it.
pub(super) async fn called_in(world: &mut CibaWorld, mode: DeliveryMode) -> Result<(), Stop> {
    let own = world.client()?.mode;
    if own != mode {
        let reason = format!("a sentence about a {mode} callback runs for a client in {own} mode");
        return world.own(Err(SuiteError::Internal(reason)));
    }
    called(world).await
}

/// The call is a POST to the address of the client that started the transaction.
pub(super) fn delivered(world: &mut CibaWorld, callback: &Callback) -> Result<(), Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let others: Vec<&str> = target
        .config
        .clients
        .iter()
        .filter(|other| other.id != client.id)
        .map(|other| other.notification_path.as_str())
        .collect();
    let decision = world.transaction()?.decision;
    let requirement = acts::delivery_requirement(client.mode, decision);
    let own = world.stage()?.requirement.clone();
    let request = &callback.exchange.request;
    world.judge(check::is_post(request, requirement))?;
    // Where a request asks for another mode, it must not become the request of a client that has it.
    let requirement = if own.as_str() == "CIBA-3-02" {
        own.as_str()
    } else {
        requirement
    };
    let path = &client.notification_path;
    world.judge(check::addressee(request, path, &others, requirement))
}

#[then("the callback carries the client_notification_token as bearer token")]
fn bearer_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let token = world.transaction()?.client_notification_token;
    let own = world.stage()?.requirement.clone();
    // Section 9 says it for both; sections 10.2 and 10.3.1 say it again.
    let requirement = match own.as_str() {
        "CIBA-10.2-04" | "CIBA-10.3.1-07" => own,
        _ => "CIBA-9-03".into(),
    };
    let callback = last(world)?;
    world.judge(check::bearer_token(
        &callback.exchange.request,
        &token,
        &requirement,
    ))
}

#[then("the callback is JSON")]
fn json(world: &mut CibaWorld) -> Result<(), Stop> {
    let mode = world.client()?.mode;
    let callback = last(world)?;
    let request = &callback.exchange.request;
    let requirement = match mode {
        DeliveryMode::Ping => "CIBA-10.2-06",
        _ if redemption::carries_tokens(&request.body) => "CIBA-10.3.1-03",
        _ => "CIBA-12-05",
    };
    world.judge(check::media_type(request, requirement))
}

#[then("the callback carries no tokens")]
fn no_tokens(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = last(world)?;
    if redemption::carries_tokens(&callback.exchange.request.body) {
        return world.violated("a callback without tokens", "one with tokens");
    }
    Ok(())
}

#[then("the ping callback holds the auth_req_id alone")]
fn ping_body(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    let callback = last(world)?;
    world.judge(check::ping_body(&callback.exchange.request, &auth_req_id))
}

#[then("the client receives nothing")]
async fn nothing(world: &mut CibaWorld) -> Result<(), Stop> {
    let callbacks = unexpected(world).await?;
    match callbacks.last() {
        None => Ok(()),
        Some(callback) => world.violated(
            "no call of the client notification endpoint",
            format!("{} of it", callback.exchange.request.method),
        ),
    }
}

#[then("nobody comes to the other address")]
async fn not_redirected(world: &mut CibaWorld) -> Result<(), Stop> {
    let callbacks = unexpected(world).await?;
    if callbacks.iter().any(|callback| callback.redirected) {
        return world.violated(
            "the redirect not followed",
            "a request at the address that the redirect led to",
        );
    }
    Ok(())
}

#[then("the client receives no second callback")]
async fn no_second(world: &mut CibaWorld) -> Result<(), Stop> {
    let callbacks = unexpected(world).await?;
    let requirement = world.stage()?.requirement.clone();
    let calls: Vec<&Request> = callbacks
        .iter()
        .map(|callback| &callback.exchange.request)
        .collect();
    world.judge(check::one_call(&calls, &requirement))
}

/// All callbacks of the transaction, after some time for one that should not come.
pub(super) async fn unexpected(world: &mut CibaWorld) -> Result<Vec<Callback>, Stop> {
    let transaction = world.transaction()?;
    let patience = world.target()?.patience.unexpected;
    let callbacks = waits::one_more_callback(world, &transaction, patience).await?;
    world.log_callbacks(&transaction.auth_req_id, &callbacks);
    Ok(callbacks)
}
