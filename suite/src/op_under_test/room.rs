//! Room for one more request of a user, where the OP allows few that are pending: the suite has older ones decided, or waits
//! until they are over.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::checks::acknowledgement::{ACCEPTED, accepted};
use crate::checks::token_error;
use crate::config::{ClientConfig, UserConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, OutgoingRequest, Party};
use crate::jose::random_identifier;
use crate::op_under_test::authentication_device::{Decision, PendingRequest};
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Credentials, Parameters, TokenRequest, authenticate, hint_of,
};
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop, Transaction, now};
use crate::op_under_test::target::Target;
use crate::protocol::TokenErrorCode;

/// Between two looks whether a decision has arrived.
const PAUSE: Duration = Duration::from_millis(250);

/// Waits for what earlier scenarios had to leave pending, before a scenario begins.
pub async fn before(world: &mut CibaWorld, users: BTreeSet<&'static str>) -> Result<(), Stop> {
    let target = world.target()?;
    if target.config.limits.pending_per_user.is_none() {
        return Ok(());
    }
    world.claim = target.user_queue.claim(users).await;
    let Some(until) = world.claim.left_until() else {
        return Ok(());
    };
    let (client, user) = (world.client()?, world.stage()?.user.clone());
    if !is_replaced(&target, &client, &user).await {
        let longest = Duration::from_secs(target.config.limits.max_wait);
        let rest = until.saturating_duration_since(Instant::now());
        tokio::time::sleep(rest.min(longest)).await;
        world.claim.forget();
    }
    Ok(())
}

/// Makes room for a request of the scenario's user: as many of their own as the OP allows may be pending, the new one
/// included.
pub async fn make(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let Some(limit) = target.config.limits.pending_per_user else {
        return Ok(());
    };
    let user = world.stage()?.user.clone();
    let open: Vec<Transaction> = world
        .transactions
        .iter()
        .filter(|transaction| transaction.is_open() && transaction.user.is(&user))
        .cloned()
        .collect();
    let too_many = (open.len() + 1).saturating_sub(limit.get());
    for transaction in open.iter().take(too_many) {
        let (span, traceparent) = world.next_span();
        let text = "the request before ends first (limits.pending_per_user)".to_owned();
        world.log.events.push(Event::Act { span, text });
        let ending = end(&target, transaction, &traceparent);
        world.turn.away(None, ending).await;
        if let Some(ended) = world.transaction_mut(&transaction.auth_req_id) {
            ended.is_over = true;
        }
    }
    Ok(())
}

/// The requests that the scenario leaves pending.
pub fn pending(world: &mut CibaWorld) -> Vec<Transaction> {
    let Ok(target) = world.target() else {
        return Vec::new();
    };
    if target.config.limits.pending_per_user.is_none() {
        return Vec::new();
    }
    acknowledge_the_rest(world, &target);
    let open = world.transactions.iter().filter(|one| one.is_open());
    open.cloned().collect()
}

/// Leaves nothing pending behind, as far as the device lets it; what it must leave is told to who comes next.
pub async fn after(world: &mut CibaWorld, pending: &[Transaction]) {
    let Ok(target) = world.target() else {
        return;
    };
    let can_choose = target.device.abilities().choice;
    for transaction in pending {
        if can_choose {
            let (_, traceparent) = world.next_span();
            let ending = end(&target, transaction, &traceparent);
            world.turn.away(None, ending).await;
        } else if target.user_queue.replaces() != Some(true) {
            let person = target.config.person(&transaction.user);
            world.claim.leave(person, transaction.end());
        }
    }
}

/// The same for a request outside of any scenario, which got this answer.
pub async fn after_asking(
    target: &Target,
    client: &ClientConfig,
    user: &UserConfig,
    answer: &Exchange,
    client_notification_token: &str,
) {
    if target.config.limits.pending_per_user.is_none() || !target.device.abilities().choice {
        return;
    }
    if let Ok(acknowledgement) = accepted(answer, &ACCEPTED.into()) {
        let token = client_notification_token.to_owned();
        let transaction = Transaction::new(&acknowledgement, client, user, token);
        end(target, &transaction, "").await;
    }
}

