//! Text that parsers and stores choke on, in every parameter.

use cucumber::{then, when};

use super::words::{RequestParameter, TokenParameter, words};
use super::{acts, waits};
use crate::checks::flawed_text as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What stands behind the parameter's own value, as it is written in the form.
    Flaw as "flaw":
    NullCharacter = "a null character",
    NoUtf8 = "bytes that are not UTF-8",
    BrokenEscape = "a broken percent escape",
    ManyLetters = "4000 letters",
}

impl Flaw {
    fn raw(self) -> String {
        match self {
            Self::NullCharacter => "%00x".to_owned(),
            Self::NoUtf8 => "%ff%fe".to_owned(),
            Self::BrokenEscape => "%zz%".to_owned(),
            Self::ManyLetters => "n".repeat(4000),
        }
    }
}

/// What a parameter holds that the request has not.
fn usual(world: &mut CibaWorld, name: &str) -> Result<String, Stop> {
    Ok(match name {
        "client_id" => world.client()?.client_id,
        "scope" => world.client()?.scope,
        "requested_expiry" => "120".to_owned(),
        _ => "x".to_owned(),
    })
}

/// Writes the flaw behind the parameter's value, and the parameter where it is missing.
fn spoil(
    world: &mut CibaWorld,
    request: &mut OutgoingRequest,
    name: &str,
    flaw: Flaw,
) -> Result<(), Stop> {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let prefix = format!("{name}=");
    let mut pairs: Vec<String> = body.split('&').map(str::to_owned).collect();
    let raw = flaw.raw();
    match pairs.iter_mut().find(|pair| pair.starts_with(&prefix)) {
        Some(pair) => pair.push_str(&raw),
        None => pairs.push(format!("{prefix}{}{raw}", usual(world, name)?)),
    }
    request.body = pairs.join("&").into_bytes();
    Ok(())
}

#[when(
    expr = r#"the client sends the authentication request with {flaw} in its "{request_parameter}""#
)]
async fn send(world: &mut CibaWorld, flaw: Flaw, name: RequestParameter) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    spoil(world, &mut request, &name, flaw)?;
    gently(world, &name).await?;
    acts::send_and_keep(world, request).await
}

#[when(expr = r#"the client requests the token with {flaw} in its "{token_parameter}""#)]
async fn request_token(
    world: &mut CibaWorld,
    flaw: Flaw,
    name: TokenParameter,
) -> Result<(), Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    spoil(world, &mut request, &name, flaw)?;
    gently(world, &name).await?;
    let answer = acts::send(world, request).await?;
    world.token_answer = Some(answer);
    Ok(())
}

/// A client_id that is wrong is a failed authentication.
async fn gently(world: &mut CibaWorld, name: &str) -> Result<(), Stop> {
    if name == "client_id" {
        waits::before_sending(world, Credentials::Wrong).await?;
    }
    Ok(())
}

#[then("the answer of the token endpoint is an error of OAuth")]
fn error_of_oauth(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::token_error(&answer))
}

#[then("the OP acknowledges the request, or answers with an error of section 13")]
fn acknowledged_or_error(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(check::acknowledged_or_error(&answer))
}

#[then("the OP acknowledges the request, or refuses it with an error of section 13")]
fn acknowledged_or_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge_as_own(check::acknowledged_or_error(&answer))
}
