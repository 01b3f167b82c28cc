use cucumber::{given, then};

use super::acts;
use super::signed_request::{answer, edit};
use super::words::{RequestParameter, Text};
use crate::checks::{callback, signed_request as check};
use crate::jose::random_identifier;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{Claim, hint_of};
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};

#[given(expr = r#"the "{request_parameter}" stands beside the JWT too"#)]
fn beside_too(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    edit(world, |request| {
        let name = request.parameter(&name);
        if let Some(value) = request.parameters.get(name).map(str::to_owned) {
            request.signed.beside.set(name, value);
        }
    })
}

#[given(expr = r#"the "{request_parameter}" stands beside the JWT instead"#)]
fn beside_instead(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    beside_too(world, name)?;
    edit(world, |request| {
        let name = request.parameter(&name).to_owned();
        request.signed.claims.push((name, Claim::Absent));
    })
}

#[given("the login_hint of another user stands beside the JWT")]
fn another_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let other = world.target()?.users().denier;
    let other = world.need(other, "the target has no second user")?;
    let hint = hint_of(&world.target()?.config, &other, now());
    let hint = world.own(hint)?;
    edit(world, |request| {
        let name = hint.hint_type.parameter();
        request.signed.beside.set(name, hint.value);
    })
}

#[given("another client_notification_token stands beside the JWT")]
fn another_token(world: &mut CibaWorld) -> Result<(), Stop> {
    edit(world, |request| {
        request
            .signed
            .beside
            .set("client_notification_token", random_identifier());
    })
}

#[given(expr = r#""{request_parameter}" stands beside the JWT, set to "{text}""#)]
fn beside(world: &mut CibaWorld, name: RequestParameter, value: Text) -> Result<(), Stop> {
    edit(world, |request| request.signed.beside.set(&name, value.0))
}

/// Takes the answer to a request with a parameter beside the JWT; true where the OP acknowledged it all the same.
fn is_acknowledged(world: &mut CibaWorld) -> Result<bool, Stop> {
    let (answer, requirement, level) = answer(world)?;
    let checked = check::refused_or_acknowledged(&answer, &requirement, level);
    let acknowledgement = world.judge(checked)?;
    if let Some(acknowledgement) = &acknowledgement {
        world.acknowledge(acknowledgement);
    }
    Ok(acknowledgement.is_some())
}

fn ignored(world: &mut CibaWorld) -> Result<(), Stop> {
    let requirement = world.stage()?.requirement.clone();
    world.judge(Err(check::ignored(&requirement).into()))
}

#[then("the OP refuses the request or ignores what stands beside the JWT")]
fn refused_or_ignored(world: &mut CibaWorld) -> Result<(), Stop> {
    if is_acknowledged(world)? {
        return ignored(world);
    }
    Ok(())
}

#[then("the OP refuses the request or asks the user whom the JWT names")]
async fn refused_or_right_user(world: &mut CibaWorld) -> Result<(), Stop> {
    if !is_acknowledged(world)? {
        return Ok(());
    }
    let auth_req_id = world.transaction()?.auth_req_id;
    acts::decide(world, &auth_req_id, Decision::Approve).await?;
    let tokens = acts::fetch_tokens(world).await?;
    if let Some(subject) = world.stage()?.user.subject.clone() {
        let (_, requirement, _) = answer(world)?;
        let signed = super::id_token::signed(world, tokens.id_token)?;
        world.judge(check::about(&signed, &subject, &requirement))?;
    }
    ignored(world)
}

#[then("the OP refuses the request or calls back with the token in the JWT")]
async fn refused_or_right_token(world: &mut CibaWorld) -> Result<(), Stop> {
    if !is_acknowledged(world)? {
        return Ok(());
    }
    let transaction = world.transaction()?;
    acts::decide(world, &transaction.auth_req_id, Decision::Approve).await?;
    let callback = acts::next_callback(world).await?;
    let token = transaction.client_notification_token;
    let requirement = world.stage()?.requirement.clone();
    world.judge(callback::bearer_token(
        &callback.exchange.request,
        &token,
        &requirement,
    ))?;
    ignored(world)
}
