use cucumber::then;

use super::acts;
use crate::checks::plain_http as check;
use crate::http::{HttpError, Party};
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop};

/// Asked without credentials, so that no secret travels in the clear; whoever misses them has read the request.
#[then("the backchannel authentication endpoint does not answer without TLS")]
async fn only_tls(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let url = target.authentication_endpoint().to_owned();
    world.judge(check::is_https(&url))?;
    let request = acts::valid_request(world)?;
    let form = acts::form(world, &request)?;
    let plain = url.replacen("https://", "http://", 1);
    let request = acts::authenticated(world, &client, Credentials::Missing, &plain, form)?;
    let (span, _) = world.next_span();
    match target.http.send(Party::Client, Party::Op, request).await {
        // Nobody there, or nobody who speaks plain HTTP.
        Err(HttpError::NoAnswer { .. }) => Ok(()),
        Err(error) => world.own(Err(error)),
        Ok(exchange) => {
            world.log.events.push(Event::Exchange {
                span,
                exchange: Box::new(exchange.clone()),
            });
            world.judge(check::not_processed(&exchange))
        }
    }
}
