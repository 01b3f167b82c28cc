use cucumber::then;

use crate::checks::authentication_error as check;
use crate::error::SuiteError;
use crate::http::Exchange;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::AuthenticationErrorCode;

fn answer(world: &mut CibaWorld) -> Result<Exchange, Stop> {
    let answer = world.answer.clone();
    world.need(answer, "no authentication request was sent")
}

#[then(regex = r"^the authentication request is refused with (\w+)$")]
fn refused(world: &mut CibaWorld, code: String) -> Result<(), Stop> {
    let unknown = || SuiteError::Internal(format!("{code} is no code of section 13"));
    let code = world.own(AuthenticationErrorCode::parse(&code).ok_or_else(unknown))?;
    let answer = answer(world)?;
    let stage = world.stage()?;
    let checked = check::refused(&answer, code, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then(regex = r"^the authentication request is refused with (\w+) or (\w+)$")]
fn refused_with_either(world: &mut CibaWorld, first: String, second: String) -> Result<(), Stop> {
    let answer = answer(world)?;
    let parse = |code: &str| {
        AuthenticationErrorCode::parse(code)
            .ok_or_else(|| SuiteError::Internal(format!("{code} is no code of section 13")))
    };
    let codes = parse(&first).and_then(|first| Ok([first, parse(&second)?]));
    let codes = world.own(codes)?;
    let stage = world.stage()?;
    let checked = check::refused_with_one_of(&answer, &codes, &stage.requirement, stage.level);
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
