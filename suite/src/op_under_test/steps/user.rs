use cucumber::{given, when};

use super::acts;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

async fn decide(world: &mut CibaWorld, decision: Decision) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    acts::decide(world, &auth_req_id, decision).await
}

#[given("the user has approved")]
#[when("the user approves")]
async fn approve(world: &mut CibaWorld) -> Result<(), Stop> {
    decide(world, Decision::Approve).await
}

#[given("the user has denied")]
#[when("the user denies")]
async fn deny(world: &mut CibaWorld) -> Result<(), Stop> {
    decide(world, Decision::Deny).await
}

/// The device may refuse a decision that comes too late, and the OP may ignore it: both are right.
#[when("the user tries to approve")]
#[given("the user has tried to approve")]
async fn try_to_approve(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    acts::try_to_decide(world, &auth_req_id, Decision::Approve)
        .await
        .map(drop)
}

#[given("the user has tried to deny")]
async fn try_to_deny(world: &mut CibaWorld) -> Result<(), Stop> {
    let auth_req_id = world.transaction()?.auth_req_id;
    acts::try_to_decide(world, &auth_req_id, Decision::Deny)
        .await
        .map(drop)
}
