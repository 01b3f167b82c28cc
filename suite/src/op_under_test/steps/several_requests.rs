use cucumber::{given, when};

use super::acts;
use crate::config::UserConfig;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The scenario's user stays the one of the first request.
#[given("an acknowledged authentication request for another user")]
async fn for_another_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let users = world.target()?.users();
    let own = world.stage()?.user.clone();
    let other: Option<UserConfig> = [users.absent, users.denier, Some(users.approver)]
        .into_iter()
        .flatten()
        .find(|user| !user.is(&own));
    let other = world.need(other, "the target file names one user only")?;
    let own = world.ask_instead(other);
    let acknowledged = acts::acknowledged_request(world).await;
    if let Some(own) = own {
        drop(world.ask_instead(own));
    }
    acknowledged.map(drop)
}

/// What follows is about the request before the last one.
#[when("the client turns to its other request")]
#[given("the client has turned to its other request")]
fn turn(world: &mut CibaWorld) -> Result<(), Stop> {
    let other = world.transactions.len().checked_sub(2);
    let other = world.need(other, "there is no other request")?;
    let transaction = world.transactions.remove(other);
    world.transactions.push(transaction);
    Ok(())
}
