//! What the client and the user do, shared by the sentences.

use std::time::{Duration, Instant, SystemTime};

pub(super) use super::waits::pass;
use super::{forgotten, held, sending, waits};
use crate::checks;
use crate::checks::acknowledgement::{ACCEPTED, Acknowledgement};
use crate::checks::acknowledgement_rows;
use crate::checks::token_response::Tokens;
use crate::config::ClientConfig;
use crate::error::SuiteError;
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Callback, Credentials, Parameters, TokenRequest, authenticate, hint_of,
};
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop, Transaction, now};
use crate::protocol::{
    AuthenticationErrorCode, DeliveryMode, Hint, HintType, Level, RequirementId, TokenErrorCode,
};

/// A pause that costs nothing beside a real interval.
const BETWEEN_POLLS: Duration = Duration::from_millis(20);

/// Sends a request to the OP and keeps the exchange.
pub(super) async fn send(
    world: &mut CibaWorld,
    request: OutgoingRequest,
) -> Result<Exchange, Stop> {
    sending::send(world, |_| Ok(request.clone())).await
}

/// Sends a request, and keeps its answer as the one that is judged.
pub(super) async fn send_and_keep(
    world: &mut CibaWorld,
    request: OutgoingRequest,
) -> Result<(), Stop> {
    let exchange = send(world, request).await?;
    world.answer = Some(exchange);
    Ok(())
}

/// What this client sends to have the scenario's user asked: the plainest hint, a fresh client_notification_token.
pub(super) fn valid_request(world: &mut CibaWorld) -> Result<AuthenticationRequest, Stop> {
    let stage = world.stage()?;
    let hint = hint_of(&stage.target.config, &stage.user, now());
    let hint = world.own(hint)?;
    valid_request_with(world, &hint)
}

/// The same with another hint.
pub(super) fn valid_request_with(
    world: &mut CibaWorld,
    hint: &Hint,
) -> Result<AuthenticationRequest, Stop> {
    world.client_notification_token = crate::jose::random_identifier();
    let stage = world.stage()?;
    Ok(op_under_test::valid_request::valid_request(
        &stage.target,
        &stage.client,
        &stage.user,
        hint,
        &world.client_notification_token,
    ))
}

/// A form with the client's credentials, ready to be sent or to be changed.
pub(super) fn authenticated(
    world: &mut CibaWorld,
    client: &ClientConfig,
    credentials: Credentials,
    url: &str,
    form: Parameters,
) -> Result<OutgoingRequest, Stop> {
    let target = world.target()?;
    let audience = target.audience(client, url);
    let request = authenticate(client, credentials, audience, now(), url, form);
    world.own(request)
}

/// An authentication request, ready to be sent or to be changed.
pub(super) fn outgoing_authentication_request(
    world: &mut CibaWorld,
    request: &AuthenticationRequest,
    credentials: Credentials,
) -> Result<OutgoingRequest, Stop> {
    let client = world.client()?;
    let form = form(world, request)?;
    let target = world.target()?;
    authenticated(
        world,
        &client,
        credentials,
        target.authentication_endpoint(),
        form,
    )
}

/// The authentication request that the scenario has prepared.
pub(super) fn prepared_request(world: &mut CibaWorld) -> Result<AuthenticationRequest, Stop> {
    let request = world.request.clone();
    world.need(request, "no authentication request to send")
}

/// The prepared request, ready to be sent or to be changed.
pub(super) fn outgoing_prepared(world: &mut CibaWorld) -> Result<OutgoingRequest, Stop> {
    let request = prepared_request(world)?;
    outgoing_authentication_request(world, &request, Credentials::Registered)
}

/// Its parameters, as [`form`] gives them.
pub(super) fn prepared_form(world: &mut CibaWorld) -> Result<Parameters, Stop> {
    let request = prepared_request(world)?;
    form(world, &request)
}

/// The parameters of a request, signed where the client signs, and without credentials.
pub(super) fn form(
    world: &mut CibaWorld,
    request: &AuthenticationRequest,
) -> Result<Parameters, Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let form = request.form(&client, &target.config.issuer, now());
    world.own(form)
}

