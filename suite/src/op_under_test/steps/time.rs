use cucumber::{given, when};

use super::{acts, waits};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[given("the authentication request has expired")]
#[when("the authentication request expires")]
async fn expire(world: &mut CibaWorld) -> Result<(), Stop> {
    let expires_in = waits::lifetime(world)?;
    world.is_end_awaited = true;
    acts::pass(world, expires_in + 1).await
}

#[when("the client waits for the interval")]
#[given("the client has waited for the interval")]
async fn wait(world: &mut CibaWorld) -> Result<(), Stop> {
    let interval = world.transaction()?.interval;
    waits::within_lifetime(world, interval)?;
    acts::pass(world, interval).await
}

/// After slow_down the interval is 5 seconds longer, for this and all later polls (section 11).
#[given("the client has waited for the interval and 5 seconds")]
async fn wait_longer(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    if let Some(current) = world.transaction_mut(&transaction.auth_req_id) {
        current.interval += 5;
    }
    waits::within_lifetime(world, transaction.interval + 5)?;
    acts::pass(world, transaction.interval + 5).await
}
