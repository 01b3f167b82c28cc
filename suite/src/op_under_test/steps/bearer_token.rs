use cucumber::{given, then};

use crate::checks::bearer as check;
use crate::jose::random_identifier;
use crate::op_under_test::consumption_device::Callback;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// Every kind of character of a `b64token` (RFC 6750, section 2.1), and 128 random bits.
#[given("the request has a client_notification_token of every character that it may have")]
fn every_character(world: &mut CibaWorld) -> Result<(), Stop> {
    let token = format!("AZaz09-._~+/{}==", random_identifier());
    world.client_notification_token.clone_from(&token);
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set("client_notification_token", token);
    world.request = Some(request);
    Ok(())
}

fn last(world: &mut CibaWorld) -> Result<(Callback, String), Stop> {
    let token = world.transaction()?.client_notification_token;
    let callback = world.callback.clone();
    let callback = world.need(callback, "no callback was awaited")?;
    Ok((callback, token))
}

#[then("the callback has a well-formed bearer token in its Authorization header")]
fn well_formed(world: &mut CibaWorld) -> Result<(), Stop> {
    let (callback, token) = last(world)?;
    world.judge(check::header(&callback.exchange.request, &token))
}

#[then("the callback has the notification token in its header alone")]
fn header_alone(world: &mut CibaWorld) -> Result<(), Stop> {
    let (callback, token) = last(world)?;
    world.judge(check::header_alone(&callback.exchange.request, &token))
}