/// Appends a parameter to the body twice, beside what stands there already.
pub(super) fn append_twice(request: &mut OutgoingRequest, name: &str, value: &str) {
    append(request, name, value);
    append(request, name, value);
}

/// Adds a parameter to a form that is written already.
pub(super) fn append(request: &mut OutgoingRequest, name: &str, value: &str) {
    let pair = form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    request
        .body
        .extend_from_slice(format!("&{pair}").as_bytes());
}

/// The last answer of the Backchannel Authentication Endpoint.
pub(super) fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "no request was sent")
}

/// The last answer of the token endpoint.
pub(super) fn token_answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.token_answer.clone();
    world.need(answer, "no token request was sent")
}

/// Sends an authentication request.
pub(super) async fn send_authentication_request(
    world: &mut CibaWorld,
    request: &AuthenticationRequest,
    credentials: Credentials,
) -> Result<Exchange, Stop> {
    waits::before_sending(world, credentials).await?;
    world.binding_message = request.parameters.get("binding_message").map(str::to_owned);
    let exchange = sending::send(world, |world| {
        outgoing_authentication_request(world, request, credentials)
    })
    .await?;
    world.answer = Some(exchange.clone());
    Ok(exchange)
}

/// Sends a valid authentication request, which the OP must accept.
pub(super) async fn acknowledged_request(world: &mut CibaWorld) -> Result<Acknowledgement, Stop> {
    let request = valid_request(world)?;
    acknowledged(world, &request).await
}

/// Sends an authentication request that the OP must accept.
pub(super) async fn acknowledged(
    world: &mut CibaWorld,
    request: &AuthenticationRequest,
) -> Result<Acknowledgement, Stop> {
    let exchange = send_authentication_request(world, request, Credentials::Registered).await?;
    let is_poll = world.client()?.mode == DeliveryMode::Poll;
    let has_token = request
        .parameters
        .get("client_notification_token")
        .is_some();
    if is_poll && has_token && checks::acknowledgement::is_invalid_request(&exchange) {
        return world.not_applicable(
            "the OP refuses the client_notification_token of a poll client, which no clause makes it accept".to_owned(),
        );
    }
    let requirement = on_the_way(world, request)?;
    accept(world, request, &exchange, &requirement).await
}

/// The row that a request breaks which is refused on the way to something else: that of what makes it other than the
/// plainest one.
fn on_the_way(world: &CibaWorld, request: &AuthenticationRequest) -> Result<RequirementId, Stop> {
    const ACR_VALUES: &str = "acr_values";
    let asked = request.parameters.get(ACR_VALUES);
    let usual = world.client()?.parameters;
    let usual = usual.iter().find(|(name, _)| name == ACR_VALUES);
    let is_usual = asked == usual.map(|(_, value)| value.as_str());
    Ok(if is_usual { ACCEPTED } else { "CIBA-7.1-19" }.into())
}

/// Takes an acknowledgement over; anything else breaks the requirement, unless the OP need not know the type of hint.
pub(super) async fn accept(
    world: &mut CibaWorld,
    request: &AuthenticationRequest,
    exchange: &Exchange,
    requirement: &RequirementId,
) -> Result<Acknowledgement, Stop> {
    let refusal = checks::acknowledgement::refusal(exchange);
    if world.is_scope_optional && refusal == Some(AuthenticationErrorCode::InvalidScope) {
        return world.not_applicable(
            "the OP refuses the scope, which no clause makes it support (CIBA Core 1.0, section 13)"
                .to_owned(),
        );
    }
    let unsaid = world.target()?.config.hint_types.is_none();
    let hint_type = HintType::IdTokenHint;
    let hint = request.parameters.get(hint_type.parameter());
    let checked = if unsaid && hint.is_some_and(|hint| !hint.is_empty()) {
        checks::acknowledgement::accepted_if_supported(exchange, hint_type, requirement)
    } else if let Some(objection) = objection(world.client()?.mode, request, exchange) {
        checks::acknowledgement::accepted_or_objected(exchange, objection, requirement)
    } else {
        checks::acknowledgement::accepted(exchange, requirement)
    };
    let acknowledgement = world.judge(checked)?;
    keeps_every_row(world, exchange).await?;
    world.acknowledge(&acknowledgement);
    Ok(acknowledgement)
}

