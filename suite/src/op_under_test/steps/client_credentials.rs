use cucumber::{then, when};

use super::acts;
use super::client_authentication::{request_token, send};
use crate::checks::client_authentication as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, Parameters, basic_credentials};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The client's id and secret, however it is registered.
fn password(world: &mut CibaWorld) -> Result<(String, String), Stop> {
    let client = world.client()?;
    let secret = world.need(client.secret, "the client has no secret")?;
    Ok((client.client_id, secret.expose().to_owned()))
}

fn with_basic(world: &mut CibaWorld, url: &str, form: Parameters) -> Result<OutgoingRequest, Stop> {
    let (id, secret) = password(world)?;
    let mut request = OutgoingRequest::post_form(url, form.encode());
    let credentials = basic_credentials(&world.client()?, &id, &secret);
    request
        .headers
        .push(("authorization".to_owned(), credentials));
    Ok(request)
}

/// What a client without a secret would present.
fn with_an_empty_secret(
    world: &mut CibaWorld,
    url: &str,
    form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let client = world.client()?;
    let mut request = OutgoingRequest::post_form(url, form.encode());
    let credentials = basic_credentials(&client, &client.client_id, "");
    request
        .headers
        .push(("authorization".to_owned(), credentials));
    Ok(request)
}

fn in_the_body(
    world: &mut CibaWorld,
    url: &str,
    mut form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let (id, secret) = password(world)?;
    form.set("client_id", id);
    form.set("client_secret", secret);
    Ok(OutgoingRequest::post_form(url, form.encode()))
}

fn in_the_query(
    world: &mut CibaWorld,
    url: &str,
    form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let (id, secret) = password(world)?;
    let mut query = Parameters::new();
    query.set("client_id", id);
    query.set("client_secret", secret);
    let url = format!("{url}?{}", query.encode());
    Ok(OutgoingRequest::post_form(&url, form.encode()))
}

/// The header and the body, each right.
fn with_basic_and_in_the_body(
    world: &mut CibaWorld,
    url: &str,
    form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let (id, secret) = password(world)?;
    let mut request = in_the_body(world, url, form)?;
    let credentials = basic_credentials(&world.client()?, &id, &secret);
    request
        .headers
        .push(("authorization".to_owned(), credentials));
    Ok(request)
}

/// The client's own assertion, and its secret beside it.
fn by_assertion_and_with_basic(
    world: &mut CibaWorld,
    url: &str,
    form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let (id, secret) = password(world)?;
    let client = world.client()?;
    let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    let credentials = basic_credentials(&world.client()?, &id, &secret);
    request
        .headers
        .push(("authorization".to_owned(), credentials));
    Ok(request)
}

#[when("the client sends the authentication request with its secret in the header")]
async fn send_with_basic(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, with_basic).await
}

#[when("the client sends the authentication request with an empty secret")]
async fn send_with_an_empty_secret(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, with_an_empty_secret).await
}

#[when("the client sends the authentication request with its secret in the body")]
async fn send_in_the_body(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, in_the_body).await
}

#[when("the client requests the token with its secret in the header")]
async fn request_with_basic(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, with_basic).await
}

#[when("the client requests the token with its secret in the body")]
async fn request_in_the_body(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, in_the_body).await
}

#[when("the client sends the authentication request with its secret in the query")]
async fn send_in_the_query(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, in_the_query).await
}

#[when("the client requests the token with its secret in the query")]
async fn request_in_the_query(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, in_the_query).await
}

#[when("the client sends the authentication request with its secret in the header and in the body")]
async fn send_with_both(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, with_basic_and_in_the_body).await
}

#[when("the client requests the token with its secret in the header and in the body")]
async fn request_with_both(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, with_basic_and_in_the_body).await
}

#[when("the client sends the authentication request with its assertion and its secret")]
async fn send_with_assertion_and_secret(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, by_assertion_and_with_basic).await
}

#[when(expr = "the client sends the authentication request {int} times with a wrong secret")]
async fn guess(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    let request = acts::prepared_request(world)?;
    world.pressing = true;
    for _ in 0..count {
        let answer = acts::send_authentication_request(world, &request, Credentials::Wrong).await?;
        world.exchanges.push(answer);
    }
    Ok(())
}

#[then("no wrong secret opens anything")]
fn nothing_opens(world: &mut CibaWorld) -> Result<(), Stop> {
    let exchanges = world.exchanges.clone();
    let requirement = world.stage()?.requirement.clone();
    world.judge(check::guesses_refused(&exchanges, &requirement))
}

#[then("the OP acknowledges the request or refuses the client")]
fn acknowledged_or_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let stage = world.stage()?;
    let checked = check::acknowledged_or_refused(&answer, &stage.requirement, stage.level);
    if let Some(acknowledgement) = world.judge(checked)? {
        world.acknowledge(&acknowledgement);
    }
    Ok(())
}
