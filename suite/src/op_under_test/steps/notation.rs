use cucumber::then;

use crate::checks::notation as check;
use crate::http::Exchange;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

fn judge(world: &mut CibaWorld, answer: Option<Exchange>) -> Result<(), Stop> {
    let answer = world.need(answer, "nothing was answered")?;
    world.judge(check::unquoted(&answer.response.body))
}

#[then("no value of the answer stands in quotation marks")]
fn answer(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    judge(world, answer)
}

#[then("no value of the token response stands in quotation marks")]
fn token_response(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.token_answer.clone();
    judge(world, answer)
}

#[then("no value of the callback stands in quotation marks")]
fn callback(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = world.callback.clone();
    let callback = world.need(callback, "no callback was awaited")?;
    world.judge(check::unquoted(&callback.exchange.request.body))
}
