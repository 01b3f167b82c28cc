//! A user_code is known to the user alone (CIBA Core 1.0, section 7.1.2).

use cucumber::then;

use super::device;
use crate::checks::user_code as check;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};

fn code(world: &mut CibaWorld) -> Result<String, Stop> {
    let code = world.stage()?.user.user_code.clone();
    let code = world.need(code, "the target file names no user_code of the user")?;
    Ok(code.expose().to_owned())
}

#[then("the user_code stands in nothing that the OP sent")]
fn told_nowhere(world: &mut CibaWorld) -> Result<(), Stop> {
    let code = code(world)?;
    let sent: Vec<Vec<u8>> = world
        .log
        .events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Exchange { exchange, .. } => Some(exchange.response.body.clone()),
            Event::Callback(exchange) => Some(exchange.request.body.clone()),
            Event::Act { .. } => None,
        })
        .collect();
    world.judge(check::told_nowhere(&sent, &code))
}

#[then("the authentication device shows no user_code")]
async fn shown_nowhere(world: &mut CibaWorld) -> Result<(), Stop> {
    let code = code(world)?;
    let shown = device::inbox(world).await?;
    let texts: Vec<Vec<u8>> = shown
        .into_iter()
        .map(|shown| shown.message.into_bytes())
        .collect();
    world.judge(check::told_nowhere(&texts, &code))
}
