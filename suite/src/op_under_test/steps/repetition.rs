//! Parameters that nobody knows, twice in one request.

use cucumber::{given, then, when};

use super::{acts, authentication_request as request};
use crate::checks::{acknowledgement, repetition as check};
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// A name that no extension has.
const UNKNOWN: &str = "x_nobody_knows";

#[given("the request has an unknown parameter twice")]
fn twice(world: &mut CibaWorld) -> Result<(), Stop> {
    request::edit(world, |request| {
        request.parameters.append(UNKNOWN, "1");
        request.parameters.append(UNKNOWN, "1");
    })
}

#[when("the client requests the token with an unknown parameter twice")]
async fn request_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.client()?;
    let mut form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    form.append(UNKNOWN, "1");
    form.append(UNKNOWN, "1");
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("the repetition is refused, or ignored")]
fn refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let requirement = world.stage()?.requirement.clone();
    if let Ok(acknowledgement) = acknowledgement::accepted(&answer, &requirement) {
        world.acknowledge(&acknowledgement);
    }
    world.judge(check::of_authentication_request(&answer))
}

#[then("the repetition is refused, or ignored, at the token endpoint")]
fn refused_at_the_token_endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::of_token_request(&answer))
}
