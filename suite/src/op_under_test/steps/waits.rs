//! What a scenario waits for; others act meanwhile.

use std::time::{Duration, Instant};

use crate::checks;
use crate::error::SuiteError;
use crate::op_under_test::authentication_device::{Decision, PendingRequest};
use crate::op_under_test::consumption_device::{Callback, Credentials};
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop, Transaction};

/// Lets time pass for the current transaction, unless that takes longer than the target file allows.
pub(super) async fn pass(world: &mut CibaWorld, seconds: u64) -> Result<(), Stop> {
    let target = world.target()?;
    let transaction = world.transaction()?;
    let longest = target.config.limits.max_wait;
    if target.time.is_real() && seconds > longest {
        return world.not_applicable(format!(
            "it takes a wait of {seconds} s, and limits.max_wait of the target file is {longest}"
        ));
    }
    let (span, _) = world.next_span();
    world.log.events.push(Event::Act {
        span,
        text: format!("{seconds} seconds pass"),
    });
    let passing = target.time.pass(&transaction.auth_req_id, seconds);
    if !target.time.is_real()
        && let Some(transaction) = world.transaction_mut(&transaction.auth_req_id)
    {
        // What is aged was not waited for.
        let ago = Duration::from_secs(seconds);
        transaction.aged += seconds;
        let polled_at = transaction.polled_at;
        transaction.polled_at = polled_at.map(|at| at.checked_sub(ago).unwrap_or(at));
    }
    let passed = if target.time.is_real() {
        let until = Instant::now().checked_add(Duration::from_secs(seconds));
        world.turn.away(until, passing).await
    } else {
        passing.await
    };
    world.own(passed)
}

/// Lets the rest of the interval pass, where the client has polled already and time is real.
pub(super) async fn rest_of_interval(world: &mut CibaWorld) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    if !world.target()?.time.is_real() {
        // Nobody sees how long a client rested where time is aged.
        if let Some(current) = world.transaction_mut(&transaction.auth_req_id) {
            current.polled_at = None;
        }
        return Ok(());
    }
    let rest = transaction.polled_at.map_or(Duration::ZERO, |polled_at| {
        Duration::from_secs(transaction.interval).saturating_sub(polled_at.elapsed())
    });
    if rest.is_zero() {
        return Ok(());
    }
    let seconds = rest.as_secs() + u64::from(rest.subsec_nanos() > 0);
    pass(world, seconds).await
}

/// The lifetime of the current transaction, in seconds. Where the OP did not tell it as it should, that stands in the way
/// of everything that is about the end.
pub(super) fn lifetime(world: &mut CibaWorld) -> Result<u64, Stop> {
    if let Some(expires_in) = world.transaction()?.expires_in {
        return Ok(expires_in);
    }
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    let before = world.set_on_the_way(true);
    world.judge(checks::acknowledgement::expires_in(&answer))?;
    world.set_on_the_way(before);
    // The last answer is another request's.
    world.not_applicable("the OP told no usable expires_in".to_owned())
}

/// Makes sure that so many seconds of the current transaction's lifetime are left, as a scenario counts on them.
pub(super) fn is_in_time(world: &mut CibaWorld, left: u64) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    let expires_in = lifetime(world)?;
    let is_late = !transaction.lives_on(Duration::from_secs(left));
    if world.target()?.time.is_real() && is_late {
        let late = SuiteError::Late(format!(
            "{} s of the {} s that the request lives",
            transaction.acknowledged_at.elapsed().as_secs(),
            expires_in
        ));
        world.is_late = true;
        return world.own(Err(late));
    }
    Ok(())
}

/// Makes sure that a wait does not outlast the current transaction, where it is alive: else its end would be judged
/// instead of what the scenario is about.
pub(super) fn within_lifetime(world: &mut CibaWorld, seconds: u64) -> Result<(), Stop> {
    let transaction = world.transaction()?;
    // An OP that says nothing usable breaks a row of its own; it need not stop what only wants to be short.
    let Some(expires_in) = transaction.expires_in else {
        return Ok(());
    };
    let lifetime = Duration::from_secs(expires_in);
    let age = transaction.acknowledged_at.elapsed();
    let outlasts = age + Duration::from_secs(seconds + 1) > lifetime;
    if world.target()?.time.is_real() && age < lifetime && outlasts {
        return world.not_applicable(format!(
            "it takes a wait of {seconds} s, and of the {} s that the OP lets a request live {} s have passed",
            expires_in,
            age.as_secs()
        ));
    }
    Ok(())
}

/// Waits until one more callback of the transaction has come than is logged, at most this long.
pub(super) async fn one_more_callback(
    world: &mut CibaWorld,
    transaction: &Transaction,
    patience: Duration,
) -> Result<Vec<Callback>, Stop> {
    let endpoint = world.notification_endpoint()?;
    let coming = endpoint.wait_for(
        transaction.logged_callbacks + 1,
        &transaction.auth_req_id,
        &transaction.client_notification_token,
        patience,
    );
    let until = Instant::now() + patience;
    Ok(world.turn.away(Some(until), coming).await)
}

/// Lets some time go by, for what should not happen or has not happened yet.
pub(super) async fn a_while(world: &mut CibaWorld, duration: Duration) {
    let until = Instant::now() + duration;
    world
        .turn
        .away(Some(until), tokio::time::sleep(duration))
        .await;
}

/// Where credentials are wrong on purpose, the OP is given time, so that it takes nothing for an attack.
pub(super) async fn before_sending(
    world: &mut CibaWorld,
    credentials: Credentials,
) -> Result<(), Stop> {
    let target = world.target()?;
    if credentials != Credentials::Registered {
        let next = target.failed_authentications.next();
        world.turn.away(None, next).await;
    }
    Ok(())
}

/// The user decides; others act meanwhile where that takes its time.
pub(super) async fn for_device(
    world: &mut CibaWorld,
    auth_req_id: &str,
    traceparent: &str,
    decision: Decision,
) -> Result<Result<(), SuiteError>, Stop> {
    let target = world.target()?;
    let transaction = world.transaction_mut(auth_req_id).cloned();
    let pending = pending(auth_req_id, transaction.as_ref(), traceparent);
    let deciding = target.device.decide(pending, decision);
    Ok(if target.device.abilities().takes_time {
        world.turn.away(None, deciding).await
    } else {
        deciding.await
    })
}

/// What a device may know of a request; nothing but its identifier where the OP did not acknowledge it to us.
pub(super) fn pending<'a>(
    auth_req_id: &'a str,
    transaction: Option<&'a Transaction>,
    traceparent: &'a str,
) -> PendingRequest<'a> {
    PendingRequest {
        auth_req_id,
        login_hint: transaction.map_or("", |transaction| transaction.user.login_hint.as_str()),
        binding_message: transaction.and_then(|transaction| transaction.binding_message.as_deref()),
        traceparent,
    }
}
