use cucumber::then;

use super::acts;
use super::words::RequestParameter;
use crate::checks::{acknowledgement as check, authentication_error};
use crate::http::Exchange;
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::AuthenticationErrorCode;

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "no authentication request was sent")
}

#[then("the OP acknowledges the request")]
async fn acknowledged(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    let requirement = world.stage()?.requirement.clone();
    if let Some(request) = world.request.clone() {
        return acts::accept(world, &request, &answer, &requirement)
            .await
            .map(drop);
    }
    let acknowledgement = world.judge(check::accepted(&answer, &requirement))?;
    world.acknowledge(&acknowledgement);
    Ok(())
}

/// An OP may require what is optional elsewhere: then what is missing is missed.
#[then(expr = r#"the OP takes the request as one without "{request_parameter}""#)]
async fn as_without(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    let answer = answer(world)?;
    let Some(code) = check::refusal(&answer) else {
        return acknowledged(world).await;
    };
    let mut without = acts::prepared_request(world)?;
    without.parameters.remove(&name);
    let missing =
        acts::send_authentication_request(world, &without, Credentials::Registered).await?;
    if check::refusal(&missing) == Some(code) {
        return Ok(());
    }
    if let Ok(acknowledgement) = check::accepted(&missing, &check::ACCEPTED.into()) {
        world.acknowledge(&acknowledgement);
    }
    // The request that is refused, once more: what is judged comes last.
    let request = acts::prepared_request(world)?;
    acts::send_authentication_request(world, &request, Credentials::Registered).await?;
    acknowledged(world).await
}

#[then("the acknowledgement is JSON")]
fn json(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::media_type(&answer))
}

#[then("the acknowledgement may not be stored")]
fn no_store(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::no_store(&answer))
}

#[then("every auth_req_id keeps to the allowed characters")]
fn characters(world: &mut CibaWorld) -> Result<(), Stop> {
    for auth_req_id in world.samples.clone() {
        world.judge(check::auth_req_id_characters(&auth_req_id))?;
    }
    Ok(())
}

#[then("no two auth_req_ids are equal")]
fn different(world: &mut CibaWorld) -> Result<(), Stop> {
    let samples = world.samples.clone();
    world.judge(check::auth_req_ids_differ(&samples))
}

#[then("the auth_req_ids cannot be guessed")]
fn unguessable(world: &mut CibaWorld) -> Result<(), Stop> {
    let samples = world.samples.clone();
    world.judge(check::auth_req_id_entropy(&samples))
}

#[then("expires_in is a positive integer")]
fn expires_in(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::expires_in(&answer))
}

#[then("the OP tells a lifetime, or refuses the request")]
fn lifetime_or_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    if answer.response.status == 200 {
        return world.judge_as_own(check::expires_in(&answer));
    }
    let stage = world.stage()?;
    let (requirement, level) = (&stage.requirement, stage.level);
    let code = AuthenticationErrorCode::InvalidRequest;
    let checked = authentication_error::refused(&answer, code, requirement, level);
    world.judge(checked)
}

#[then("the interval is a positive integer or absent")]
fn interval(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::interval(&answer))
}

#[then("the acknowledgement has no interval")]
fn no_interval(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::no_interval(&answer))
}
