//! One approval for each delivery mode: whether an authentication request comes to an end at all.

use std::time::{Duration, Instant};

use super::answer::Answer;
use super::asking::{Asked, Asking};
use super::clients::{self, AskedClient};
use super::key_proof;
use crate::checks;
use crate::checks::key_proof::explained_by_metadata;
use crate::error::SuiteError;
use crate::http::Exchange;
use crate::op_under_test::authentication_device::{Decision, PendingRequest};
use crate::op_under_test::consumption_device::{Callback, NotificationEndpoint};
use crate::op_under_test::examined::Obstacle;
use crate::protocol::{DeliveryMode, TokenErrorCode};
use crate::violation::Violation;

/// An OP that takes decisions over in its own time needs some of it, however short its interval is.
const BETWEEN_POLLS: Duration = Duration::from_millis(200);

/// So many fifths of the patience the first call of all is waited for.
const UNTIL_ANY_CALL: u32 = 4;

/// What became of an approval.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The mode.
    pub mode: DeliveryMode,
    /// The client whose request was approved.
    pub client: String,
    /// Where calls should come to, in modes that have some.
    pub url: Option<String>,
    /// How it ended.
    pub end: End,
}

/// How an approved request ended.
#[derive(Debug, Clone)]
pub enum End {
    /// The client got what it should get; where a call came to, if one came.
    Well(Option<String>),
    /// The decision did not come through.
    Undecided(String),
    /// No call came to the notification endpoint.
    NoCallback(Box<Obstacle>),
    /// No tokens came.
    NoTokens(Box<Obstacle>),
    /// No tokens came, because the client showed no key that they could be bound to, or may be for that.
    Withheld(Box<Obstacle>),
    /// The OP no longer knew the request, which was alive.
    Forgotten(String),
    /// It could not be seen.
    Unclear(String),
}

/// Approves the request of a client, and looks what comes of it.
pub(super) async fn finish(
    asking: &Asking<'_>,
    client: &AskedClient,
) -> Result<Finished, SuiteError> {
    let target = asking.target;
    let asked_again;
    let client = if target.config.limits.pending_per_user.is_some() {
        // The first request was ended to make room for others.
        asked_again = clients::ask_again(asking, client).await?;
        &asked_again
    } else {
        client
    };
    let config = &client.client;
    let endpoint = target
        .notification_endpoint
        .as_ref()
        .filter(|_| config.mode.has_callback());
    Ok(Finished {
        mode: config.mode,
        client: config.id.clone(),
        url: endpoint.map(|endpoint| endpoint.url_of(&config.notification_path)),
        end: match client.asked.answer.auth_req_id() {
            Some(auth_req_id) => end(asking, client, &auth_req_id).await?,
            None => End::Unclear(format!("no request to approve ({})", said(client))),
        },
    })
}

fn said(client: &AskedClient) -> String {
    client.asked.answer.said()
}

async fn end(
    asking: &Asking<'_>,
    client: &AskedClient,
    auth_req_id: &str,
) -> Result<End, SuiteError> {
    let began = Instant::now();
    let decided = decide(asking, &client.asked, auth_req_id).await;
    let doubtful = match decided {
        Ok(()) => None,
        // Whether that was taken shows in what the client is told.
        Err(SuiteError::DecisionAnswered(answer)) => Some(answer),
        // A device's address may hold the identifier, which is a secret while the request is pending.
        Err(error) => {
            let reason = error.to_string().replace(auth_req_id, "{auth_req_id}");
            return Ok(End::Undecided(reason));
        }
    };
    let patience = match doubtful {
        None => asking.target.patience.expected,
        // That device may have been waited for already.
        Some(_) => (asking.target.patience.unexpected).saturating_sub(began.elapsed()),
    };
    let end = what_comes(asking, client, auth_req_id, patience).await?;
    let nothing_came = matches!(end, End::NoCallback(_) | End::NoTokens(_));
    Ok(match doubtful {
        Some(answer) if nothing_came => {
            End::Undecided(SuiteError::DecisionAnswered(answer).to_string())
        }
        _ => end,
    })
}

async fn decide(asking: &Asking<'_>, asked: &Asked, auth_req_id: &str) -> Result<(), SuiteError> {
    let pending = PendingRequest {
        auth_req_id,
        login_hint: &asked.login_hint,
        binding_message: asked.binding_message.as_deref(),
        traceparent: "",
    };
    let device = &asking.target.device;
    device.decide(pending, Decision::Approve).await
}

