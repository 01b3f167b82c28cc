//! When the user was authenticated, against when they decided and when the tokens were fetched.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cucumber::{then, when};

use super::{acts, id_token, waits};
use crate::checks::auth_time as check;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};

/// The decision and what is made of it lie two seconds apart, on one clock.
const A_PAUSE: Duration = Duration::from_millis(2100);

/// The same on another machine's clock, which is known to a second, and whose server hears of decisions in its own time.
const A_LONG_PAUSE: Duration = Duration::from_secs(7);
const TOLERANCE: u64 = 4;

#[when("the client fetches the result some seconds later")]
async fn fetch_later(world: &mut CibaWorld) -> Result<(), Stop> {
    let pause = if world.target()?.time.is_real() {
        A_LONG_PAUSE
    } else {
        A_PAUSE
    };
    waits::within_lifetime(world, pause.as_secs())?;
    waits::a_while(world, pause).await;
    acts::fetch_tokens(world).await.map(drop)
}

#[then("auth_time of the ID Token, if there is one, is not after the user's decision")]
fn before_the_decision(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = id_token::tokens(world)?;
    let decided_at = world.transaction()?.decided_at;
    let decided_at = world.need(decided_at, "nobody has decided")?;
    let decided = decided_at
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs());
    let latest = if world.target()?.time.is_real() {
        decided
            .saturating_add(TOLERANCE)
            .saturating_add_signed(ahead(world))
    } else {
        decided.saturating_add(1)
    };
    world.judge(check::before(&tokens.id_token, latest))
}

/// How many seconds the OP's clock is ahead of ours, by the Date of its last answer; nothing where it tells none.
fn ahead(world: &CibaWorld) -> i64 {
    let mut answers = world
        .log
        .events
        .iter()
        .filter_map(|(over, event)| match event {
            Event::Exchange { exchange, .. } => {
                let date = exchange.response.header("date")?;
                Some((*over, httpdate::parse_http_date(date).ok()?))
            }
            Event::Callback(_) | Event::Act { .. } => None,
        });
    let Some((ours, theirs)) = answers.next_back() else {
        return 0;
    };
    seconds(theirs).saturating_sub(seconds(ours))
}

fn seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_secs()).ok())
        .unwrap_or_default()
}