/// Whoever asked for it, an acknowledgement is one by all of its rows. What that of the plainest request of the plainest client
/// breaks as well has its own scenarios, and stands in nobody else's way.
async fn keeps_every_row(world: &mut CibaWorld, exchange: &Exchange) -> Result<(), Stop> {
    let (own, target) = (world.client()?, world.target()?);
    let mode = own.mode;
    if acknowledgement_rows::broken(exchange, mode).is_empty() {
        return Ok(());
    }
    let alike = target.players().filter(|client| client.mode == mode);
    let plain = alike.min_by_key(|client| (client.user_code, client.request_signing_alg.is_some()));
    let token = world.client_notification_token.clone();
    world.play(plain.unwrap_or_else(|| own.clone()));
    let plainest = valid_request(world)?;
    let plainest = outgoing_authentication_request(world, &plainest, Credentials::Registered)?;
    let plainest = send(world, plainest).await?;
    if let Ok(acknowledgement) = checks::acknowledgement::accepted(&plainest, &ACCEPTED.into()) {
        world.acknowledge(&acknowledgement);
    }
    world.client_notification_token = token;
    world.play(own);
    let known = acknowledgement_rows::broken(&plainest, mode);
    let before = world.set_on_the_way(true);
    world.judge(acknowledgement_rows::kept(exchange, mode, &known))?;
    world.set_on_the_way(before);
    Ok(())
}

/// What an OP may know in a request and refuse, although it need not, and what that means.
fn objection(
    mode: DeliveryMode,
    request: &AuthenticationRequest,
    answer: &Exchange,
) -> Option<(Level, &'static str)> {
    let has = |name: &str| request.parameters.get(name).is_some();
    if mode == DeliveryMode::Poll && has("client_notification_token") {
        return Some((
            Level::Info,
            "no clause makes an OP accept the token of a client that it never calls",
        ));
    }
    let others: Vec<&str> = ["redirect_uri", "code_challenge"]
        .into_iter()
        .filter(|name| has(name))
        .collect();
    let body = String::from_utf8_lossy(&answer.response.body);
    let level = if others.iter().any(|name| body.contains(name)) {
        // Who names it does recognize it.
        Level::Info
    } else {
        Level::Should
    };
    (!others.is_empty()).then_some((
        level,
        "an OpenID Provider recognizes it: only what is not recognized must be ignored",
    ))
}

/// Sends a token request of the scenario's client.
pub(super) async fn request_token(
    world: &mut CibaWorld,
    auth_req_id: &str,
) -> Result<Exchange, Stop> {
    let client = world.client()?;
    let form = TokenRequest::valid(auth_req_id).parameters;
    post_token_request(world, &client, Credentials::Registered, form).await
}

/// Sends a form to the token endpoint.
pub(super) async fn post_token_request(
    world: &mut CibaWorld,
    client: &ClientConfig,
    credentials: Credentials,
    form: Parameters,
) -> Result<Exchange, Stop> {
    let target = world.target()?;
    waits::before_sending(world, credentials).await?;
    let before = last_poll(world, client, &form)?;
    let is_own = world.client()?.client_id == client.client_id;
    // To a push client nothing is known at this endpoint, whatever it asks about.
    let must_be_known = is_own
        && client.mode.has_token_request()
        && credentials == Credentials::Registered
        && forgotten::must_be_known(world, &form)?;
    let exchange = sending::send(world, |world| {
        note_poll(world, client, &form, before)?;
        let url = target.token_endpoint();
        authenticated(world, client, credentials, url, form.clone())
    })
    .await?;
    world.token_answer = Some(exchange.clone());
    let auth_req_id = form.get("auth_req_id").unwrap_or_default();
    if must_be_known {
        forgotten::is_known(world, auth_req_id, &exchange)?;
    }
    if is_own {
        held::came_before_the_end(world, &exchange)?;
    }
    Ok(exchange)
}

