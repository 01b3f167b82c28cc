use cucumber::then;

use super::acts;
use crate::checks::byte_order_mark::unmarked;
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

#[then("the answer begins with its JSON")]
fn answer_unmarked(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(unmarked(&answer.response.body))
}

#[then("the answer of the token endpoint begins with its JSON")]
fn token_answer_unmarked(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(unmarked(&answer.response.body))
}

#[then("the callback begins with its JSON")]
fn callback_unmarked(world: &mut CibaWorld) -> Result<(), Stop> {
    let callback = world.callback.clone();
    let callback = world.need(callback, "no callback was awaited")?;
    world.judge(unmarked(&callback.exchange.request.body))
}
