//! What is found out about a target before scenarios are run: every client is asked once, every type of hint once, and one
//! approval is followed to its end for each delivery mode. `run` and `doctor` judge by it and stop for the same reasons.

mod advice;
mod answer;
mod asking;
mod audience;
mod clients;
mod decided_alone;
mod examination;
mod key_proof;
mod modes;
mod outcome;
mod table;
mod users;

use futures::future::{join, join_all};

pub use advice::Advice;
pub use answer::Answer;
use asking::Asking;
pub use asking::{Asked, Watch};
pub use audience::settle_audiences;
pub use clients::AskedClient;
pub use examination::Examination;
pub use modes::{End, Finished};
pub use outcome::PreflightError;
pub use table::{Consequence, Kind, for_all};
pub use users::Tried;

use crate::config::{AuthenticationDeviceConfig, ClientConfig};
use crate::error::SuiteError;
use crate::op_under_test::target::Target;
use crate::plan::{Plan, unlisted};
use crate::protocol::DeliveryMode;

/// Examines the target before a run, and keeps what it has shown: the plan leaves out by it.
pub async fn before_run(
    target: &Target,
    plan: &Plan,
    watch: Watch<'_>,
) -> Result<(), PreflightError> {
    let examined = examine(target, Some(plan), watch).await?;
    let examined = examined.outcome(target)?;
    for note in nobody_is_listed(target)
        .into_iter()
        .chain(outcome::notes(&examined))
    {
        watch(&note);
        target.notes.say(note);
    }
    // Nobody else examines the target of a run.
    drop(target.examined.set(examined));
    Ok(())
}

/// Why nobody is played, where the metadata lists no client's mode and method.
fn nobody_is_listed(target: &Target) -> Option<String> {
    let clients = target.config.clients.iter();
    let reasons: Option<Vec<String>> = clients
        .map(|client| unlisted(client, &target.metadata))
        .collect();
    let reason = reasons?.into_iter().next()?;
    Some(format!("no client is played: {reason}"))
}

/// Asks once with every client, or every one that the plan has send something, unless the metadata leaves nobody to ask:
/// then the metadata scenarios say so.
pub async fn examine(
    target: &Target,
    plan: Option<&Plan>,
    watch: Watch<'_>,
) -> Result<Examination, SuiteError> {
    let mut found = Examination::default();
    for member in ["backchannel_authentication_endpoint", "token_endpoint"] {
        let reason = target.metadata.unreachable(member);
        if let Some(reason) = reason.filter(|_| plan.is_none_or(Plan::asks)) {
            let url = target.metadata.string(member).unwrap_or_default();
            found.unreachable = Some((format!("{member} {url}"), reason.to_owned()));
            return Ok(found);
        }
    }
    let plays = |client: &ClientConfig| plan.is_none_or(|plan| plan.sends_for(&client.id));
    if target.authentication_endpoint().is_empty() || !target.config.clients.iter().any(plays) {
        return Ok(found);
    }
    let asking = Asking::new(target, watch);
    let listed = |client: &&ClientConfig| unlisted(client, &target.metadata).is_none();
    let playing = target.config.clients.iter().filter(listed);
    let playing = playing.filter(|client| plays(client));
    // Where a user has room for few requests and the suite decides none, one is all that can be asked.
    for client in playing.take(if asking.has_room() { usize::MAX } else { 1 }) {
        found.clients.push(clients::ask(&asking, client).await?);
    }
    let finishes = |mode| plan.is_none_or(|plan| plan.finishes(mode));
    // In a box: all that is waited for is within.
    Box::pin(look_further(&asking, &mut found, finishes)).await?;
    Ok(found)
}

/// What lies behind the first answers.
async fn look_further(
    asking: &Asking<'_>,
    found: &mut Examination,
    finishes: impl Fn(DeliveryMode) -> bool,
) -> Result<(), SuiteError> {
    key_proof::of_clients(asking, &mut found.clients).await?;
    match for_all(&found.kinds()) {
        Consequence::Configuration => {
            found.refuses_approver_alone =
                clients::others_are_asked(asking, &found.clients).await?;
            return Ok(());
        }
        Consequence::NoEndpoint | Consequence::NotServed => return Ok(()),
        Consequence::GoesOn | Consequence::LeftOut => {}
    }
    let settled: Vec<ClientConfig> = found.served().map(|one| one.client.clone()).collect();
    audience::settle(asking, &settled).await?;
    let plainest = found.plainest(|_| true).filter(|_| asking.has_room());
    let plainest = plainest.map(|one| one.client.clone());
    // What is waited for is waited for meanwhile, unless it is somebody's turn.
    if is_at_once(asking) {
        let people = people(asking, plainest.as_ref());
        let (people, modes) = join(people, finish(asking, found, finishes)).await;
        (found.users, found.hints) = people?;
        found.modes = modes?;
    } else {
        (found.users, found.hints) = people(asking, plainest.as_ref()).await?;
        found.modes = finish(asking, found, finishes).await?;
    }
    if matches!(
        asking.target.config.authentication_device,
        AuthenticationDeviceConfig::None
    ) && let Some(client) = found.undecided()
    {
        found.decided_alone = decided_alone::decided_alone(asking, &client).await?;
    }
    Ok(())
}

/// Whether requests can be asked at once: no person has to decide, and users have room for many.
fn is_at_once(asking: &Asking<'_>) -> bool {
    let limit = asking.target.config.limits.pending_per_user;
    !asking.target.device.abilities().is_a_person && limit.is_none()
}

/// The users, and the types of hint.
async fn people(
    asking: &Asking<'_>,
    client: Option<&ClientConfig>,
) -> Result<(Vec<Tried>, Vec<Tried>), SuiteError> {
    Ok(match client {
        Some(client) => (
            users::ask(asking, client).await?,
            users::hints(asking, client).await?,
        ),
        None => (Vec::new(), Vec::new()),
    })
}

/// One approval for each mode.
async fn finish(
    asking: &Asking<'_>,
    found: &Examination,
    finishes: impl Fn(DeliveryMode) -> bool,
) -> Result<Vec<Finished>, SuiteError> {
    let abilities = asking.target.device.abilities();
    if !abilities.approve {
        return Ok(Vec::new());
    }
    let chosen = DeliveryMode::ALL
        .into_iter()
        .filter(|mode| finishes(*mode))
        .filter_map(|mode| found.plainest(|client| client.mode == mode));
    let finishing = chosen.map(|client| modes::finish(asking, client));
    if is_at_once(asking) {
        return join_all(finishing).await.into_iter().collect();
    }
    let mut all = Vec::new();
    for one in finishing {
        all.push(one.await?);
    }
    Ok(all)
}
