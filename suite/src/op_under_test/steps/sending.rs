//! How a request goes out. Where the OP, or a gateway before it, has clients come back later, they wait and send it again.

use std::time::{Duration, Instant, SystemTime};

use crate::checks::acknowledgement::ACCEPTED;
use crate::checks::key_proof::Evidence;
use crate::checks::{http, key_proof, token_error};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpError, OutgoingRequest, Party, Request, retry_after};
use crate::op_under_test::room;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Place, Stop};
use crate::protocol::{Level, RequirementId};

/// How often a request is sent, the first time included: who is told to wait each time will never be served.
const ATTEMPTS: u32 = 5;

/// Told once for a run.
const NOTE: &str = "the OP, or a gateway before it, limits the rate (HTTP 429 or 503 with Retry-After): the suite waited as \
                    long as it was told; raise the limit for the test, or lower limits.concurrency";

/// The poll that is too fast has to be answered by the OP, not by a gateway (CIBA Core 1.0, section 11).
const ABOUT_HASTE: &str = "CIBA-11-03";

/// Sends a request. It is made each time that it is sent: what it says of the time is true then.
pub(super) async fn send(
    world: &mut CibaWorld,
    mut make: impl FnMut(&mut CibaWorld) -> Result<OutgoingRequest, Stop>,
) -> Result<Exchange, Stop> {
    let started = Instant::now();
    for attempt in 1.. {
        world.hasty = false;
        let mut request = make(world)?;
        if attempt == 1 && is_authentication_request(world, &request)? {
            room::make(world).await?;
            request = make(world)?;
        }
        let exchange = once(world, request).await?;
        let Some(pause) = retry_after(&exchange.response, SystemTime::now()) else {
            return Ok(exchange);
        };
        if is_the_answer(world, &exchange)? {
            return Ok(exchange);
        }
        let waited = started.elapsed();
        come_back(world, &exchange, pause, waited, attempt == ATTEMPTS).await?;
    }
    world.need(None, "requests are sent at least once")
}

/// Whether a user may be asked by it, at an OP that allows few pending requests for each.
fn is_authentication_request(world: &CibaWorld, request: &OutgoingRequest) -> Result<bool, Stop> {
    let target = world.target()?;
    let is_limited = target.config.limits.pending_per_user.is_some();
    Ok(is_limited && request.url == target.authentication_endpoint())
}

/// Sends a request once, whatever the answer is, and keeps the exchange.
async fn once(world: &mut CibaWorld, mut request: OutgoingRequest) -> Result<Exchange, Stop> {
    let target = world.target()?;
    let (span, traceparent) = world.next_span();
    request
        .headers
        .push(("traceparent".to_owned(), traceparent));
    let sent = request.clone();
    match target.http.send(Party::Client, Party::Op, request).await {
        Ok(exchange) => {
            world.log.events.push(Event::Exchange {
                span,
                exchange: Box::new(exchange.clone()),
            });
            see_what_is_withheld(world, &exchange)?;
            Ok(exchange)
        }
        Err(HttpError::NoAnswer {
            reason,
            connected: true,
            timed_out,
            ..
        }) => {
            if !timed_out {
                world.broken = Some(Place {
                    number: world.log.events.iter().len(),
                    url: sent.url.clone(),
                });
            }
            let (requirement, level) = unanswered(world, &sent.url)?;
            world.log.unanswered = Some(Box::new(sent.into()));
            let broken = http::no_answer(&reason, timed_out, &requirement, level);
            world.judge(Err(broken))
        }
        Err(error) => world.own(Err(error)),
    }
}

/// A scenario comes no further, whatever it is about, where the OP refuses for want of a key that the suite does not show.
fn see_what_is_withheld(world: &mut CibaWorld, answer: &Exchange) -> Result<(), Stop> {
    let target = world.target()?;
    let Some(examined) = target.examined.get() else {
        return Ok(());
    };
    let known = examined.withheld.as_ref();
    let known = known.filter(|withheld| withheld.is_refusal(answer));
    let violation = known.map(|withheld| withheld.obstacle.violation.clone());
    let is_token_answer = answer.request.url == target.token_endpoint();
    let named = || key_proof::named(&answer.response).filter(|_| is_token_answer);
    let violation = violation.or_else(|| {
        let proof = named()?;
        Some(key_proof::not_shown(proof, Evidence::Named, answer))
    });
    let Some(violation) = violation else {
        return Ok(());
    };
    world.set_on_the_way(true);
    world.judge(Err(violation.into()))
}

