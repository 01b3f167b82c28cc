use cucumber::then;

use super::acts;
use crate::checks::{Members, metadata, server_metadata as check};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

fn members(world: &mut CibaWorld) -> Result<Members, Stop> {
    let answer = acts::answer(world)?;
    world.judge(metadata::members(&answer))
}

#[then("its endpoints are URLs that are as safe as the issuer's")]
fn endpoints(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let members = members(world)?;
    let unreachable = target.metadata.unreachable("token_endpoint");
    world.judge(check::endpoints(
        &members,
        &target.config.issuer,
        unreachable,
    ))
}

#[then("its lists are arrays of strings")]
fn arrays(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::lists_are_arrays(&members))
}

#[then("none of its lists is empty")]
fn not_empty(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::no_list_is_empty(&members))
}

#[then("its flags are true or false")]
fn flags(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::flags_are_booleans(&members))
}

#[then("its algorithms for client assertions are signatures")]
fn assertions(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::assertions_are_signed(&members))
}

#[then("it has the members that every server has")]
fn required(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::required(&members))
}

#[then("it lists the CIBA grant for clients that request tokens")]
fn ciba_grant(world: &mut CibaWorld) -> Result<(), Stop> {
    let members = members(world)?;
    world.judge(check::ciba_grant(&members))
}
