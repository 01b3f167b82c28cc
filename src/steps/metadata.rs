use cucumber::{then, when};

use super::acts;
use crate::checks::{Members, metadata as check};
use crate::discovery::metadata_url;
use crate::http::{Exchange, OutgoingRequest};
use crate::world::{CibaWorld, Stop};

#[when("the client reads the metadata")]
async fn read(world: &mut CibaWorld) -> Result<(), Stop> {
    let url = metadata_url(&world.target()?.config.issuer);
    let exchange = acts::send(world, OutgoingRequest::get(url)).await?;
    world.answer = Some(exchange);
    Ok(())
}

#[when("the client reads the JWK Set")]
async fn read_keys(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let Some(url) = target.metadata.jwks_uri() else {
        return world.violated("jwks_uri in the metadata", "none");
    };
    let exchange = acts::send(world, OutgoingRequest::get(url)).await?;
    world.answer = Some(exchange);
    Ok(())
}

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "nothing was read")
}

fn members(world: &mut CibaWorld) -> Result<Members, Stop> {
    let target = world.target()?;
    let answer = answer(world)?;
    world.judge(check::document(&answer, &target.config.issuer))
}

#[then("the metadata is JSON of the issuer that was asked")]
fn document(world: &mut CibaWorld) -> Result<(), Stop> {
    members(world).map(drop)
}

#[then("it lists the delivery modes that the OP supports")]
fn delivery_modes(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::delivery_modes(&members))
}

#[then("it names the backchannel authentication endpoint")]
fn endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::authentication_endpoint(&members))
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
    world.judge(check::jwk_set(&answer))
}
