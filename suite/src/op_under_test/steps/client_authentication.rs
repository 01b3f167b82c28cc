//! How a client authenticates that does not do it as it registered (RFC 6749, section 2.3; CIBA Core 1.0, section 4).

use super::{acts, sending};
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// Makes a request of a URL and a form: how the client authenticates is up to it.
pub(super) type Present = fn(&mut CibaWorld, &str, Parameters) -> Result<OutgoingRequest, Stop>;

/// Sends the prepared authentication request.
pub(super) async fn send(world: &mut CibaWorld, present: Present) -> Result<(), Stop> {
    let target = world.target()?;
    let form = acts::prepared_form(world)?;
    let url = target.authentication_endpoint();
    let exchange = sending::send(world, |world| present(world, url, form.clone())).await?;
    world.answer = Some(exchange);
    Ok(())
}

/// Requests the token of the acknowledged request.
pub(super) async fn request_token(world: &mut CibaWorld, present: Present) -> Result<(), Stop> {
    let target = world.target()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    let exchange = sending::send(world, |world| present(world, url, form.clone())).await?;
    world.token_answer = Some(exchange);
    Ok(())
}
