//! Lifetimes as they are asked for and told.

use cucumber::{then, when};

use super::acts;
use crate::checks::lifetime as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::DeliveryMode;

#[when(expr = "the client asks for a lifetime of {int} seconds, and for one of {int} seconds")]
async fn ask_for(world: &mut CibaWorld, first: u64, second: u64) -> Result<(), Stop> {
    for seconds in [first, second] {
        let mut request = acts::valid_request(world)?;
        request
            .parameters
            .set("requested_expiry", seconds.to_string());
        acts::acknowledged(world, &request).await?;
        let answer = acts::answer(world)?;
        world.exchanges.push(answer);
        world.samples.push(seconds.to_string());
    }
    Ok(())
}

#[then("neither is told in milliseconds")]
fn in_seconds(world: &mut CibaWorld) -> Result<(), Stop> {
    let asked = world.samples.iter().filter_map(|text| text.parse().ok());
    let asked: Vec<_> = asked.zip(world.exchanges.iter().cloned()).collect();
    world.judge(check::in_seconds(&asked))?;
    if world.client()?.mode == DeliveryMode::Push {
        return Ok(());
    }
    for (_, exchange) in &asked {
        world.judge(check::interval_within_lifetime(exchange))?;
    }
    Ok(())
}
