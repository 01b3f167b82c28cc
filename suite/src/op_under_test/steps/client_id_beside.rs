//! A `client_id` in the body beside credentials in the header (RFC 6749, section 3.2.1).

use cucumber::when;

use super::acts;
use super::client_authentication::{request_token, send};
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, Parameters};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

fn own(world: &mut CibaWorld, url: &str, form: Parameters) -> Result<OutgoingRequest, Stop> {
    let client_id = world.client()?.client_id;
    beside(world, url, form, client_id)
}

fn foreign(world: &mut CibaWorld, url: &str, form: Parameters) -> Result<OutgoingRequest, Stop> {
    let client_id = acts::other_client(world)?.client_id;
    beside(world, url, form, client_id)
}

fn beside(
    world: &mut CibaWorld,
    url: &str,
    mut form: Parameters,
    client_id: String,
) -> Result<OutgoingRequest, Stop> {
    let client = world.client()?;
    form.set("client_id", client_id);
    acts::authenticated(world, &client, Credentials::Registered, url, form)
}

#[when("the client sends the authentication request with its own client_id beside its credentials")]
async fn send_own(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, own).await
}

#[when(
    "the client sends the authentication request with another client's client_id beside its credentials"
)]
async fn send_foreign(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, foreign).await
}

#[when("the client requests the token with its own client_id beside its credentials")]
async fn request_own(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, own).await
}

#[when("the client requests the token with another client's client_id beside its credentials")]
async fn request_foreign(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, foreign).await
}