/// What the OP acknowledged although it should not have, or where nobody was to look at it, is pending as well.
fn acknowledge_the_rest(world: &mut CibaWorld, target: &Arc<Target>) {
    let answers: Vec<Exchange> = world
        .log
        .events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Exchange { exchange, .. } => Some(exchange.as_ref().clone()),
            Event::Callback(_) | Event::Act { .. } => None,
        })
        .filter(|exchange| exchange.request.url == target.authentication_endpoint())
        .collect();
    for answer in answers {
        let Ok(acknowledgement) = accepted(&answer, &ACCEPTED.into()) else {
            continue;
        };
        if world
            .transaction_mut(&acknowledgement.auth_req_id)
            .is_none()
        {
            world.acknowledge(&acknowledgement);
        }
    }
}

/// Has the user decide, where the device lets the suite choose, and waits until the request is over.
async fn end(target: &Target, transaction: &Transaction, traceparent: &str) {
    let abilities = target.device.abilities();
    let decision = match (abilities.choice, abilities.deny, abilities.approve) {
        (true, true, _) => Some(Decision::Deny),
        (true, false, true) => Some(Decision::Approve),
        _ => None,
    };
    let Some(decision) = decision else {
        if !is_replaced(target, &transaction.client, &transaction.user).await {
            expire(target, transaction).await;
        }
        return;
    };
    let pending = PendingRequest {
        auth_req_id: &transaction.auth_req_id,
        login_hint: &transaction.user.login_hint,
        binding_message: transaction.binding_message.as_deref(),
        traceparent,
    };
    // A device that does not know the request any more has nothing to end.
    let _ = target.device.decide(pending, decision).await;
    let started = Instant::now();
    while !is_over(target, transaction).await && started.elapsed() < target.patience.expected {
        tokio::time::sleep(PAUSE).await;
    }
}

/// Waits for the end of a request that nobody can decide.
async fn expire(target: &Target, transaction: &Transaction) {
    let rest = transaction
        .end()
        .saturating_duration_since(Instant::now())
        .as_secs()
        .min(target.config.limits.max_wait);
    // A clock that cannot be waited for is the next request's trouble.
    let _ = target.time.pass(&transaction.auth_req_id, rest + 1).await;
}

/// Whether the user's decision has arrived: the client was told, or is told when it asks.
async fn is_over(target: &Target, transaction: &Transaction) -> bool {
    let client = &transaction.client;
    if !client.mode.has_token_request() {
        let endpoint = target.notification_endpoint.as_ref();
        return endpoint.is_none_or(|endpoint| {
            let token = &transaction.client_notification_token;
            !endpoint
                .callbacks(&transaction.auth_req_id, token)
                .is_empty()
        });
    }
    let form = TokenRequest::valid(&transaction.auth_req_id).parameters;
    let Ok(answer) = send(target, client, target.token_endpoint(), form).await else {
        return true;
    };
    !matches!(
        token_error::code(&answer),
        Some(TokenErrorCode::AuthorizationPending | TokenErrorCode::SlowDown)
    )
}

/// Whether the OP lets a newer request of a user replace an older one: where nobody has seen it yet, it is tried.
async fn is_replaced(target: &Target, client: &ClientConfig, user: &UserConfig) -> bool {
    if let Some(replaces) = target.user_queue.replaces() {
        return replaces;
    }
    let Ok(answer) = ask(target, client, user).await else {
        return false;
    };
    let replaces = accepted(&answer, &ACCEPTED.into()).is_ok();
    target.user_queue.saw(replaces);
    replaces
}

/// Sends a valid request.
async fn ask(
    target: &Target,
    client: &ClientConfig,
    user: &UserConfig,
) -> Result<Exchange, SuiteError> {
    let hint = hint_of(&target.config, user, now())?;
    let request = AuthenticationRequest::valid(client, user, &hint, &random_identifier());
    let form = request.form(client, &target.config.issuer, now())?;
    send(target, client, target.authentication_endpoint(), form).await
}

async fn send(
    target: &Target,
    client: &ClientConfig,
    url: &str,
    form: Parameters,
) -> Result<Exchange, SuiteError> {
    let audience = target.audience(client, url);
    let request: OutgoingRequest =
        authenticate(client, Credentials::Registered, audience, now(), url, form)?;
    let sent = target
        .http
        .send_patiently(Party::Client, Party::Op, request);
    Ok(sent.await?)
}
