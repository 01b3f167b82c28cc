use cucumber::then;

use crate::checks::acknowledgement::is_invalid_request;
use crate::checks::authentication_error as check;
use crate::http::Exchange;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::AuthenticationErrorCode;

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "no authentication request was sent")
}

#[then(expr = "the authentication request is refused with {authentication_error}")]
fn refused(world: &mut CibaWorld, code: AuthenticationErrorCode) -> Result<(), Stop> {
    let answer = answer(world)?;
    if code == AuthenticationErrorCode::UnknownUserId
        && world.is_form_unsure
        && is_invalid_request(&answer)
    {
        return world.not_applicable(
            "the OP may find the hint malformed, as hints of another form are: users.unknown of the target file can name \
             one that has the form and names nobody"
                .to_owned(),
        );
    }
    let stage = world.stage()?;
    let checked = check::refused(&answer, code, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then(
    expr = "the authentication request is refused with {authentication_error} or {authentication_error}"
)]
fn refused_with_either(
    world: &mut CibaWorld,
    first: AuthenticationErrorCode,
    second: AuthenticationErrorCode,
) -> Result<(), Stop> {
    let answer = answer(world)?;
    let stage = world.stage()?;
    let codes = [first, second];
    let checked = check::refused_with_one_of(&answer, &codes, &stage.requirement, stage.level);
    world.judge(checked)
}

/// Whom the OP never asks, it refuses at once; by which code is its own affair.
#[then("the authentication request is refused, whatever the code of section 13")]
fn refused_anyhow(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    let stage = world.stage()?;
    let checked = check::refused_anyhow(&answer, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then("the error answer has the form of section 13")]
fn form(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::form(&answer))
}

#[then("the answer names the Basic scheme where the client used it")]
fn challenge(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = answer(world)?;
    world.judge(check::challenges_basic(&answer))
}
