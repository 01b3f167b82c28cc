use cucumber::{then, when};

use super::acts;
use crate::checks::{Members, jwk_set, metadata as check};
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[when("the client reads the metadata")]
async fn read(world: &mut CibaWorld) -> Result<(), Stop> {
    let url = world.target()?.metadata_url.clone();
    let exchange = acts::send(world, OutgoingRequest::get(url)).await?;
    world.answer = Some(exchange);
    Ok(())
}

#[when("the client reads the JWK Set")]
async fn read_keys(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let url = match target.metadata.endpoint("jwks_uri") {
        Ok(url) => url.to_owned(),
        Err(reason) => {
            if target.config.metadata.is_none() {
                read(world).await?;
            }
            return world.violated("jwks_uri in the metadata, a URL that answers", reason);
        }
    };
    let exchange = acts::send(world, OutgoingRequest::get(url)).await?;
    world.answer = Some(exchange);
    Ok(())
}

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "nothing was read")
}

/// Each sentence looks at what it is about: the document itself is judged by the sentence below.
fn members(world: &mut CibaWorld) -> Result<Members, Stop> {
    let answer = answer(world)?;
    world.judge(check::members(&answer))
}

#[then("the metadata is JSON of the issuer that was asked")]
fn document(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let answer = answer(world)?;
    world.judge(check::document(&answer, &target.config.issuer))
}

#[then("it lists the delivery modes that the OP supports")]
fn delivery_modes(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::delivery_modes(&members))
}

#[then("it names the backchannel authentication endpoint")]
fn endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    let metadata = &world.target()?.metadata;
    let unreachable = metadata.unreachable("backchannel_authentication_endpoint");
    world.judge(check::authentication_endpoint(&members, unreachable))
}

#[then("its flag for user codes is a boolean or absent")]
fn user_code(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::user_code_flag(&members))
}

#[then("its algorithms for signed requests are asymmetric or absent")]
fn signing_algs(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::request_signing_algs(&members))
}

#[then("it lists the CIBA grant type")]
fn grant_type(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::grant_type(&members))
}

#[then("the JWK Set holds public keys alone")]
fn jwk_set(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(jwk_set::jwk_set(&answer))
}