async fn what_comes(
    asking: &Asking<'_>,
    client: &AskedClient,
    auth_req_id: &str,
    patience: Duration,
) -> Result<End, SuiteError> {
    let mode = client.client.mode;
    let mut came_to = None;
    if mode.has_callback() {
        let Some(endpoint) = &asking.target.notification_endpoint else {
            let reason = "the target file has no notification_endpoint";
            return Ok(End::Unclear(reason.to_owned()));
        };
        let token = &client.asked.client_notification_token;
        let (callbacks, waited) = calls(endpoint, auth_req_id, token, patience).await;
        match checks::callback::one_more(&callbacks, 0, row(mode), waited) {
            Ok(callback) => came_to = Some(callback.exchange.request.url.clone()),
            Err(violations) => {
                let violations = violations.into_vec();
                return Ok(obstacle(violations, client, None, End::NoCallback));
            }
        }
    }
    if mode.has_token_request() && !asking.target.token_endpoint().is_empty() {
        return tokens(asking, client, auth_req_id, came_to, patience).await;
    }
    Ok(End::Well(came_to))
}

/// The calls for a request, and how long they were waited for: as long as in a scenario, but where no call has come to anybody.
/// That may end the run, and nobody waits long for a run to begin.
async fn calls(
    endpoint: &NotificationEndpoint,
    auth_req_id: &str,
    token: &str,
    patience: Duration,
) -> (Vec<Callback>, Duration) {
    let at_first = patience * UNTIL_ANY_CALL / 5;
    let callbacks = endpoint.wait_for(1, auth_req_id, token, at_first).await;
    if !callbacks.is_empty() || !endpoint.is_called() {
        return (callbacks, at_first);
    }
    let rest = patience.saturating_sub(at_first);
    let callbacks = endpoint.wait_for(1, auth_req_id, token, rest).await;
    (callbacks, patience)
}

/// The row that a client in this mode is told of an approval.
const fn row(mode: DeliveryMode) -> &'static str {
    match mode {
        DeliveryMode::Push => "CIBA-10.3.1-01",
        DeliveryMode::Poll | DeliveryMode::Ping => "CIBA-10.2-01",
    }
}

async fn tokens(
    asking: &Asking<'_>,
    client: &AskedClient,
    auth_req_id: &str,
    came_to: Option<String>,
    patience: Duration,
) -> Result<End, SuiteError> {
    let target = asking.target;
    let interval = client.asked.answer.interval();
    let started = Instant::now();
    loop {
        let answer = asking.token(&client.client, auth_req_id).await?;
        let Answer::Answered(exchange) = answer else {
            let reason = format!("the token endpoint: {}", answer.said());
            return Ok(End::Unclear(reason));
        };
        let code = checks::token_error::code(&exchange);
        let is_pending = matches!(
            code,
            Some(TokenErrorCode::AuthorizationPending | TokenErrorCode::SlowDown)
        );
        if !is_pending && let 400..=403 = exchange.response.status {
            let config = &client.client;
            let withheld = key_proof::of_tokens(asking, config, auth_req_id, &exchange, interval);
            if let Some(violation) = withheld.await? {
                return Ok(End::Withheld(Box::new(with_evidence(
                    violation,
                    client,
                    Some(*exchange),
                ))));
            }
        }
        if !is_pending || started.elapsed() > patience {
            return Ok(judged(asking, client, came_to, *exchange));
        }
        if interval > target.config.limits.max_wait {
            let reason = format!(
                "it is still pending, and the OP's interval of {interval} s is longer than limits.max_wait"
            );
            return Ok(End::Unclear(reason));
        }
        asking.say(&format!("waiting {interval} s, the OP's interval"));
        target.time.pass(auth_req_id, interval).await?;
        tokio::time::sleep(BETWEEN_POLLS).await;
    }
}

fn judged(
    asking: &Asking<'_>,
    client: &AskedClient,
    came_to: Option<String>,
    exchange: Exchange,
) -> End {
    if exchange.response.status < 300 {
        return End::Well(came_to);
    }
    let answer = Answer::Answered(Box::new(exchange.clone()));
    if matches!(
        checks::token_error::code(&exchange),
        Some(TokenErrorCode::InvalidGrant | TokenErrorCode::ExpiredToken)
    ) {
        return End::Forgotten(answer.said());
    }
    match checks::token_response::success(&exchange) {
        Ok(_) => End::Well(came_to),
        Err(violations) => {
            let violations = violations.into_vec();
            if key_proof::may_be_missed(asking, &exchange) {
                let explained = violations.into_iter().map(explained_by_metadata).collect();
                return obstacle(explained, client, Some(exchange), End::Withheld);
            }
            obstacle(violations, client, Some(exchange), End::NoTokens)
        }
    }
}

/// The first violation, with what was on the wire.
fn obstacle(
    violations: Vec<Violation>,
    client: &AskedClient,
    last: Option<Exchange>,
    end: impl Fn(Box<Obstacle>) -> End,
) -> End {
    let Some(violation) = violations.into_iter().next() else {
        return End::Unclear("nothing was found".to_owned());
    };
    end(Box::new(with_evidence(violation, client, last)))
}

fn with_evidence(violation: Violation, client: &AskedClient, last: Option<Exchange>) -> Obstacle {
    let request = client.asked.answer.exchange().cloned();
    Obstacle {
        violation,
        exchanges: request.into_iter().chain(last).collect(),
        act: Some("the user approves".to_owned()),
    }
}
