use cucumber::then;

use crate::checks::privacy as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// What names the user: none of it is the client's to learn from an identifier.
fn words(world: &mut CibaWorld) -> Result<Vec<String>, Stop> {
    let user = &world.stage()?.user;
    let hint = Some(user.login_hint.clone()).filter(|hint| !hint.is_empty());
    Ok(hint.into_iter().chain(user.subject.clone()).collect())
}

#[then("the auth_req_id does not tell who the user is")]
fn auth_req_id(world: &mut CibaWorld) -> Result<(), Stop> {
    let words = words(world)?;
    let auth_req_id = world.transaction()?.auth_req_id;
    world.judge(check::identifier_tells_nothing(&auth_req_id, &words))
}

#[then("the error answer does not tell who the user is")]
fn error(world: &mut CibaWorld) -> Result<(), Stop> {
    let words = words(world)?;
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    world.judge(check::body_tells_nothing(&answer.response.body, &words))
}

#[then("the callback does not tell who the user is")]
fn callback(world: &mut CibaWorld) -> Result<(), Stop> {
    let words = words(world)?;
    let callback = world.callback.clone();
    let callback = world.need(callback, "no callback was awaited")?;
    let body = &callback.exchange.request.body;
    world.judge(check::body_tells_nothing(body, &words))
}