/// The requests to the token endpoint that the scenario has sent.
pub(super) fn token_requests(world: &CibaWorld) -> Result<impl Iterator<Item = &Request>, Stop> {
    let target = world.target()?;
    let sent = world
        .log
        .events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Exchange { exchange, .. } => Some(&exchange.request),
            Event::Callback(_) | Event::Act { .. } => None,
        });
    Ok(sent.filter(move |request| request.url.starts_with(target.token_endpoint())))
}

/// The row that is broken where a request gets no answer: the scenario's own, or on the way to its subject that of the
/// endpoint, as where connections break now here and now there.
fn unanswered(world: &CibaWorld, url: &str) -> Result<(RequirementId, Level), Stop> {
    let stage = world.stage()?;
    let mut before = world.broken_before.iter();
    let is_anywhere = before.any(|place| world.broken.as_ref() != Some(place));
    if !world.is_on_the_way() && !is_anywhere {
        return Ok((stage.requirement.clone(), stage.level));
    }
    let of_endpoint = if url.starts_with(stage.target.token_endpoint()) {
        "CIBA-10.1.1-01"
    } else if url.starts_with(stage.target.authentication_endpoint()) {
        ACCEPTED
    } else {
        "C-8414-01"
    };
    Ok((of_endpoint.into(), Level::Must))
}

/// Whether a scenario wants to see what an OP does with a client that asks too much.
fn is_the_answer(world: &mut CibaWorld, exchange: &Exchange) -> Result<bool, Stop> {
    let made_for_it = token_error::code(exchange).is_some();
    if world.hasty && !made_for_it && world.stage()?.requirement.as_str() == ABOUT_HASTE {
        return no_answer_to_haste(world, exchange);
    }
    Ok(world.hasty || world.pressing)
}

/// An OP under heavy load may answer any poll with 503 (CIBA Core 1.0, section 10.1); 429 would hide whether it knows
/// slow_down.
fn no_answer_to_haste<T>(world: &mut CibaWorld, exchange: &Exchange) -> Result<T, Stop> {
    if exchange.response.status == 503 {
        let reason = "the OP answered HTTP 503 with Retry-After, as one under heavy load may, instead of slow_down";
        return world.not_applicable(reason.to_owned());
    }
    turned_away(world, exchange, " instead of the OP's answer to haste")
}

async fn come_back(
    world: &mut CibaWorld,
    exchange: &Exchange,
    pause: Duration,
    waited: Duration,
    is_last: bool,
) -> Result<(), Stop> {
    let target = world.target()?;
    let seconds = pause.as_secs();
    let longest = target.config.limits.max_wait;
    if is_last {
        return turned_away(world, exchange, &format!(", {ATTEMPTS} times in a row"));
    }
    if (waited + pause).as_secs() > longest {
        let beyond = format!(", and limits.max_wait of the target file is {longest} s");
        return turned_away(world, exchange, &beyond);
    }
    if target.time.is_real() && outlives(world, pause) {
        return turned_away(world, exchange, ", longer than the request lives");
    }
    target.notes.say(NOTE);
    let (span, _) = world.next_span();
    world.log.events.push(Event::Act {
        span,
        text: format!("{seconds} seconds pass, as the answer asks for"),
    });
    let until = Instant::now() + pause;
    let passing = tokio::time::sleep(pause);
    world.turn.away(Some(until), passing).await;
    Ok(())
}

/// Whether the authentication request that is asked about would be over meanwhile.
fn outlives(world: &CibaWorld, pause: Duration) -> bool {
    world.tokens.is_none()
        && world.transactions.last().is_some_and(|transaction| {
            let lifetime = Duration::from_secs(transaction.expires_in.unwrap_or_default());
            let age = transaction.acknowledged_at.elapsed();
            age < lifetime && age + pause >= lifetime
        })
}

/// Ends the scenario without a verdict: a limit of the rate may be right, and what lies behind it was not seen. It is no
/// reason to pass over a requirement, which an OP could then evade by it.
fn turned_away<T>(world: &mut CibaWorld, exchange: &Exchange, how: &str) -> Result<T, Stop> {
    let answer = format!(
        "HTTP {} with Retry-After: {}{how}",
        exchange.response.status,
        exchange.response.header("retry-after").unwrap_or_default()
    );
    world.own(Err(SuiteError::TurnedAway(answer)))
}