/// When the client polled last. A poll that is turned away and sent again is still one poll.
fn last_poll(
    world: &mut CibaWorld,
    client: &ClientConfig,
    form: &Parameters,
) -> Result<Option<Instant>, Stop> {
    let polled = polled(world, client, form)?;
    Ok(polled.and_then(|transaction| transaction.polled_at))
}

/// Keeps when the client polled, and whether that was too soon after the poll before. Who has the tokens polls no more.
fn note_poll(
    world: &mut CibaWorld,
    client: &ClientConfig,
    form: &Parameters,
    before: Option<Instant>,
) -> Result<(), Stop> {
    let is_waiting = world.tokens.is_none();
    if let Some(transaction) = polled(world, client, form)? {
        let interval = Duration::from_secs(transaction.interval);
        transaction.polled_at = Some(Instant::now());
        world.hasty = is_waiting && before.is_some_and(|before| before.elapsed() < interval);
    }
    Ok(())
}

/// The authentication request that the form asks about, where it is the client's own.
fn polled<'w>(
    world: &'w mut CibaWorld,
    client: &ClientConfig,
    form: &Parameters,
) -> Result<Option<&'w mut Transaction>, Stop> {
    let is_own = world.client()?.client_id == client.client_id;
    let auth_req_id = form.get("auth_req_id").filter(|_| is_own);
    Ok(auth_req_id.and_then(|auth_req_id| world.transaction_mut(auth_req_id)))
}

/// The user decides about an authentication request.
pub(super) async fn decide(
    world: &mut CibaWorld,
    auth_req_id: &str,
    decision: Decision,
) -> Result<(), Stop> {
    match try_to_decide(world, auth_req_id, decision).await? {
        // An OP that told the client at once may answer so because the client did not listen: the decision counts.
        Err(SuiteError::DecisionAnswered(answer)) => {
            let (span, _) = world.next_span();
            let text = format!("the decision met an answer that is no success: {answer}");
            world.log.events.push(Event::Act { span, text });
            world.decision_answer = Some(answer);
        }
        outcome => world.own(outcome)?,
    }
    if let Some(transaction) = world.transaction_mut(auth_req_id) {
        transaction.decision = Some(decision);
        transaction.decided_at = Some(SystemTime::now());
    }
    Ok(())
}

/// The user tries to decide, where the device may refuse.
pub(super) async fn try_to_decide(
    world: &mut CibaWorld,
    auth_req_id: &str,
    decision: Decision,
) -> Result<Result<(), SuiteError>, Stop> {
    let (span, traceparent) = world.next_span();
    world.log.events.push(Event::Act {
        span,
        text: match decision {
            Decision::Approve => "the user approves".to_owned(),
            Decision::Deny => "the user denies".to_owned(),
        },
    });
    let outcome = waits::for_device(world, auth_req_id, &traceparent, decision).await?;
    if outcome.is_ok()
        && let Some(transaction) = world.transaction_mut(auth_req_id)
    {
        transaction.is_over = true;
    }
    Ok(outcome)
}

/// The next call of the OP for the current transaction; none within the target's patience is a violation. No clause says how
/// quick it is to be, and a machine may be busy: where it has not come, it is looked for a second time.
pub(super) async fn next_callback(world: &mut CibaWorld) -> Result<Callback, Stop> {
    let transaction = world.transaction()?;
    let patience = world.target()?.patience.expected;
    let known = transaction.logged_callbacks;
    let mut callbacks = waits::one_more_callback(world, &transaction, patience).await?;
    if callbacks.len() <= known {
        callbacks = waits::one_more_callback(world, &transaction, patience).await?;
    }
    let requirement = delivery_requirement(world.client()?.mode, transaction.decision);
    let next = checks::callback::one_more(&callbacks, known, requirement, patience * 2);
    if next.is_err() {
        taken(world)?;
    }
    let callback = world.judge(next.cloned())?;
    world.log_callbacks(&transaction.auth_req_id, &callbacks);
    world.callback = Some(callback.clone());
    Ok(callback)
}

