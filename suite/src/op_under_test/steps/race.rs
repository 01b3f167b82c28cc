use std::sync::Arc;
use std::time::Instant;

use cucumber::{then, when};
use tokio::sync::Barrier;

use super::acts;
use crate::checks::{redemption as check, token_error};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpError, OutgoingRequest, Party};
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Event, Place, Stop};
use crate::protocol::TokenErrorCode;

/// Twenty polls at once are too fast, where the decision has not arrived.
const SLOW_DOWN: u64 = 5;

/// A decision that has not arrived yet gives nobody tokens: then they all try again.
#[when(expr = "the client requests the token {int} times at the same moment")]
async fn race(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    let patience = world.target()?.patience.expected;
    let started = Instant::now();
    loop {
        let answers = attempts(world, count).await?;
        // A round in which somebody got tokens is the result, whatever the others were told, or not told.
        let has_winner = answers
            .iter()
            .any(|(_, exchange)| check::has_tokens(exchange));
        if has_winner {
            world.broken = None;
        }
        let decided = has_winner || answers.iter().all(|(_, exchange)| !is_pending(exchange));
        if decided || started.elapsed() > patience {
            keep(world, answers);
            return Ok(());
        }
        let interval = world.transaction()?.interval;
        acts::pass(world, interval + SLOW_DOWN).await?;
    }
}

fn is_pending(exchange: &Exchange) -> bool {
    let code = token_error::code(exchange);
    code == Some(TokenErrorCode::AuthorizationPending)
}

/// Attempts that were cut off got no tokens, as far as anybody knows.
async fn attempts(world: &mut CibaWorld, count: usize) -> Result<Vec<(u64, Exchange)>, Stop> {
    let http = world.target()?.http.clone();
    let barrier = Arc::new(Barrier::new(count));
    let mut running = Vec::new();
    for _ in 0..count {
        let (span, request) = token_request(world)?;
        let (http, barrier) = (http.clone(), Arc::clone(&barrier));
        running.push(tokio::spawn(async move {
            barrier.wait().await;
            (span, http.send(Party::Client, Party::Op, request).await)
        }));
    }
    let mut answers = Vec::new();
    for attempt in running {
        let joined = attempt
            .await
            .map_err(|error| SuiteError::Internal(error.to_string()));
        match world.own(joined)? {
            (span, Ok(exchange)) => answers.push((span, exchange)),
            (_, Err(error)) if error.is_broken() => world.broken = Some(place(world)?),
            (_, Err(HttpError::NoAnswer { connected, .. })) if connected => {}
            (_, Err(error)) => return world.own(Err(error)),
        }
    }
    Ok(answers)
}

fn place(world: &CibaWorld) -> Result<Place, Stop> {
    Ok(Place {
        number: world.log.events.iter().len(),
        url: world.target()?.token_endpoint().to_owned(),
    })
}

fn token_request(world: &mut CibaWorld) -> Result<(u64, OutgoingRequest), Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    let (span, traceparent) = world.next_span();
    request
        .headers
        .push(("traceparent".to_owned(), traceparent));
    Ok((span, request))
}

/// The log shows each different answer once.
fn keep(world: &mut CibaWorld, mut answers: Vec<(u64, Exchange)>) {
    answers.sort_by_key(|(span, exchange)| (!check::has_tokens(exchange), *span));
    let mut logged: Vec<(u16, bool)> = Vec::new();
    let mut more = 0;
    for (span, exchange) in &answers {
        let answer = (exchange.response.status, check::has_tokens(exchange));
        if logged.contains(&answer) && !answer.1 {
            more += 1;
            continue;
        }
        logged.push(answer);
        world.log.events.push(Event::Exchange {
            span: *span,
            exchange: Box::new(exchange.clone()),
        });
    }
    let (span, _) = world.next_span();
    world.log.events.push(Event::Act {
        span,
        text: format!("{more} more requests at the same moment were refused with the same status"),
    });
    world.exchanges = answers.into_iter().map(|(_, exchange)| exchange).collect();
}

#[then("exactly one attempt gets tokens")]
fn one_winner(world: &mut CibaWorld) -> Result<(), Stop> {
    let attempts = world.exchanges.clone();
    world.judge(check::one_of_many(&attempts))
}
