//! Takes a flow from the authentication request to its end.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use super::acknowledgement::{self, Acknowledgement};
use super::client_authentication::authenticate;
use super::error::FlowError;
use super::flow::{Ending, Flow, Phase};
use super::http::Outgoing;
use super::id_token::{self, Expected};
use super::metadata;
use super::pace::Pace;
use super::request::AuthenticationRequest;
use super::settings::DeliveryMode;
use super::token_response::{self, Answer};
use super::tokens::{RawTokens, Tokens};

const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";
/// A callback may come a little after the time is up, to say so.
const GRACE: u32 = 3;

/// Goes on until the flow has ended, by itself or by a callback.
pub(super) async fn drive(flow: Arc<Flow>, request: AuthenticationRequest, second: Duration) {
    tokio::select! {
        biased;
        () = flow.end_of() => {}
        ending = run(&flow, &request, second) => {
            let ending = ending.unwrap_or_else(|error| Ending::Broken(error.to_string()));
            flow.end(ending);
        }
    }
}

async fn run(
    flow: &Flow,
    request: &AuthenticationRequest,
    second: Duration,
) -> Result<Ending, FlowError> {
    find_endpoints(flow).await?;
    let acknowledgement = match ask(flow, request).await? {
        acknowledgement::Answer::Acknowledged(acknowledgement) => acknowledgement,
        acknowledgement::Answer::Refused { error, description } => {
            return Ok(Ending::Refused { error, description });
        }
    };
    let now = Instant::now();
    let deadline = now + second * acknowledgement.expires_in;
    flow.set_deadline(deadline);
    flow.acknowledged
        .send_replace(Some(acknowledgement.auth_req_id.clone()));
    let mut pace = Pace::new(acknowledgement.interval, second, now);
    match flow.settings.delivery_mode {
        DeliveryMode::Poll => {}
        DeliveryMode::Ping => {
            flow.wait_for(Phase::AwaitingPing, None);
            let mut pinged = flow.pinged.subscribe();
            tokio::select! {
                _ = pinged.wait_for(|pinged| *pinged) => pace.hurry(Instant::now()),
                () = sleep_until(deadline + second * GRACE) => return Ok(Ending::Expired),
            }
        }
        DeliveryMode::Push => {
            flow.note("A client in push mode makes no token request: it waits");
            flow.wait_for(Phase::AwaitingPush, None);
            sleep_until(deadline + second * GRACE).await;
            return Ok(Ending::Expired);
        }
    }
    poll(flow, &acknowledgement, pace, deadline).await
}

async fn find_endpoints(flow: &Flow) -> Result<(), FlowError> {
    let metadata = match metadata::request(&flow.settings)? {
        None => None,
        Some(request) => Some(flow.exchange(request).await?),
    };
    let endpoints = metadata::endpoints(&flow.settings, metadata.as_ref())?;
    if endpoints.token.is_none() && flow.settings.delivery_mode != DeliveryMode::Push {
        return Err(FlowError::Endpoint("the token endpoint"));
    }
    flow.set_endpoints(endpoints);
    Ok(())
}

async fn ask(
    flow: &Flow,
    request: &AuthenticationRequest,
) -> Result<acknowledgement::Answer, FlowError> {
    let endpoints = flow.endpoints().ok_or(FlowError::Endpoint(
        "the backchannel authentication endpoint",
    ))?;
    let form = request.parameters(flow.client_notification_token.as_deref());
    let outgoing = Outgoing {
        title: "Authentication request",
        url: endpoints.authentication,
        authorization: None,
        form: Some(form),
    };
    let outgoing = authenticate(outgoing, &flow.settings)?;
    let answer = flow.exchange(outgoing).await?;
    let (checks, answer) = acknowledgement::read(&answer, flow.settings.delivery_mode);
    flow.checked(checks)?;
    answer
}

/// Asks for tokens, never faster than the pace, and one request at a time.
async fn poll(
    flow: &Flow,
    acknowledgement: &Acknowledgement,
    mut pace: Pace,
    deadline: Instant,
) -> Result<Ending, FlowError> {
    loop {
        flow.wait_for(Phase::Polling, Some(pace.due()));
        sleep_until(pace.due().min(deadline)).await;
        if Instant::now() >= deadline {
            return Ok(Ending::Expired);
        }
        pace.sent(Instant::now());
        let request = token_request(flow, &acknowledgement.auth_req_id)?;
        match token_response::read(&flow.exchange(request).await?)? {
            Answer::Tokens(tokens) => {
                let tokens = accept(flow, &tokens, &acknowledgement.auth_req_id).await?;
                return Ok(Ending::Tokens(tokens));
            }
            Answer::Pending => {
                let interval = pace.interval();
                flow.note(format!(
                    "interval: the next token request {interval} s after this one"
                ));
            }
            Answer::SlowDown => {
                pace.slow_down();
                let interval = pace.interval();
                flow.note(format!(
                    "slow_down: from now on {interval} s between token requests"
                ));
            }
            Answer::Unavailable(seconds) => {
                flow.note(format!("Retry-After: not before {seconds} s have passed"));
                pace.hold(seconds, Instant::now());
            }
            Answer::Refused { error, description } => {
                return Ok(Ending::Refused { error, description });
            }
        }
    }
}

fn token_request(flow: &Flow, auth_req_id: &str) -> Result<Outgoing, FlowError> {
    let url = flow.endpoints().and_then(|endpoints| endpoints.token);
    let form = vec![
        ("grant_type", GRANT_TYPE.to_owned()),
        ("auth_req_id", auth_req_id.to_owned()),
    ];
    let request = Outgoing {
        title: "Token request",
        url: url.ok_or(FlowError::Endpoint("the token endpoint"))?,
        authorization: None,
        form: Some(form),
    };
    authenticate(request, &flow.settings)
}

/// Makes every check of the tokens; what comes back may be used.
pub(super) async fn accept(
    flow: &Flow,
    tokens: &RawTokens,
    auth_req_id: &str,
) -> Result<Tokens, FlowError> {
    let keys = keys(flow).await;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let settings = &flow.settings;
    let expected = Expected {
        issuer: &settings.issuer,
        client_id: &settings.client_id,
        algorithm: &settings.id_token_signed_response_alg,
        auth_req_id,
        is_push: settings.delivery_mode == DeliveryMode::Push,
        now,
        keys: keys.as_ref(),
    };
    let (checks, claims) = id_token::check(tokens, &expected);
    flow.checked(checks)?;
    Ok(tokens.shown(serde_json::to_string_pretty(&claims).unwrap_or_default()))
}

async fn keys(flow: &Flow) -> Option<Value> {
    let url = flow.endpoints()?.jwks?;
    let answer = flow.exchange(Outgoing::get("Keys", url)).await.ok()?;
    if answer.status.is_success() {
        answer.json()
    } else {
        None
    }
}
