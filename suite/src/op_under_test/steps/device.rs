use std::time::{Duration, Instant};

use cucumber::{then, when};

use super::waits;
use crate::checks::binding_message as check;
use crate::op_under_test::authentication_device::ShownRequest;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};

const PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

fn sent_message(world: &mut CibaWorld) -> Result<String, Stop> {
    let message = world
        .request
        .as_ref()
        .and_then(|request| request.parameters.get("binding_message"))
        .map(str::to_owned);
    world.need(message, "the request has no binding_message")
}

pub(super) async fn inbox(world: &mut CibaWorld) -> Result<Vec<ShownRequest>, Stop> {
    let target = world.target()?;
    let shown = target.device.inbox().await;
    world.own(shown)
}

/// The OP may ask its user a little after it has answered the client.
pub(super) async fn shown_unaltered(world: &mut CibaWorld) -> Result<(), Stop> {
    let message = sent_message(world)?;
    let auth_req_id = world.transaction()?.auth_req_id;
    let patience = world.target()?.patience.expected;
    let requirement = world.stage()?.requirement.clone();
    let started = Instant::now();
    let mut pause = PAUSE;
    loop {
        let shown = inbox(world).await?;
        let own = shown.iter().find(|shown| shown.auth_req_id == auth_req_id);
        if own.is_some() || started.elapsed() > patience {
            let text = own.map(|shown| shown.message.as_str());
            return world.judge(check::shown_unaltered(text, &message, &requirement));
        }
        waits::a_while(world, pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[then("the authentication device shows the binding_message unaltered")]
async fn shown(world: &mut CibaWorld) -> Result<(), Stop> {
    shown_unaltered(world).await
}

#[then("the authentication device shows nothing of the request")]
async fn silent(world: &mut CibaWorld) -> Result<(), Stop> {
    let message = sent_message(world)?;
    let requirement = world.stage()?.requirement.clone();
    let patience = world.target()?.patience.unexpected;
    waits::a_while(world, patience).await;
    let shown = inbox(world).await?;
    let texts = shown.iter().map(|shown| shown.message.as_str());
    world.judge(check::shown_nowhere(texts, &message, &requirement))
}

#[when("another user tries to approve")]
async fn another_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let transaction = world.transaction()?;
    let (span, traceparent) = world.next_span();
    world.log.events.push(Event::Act {
        span,
        text: "another user tries to approve".to_owned(),
    });
    let pending = waits::pending(&transaction.auth_req_id, Some(&transaction), &traceparent);
    let tried = target.device.approve_as_another(pending).await;
    world.own(tried)
}