/// Where nothing shows of a decision that was answered by an error, nobody knows whether it was taken: the device and the
/// OP did not understand each other, which is no fault of what the client sees.
fn taken(world: &mut CibaWorld) -> Result<(), Stop> {
    match world.decision_answer.take() {
        Some(answer) => world.own(Err(SuiteError::DecisionAnswered(answer))),
        None => Ok(()),
    }
}

/// The requirement that a client in this mode is told of this decision.
pub(super) const fn delivery_requirement(
    mode: DeliveryMode,
    decision: Option<Decision>,
) -> &'static str {
    match (mode, decision) {
        (DeliveryMode::Push, Some(Decision::Deny)) => "CIBA-12-01",
        // Where nobody has decided, only a failed transaction is pushed.
        (DeliveryMode::Push, None) => "CIBA-12-08",
        (DeliveryMode::Push, _) => "CIBA-10.3.1-01",
        (_, Some(Decision::Deny)) => "CIBA-10.2-02",
        (_, _) => "CIBA-10.2-01",
    }
}

/// Gets the tokens of the current transaction the way the client's mode delivers them, after an approval.
pub(super) async fn fetch_tokens(world: &mut CibaWorld) -> Result<Tokens, Stop> {
    let tokens = if world.client()?.mode == DeliveryMode::Push {
        let callback = next_callback(world).await?;
        let auth_req_id = world.transaction()?.auth_req_id;
        world.judge(checks::push::tokens(
            &callback.exchange.request,
            &auth_req_id,
        ))?
    } else {
        let exchange = poll_until_decided(world).await?;
        world.judge(checks::token_response::success(&exchange))?
    };
    Ok(world.keep(tokens))
}

/// Requests the token until the OP has taken the user's decision over, no faster than it allows.
pub(super) async fn poll_until_decided(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    poll_with(world, &[]).await
}

/// The same with these parameters beside.
pub(super) async fn poll_with(
    world: &mut CibaWorld,
    beside: &[(&str, String)],
) -> Result<Exchange, Stop> {
    let client = world.client()?;
    let patience = world.target()?.patience.expected;
    waits::rest_of_interval(world).await?;
    let started = Instant::now();
    let mut asked_again = false;
    loop {
        let transaction = world.transaction()?;
        let mut form = TokenRequest::valid(&transaction.auth_req_id).parameters;
        for (name, value) in beside {
            form.set(name, value);
        }
        let exchange = post_token_request(world, &client, Credentials::Registered, form).await?;
        let code = checks::token_error::code(&exchange);
        let slow_down = code == Some(TokenErrorCode::SlowDown);
        let pending = slow_down || code == Some(TokenErrorCode::AuthorizationPending);
        // An OP that takes decisions over in its own time is asked twice at least, however long its interval is.
        if !pending {
            return Ok(exchange);
        }
        if asked_again && started.elapsed() > patience * 2 {
            taken(world)?;
            return Ok(exchange);
        }
        asked_again = true;
        if slow_down && let Some(current) = world.transaction_mut(&transaction.auth_req_id) {
            current.interval += 5;
        }
        let interval = world.transaction()?.interval;
        pass(world, interval).await?;
        // Where time is aged, the OP still needs some of its own to take the decision over.
        waits::a_while(world, BETWEEN_POLLS).await;
    }
}

/// Another client than the scenario's, one that may use the token endpoint.
pub(super) fn other_client(world: &mut CibaWorld) -> Result<ClientConfig, Stop> {
    let target = world.target()?;
    let own = world.client()?.id;
    let mut clients = target.players();
    let other = clients.find(|client| client.id != own && client.mode.has_token_request());
    world.need(
        other,
        "a scenario needs a second client, and the target has none",
    )
}

/// Keeps only the start of the last request's body in the log.
pub(super) fn shorten_last_request(world: &mut CibaWorld) {
    const KEPT: usize = 1024;
    if let Some(Event::Exchange { exchange, .. }) = world.log.events.last_mut() {
        exchange.request.body.truncate(KEPT);
    }
}

/// The text with another character at this place.
pub(super) fn altered(text: &str, place: usize) -> String {
    text.chars()
        .enumerate()
        .map(|(at, c)| match c {
            _ if at != place => c,
            'A' => 'B',
            _ => 'A',
        })
        .collect()
}
