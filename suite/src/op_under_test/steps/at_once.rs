//! Decisions at the same moment: one of them counts (CIBA Core 1.0, section 8).

use cucumber::when;

use super::waits;
use crate::error::SuiteError;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};

/// Either of them may be refused for the other.
async fn decide(world: &mut CibaWorld, decisions: [Decision; 2], text: &str) -> Result<(), Stop> {
    let target = world.target()?;
    if target.device.abilities().is_a_person {
        return world.not_applicable("one person decides one thing at a time".to_owned());
    }
    let transaction = world.transaction()?;
    let (span, traceparent) = world.next_span();
    let text = text.to_owned();
    world.log.events.push(Event::Act { span, text });
    let pending = waits::pending(&transaction.auth_req_id, Some(&transaction), &traceparent);
    let [first, second] = decisions.map(|decision| target.device.decide(pending, decision));
    let (first, second): (Result<(), SuiteError>, Result<(), SuiteError>) =
        tokio::join!(first, second);
    if first.is_err() {
        world.own(second)?;
    }
    if let Some(current) = world.transaction_mut(&transaction.auth_req_id) {
        current.is_over = true;
        current.decision = Some(decisions[0]);
    }
    Ok(())
}

#[when("the user approves twice at the same moment")]
async fn approve_twice(world: &mut CibaWorld) -> Result<(), Stop> {
    let both = [Decision::Approve, Decision::Approve];
    decide(world, both, "the user approves twice at the same moment").await
}
