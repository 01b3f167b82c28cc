use cucumber::given;

use super::words::words;
use super::{acts, id_token};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, login_hint_token, unknown_identifier, unknown_login_hint,
};
use crate::op_under_test::made_up::NO_TOKEN;
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};
use crate::protocol::{Hint, HintType, SubjectIdentifier};

#[given("a valid authentication request with a login_hint_token")]
fn with_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let value = token_for_user(world)?;
    set_request(world, HintType::LoginHintToken, value)
}

#[given("a valid authentication request with an id_token_hint")]
async fn id_token_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    let value = id_token_of_user(world).await?;
    set_request(world, HintType::IdTokenHint, value)
}

#[given("the request has a login_hint_token of the same user too")]
fn and_a_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let value = token_for_user(world)?;
    add(world, HintType::LoginHintToken, value)
}

#[given("the request has an id_token_hint of the same user too")]
async fn and_an_id_token_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    let kept = world.request.take();
    let value = id_token_of_user(world).await?;
    // The flow for the hint used a token of its own; the prepared request has its own too.
    world.request = kept;
    add(world, HintType::IdTokenHint, value)
}

#[given("the request has a login_hint that names nobody")]
fn unknown(world: &mut CibaWorld) -> Result<(), Stop> {
    let nobody = unknown_login_hint(&world.target()?.config);
    world.is_form_unsure = !nobody.has_the_form;
    replace(world, HintType::LoginHint, nobody.name)
}

#[given("the request has a login_hint_token that names nobody")]
fn unknown_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let nobody = unknown_identifier(&world.target()?.config);
    world.is_form_unsure = !nobody.has_the_form;
    let value = signed_hint(world, &nobody.name, true)?;
    replace(world, HintType::LoginHintToken, value)
}

#[given("the request has a login_hint_token that has expired")]
fn expired_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let identifier = world.stage()?.user.subject_identifier.clone();
    let identifier = world.need(identifier, "the user has no subject identifier")?;
    let value = signed_hint(world, &identifier, false)?;
    replace(world, HintType::LoginHintToken, value)
}

#[given("the request has a login_hint_token that is no token")]
fn garbage_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    replace(world, HintType::LoginHintToken, NO_TOKEN.to_owned())
}

#[given(expr = "the request has a second hint, a {hint_type} that is no token")]
fn second_hint(world: &mut CibaWorld, hint_type: SecondHint) -> Result<(), Stop> {
    let hint_type = match hint_type {
        SecondHint::LoginHintToken => HintType::LoginHintToken,
        SecondHint::IdTokenHint => HintType::IdTokenHint,
    };
    add(world, hint_type, NO_TOKEN.to_owned())
}

/// Empty, it is not there: the request keeps its own hint.
#[given("the request has an empty hint of another type")]
fn empty_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    let own = world
        .request
        .as_ref()
        .and_then(AuthenticationRequest::hint_type);
    let other = HintType::ALL
        .into_iter()
        .rev()
        .find(|other| Some(*other) != own);
    let other = world.need(other, "there are several types of hint")?;
    add(world, other, String::new())
}

#[given("the request has an id_token_hint that is no token")]
fn garbage_id_token_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    replace(world, HintType::IdTokenHint, NO_TOKEN.to_owned())
}

words! {
    /// What can stand beside a hint.
    SecondHint as "hint_type":
    LoginHintToken = "login_hint_token",
    IdTokenHint = "id_token_hint",
}

fn set_request(world: &mut CibaWorld, hint_type: HintType, value: String) -> Result<(), Stop> {
    let request = acts::valid_request_with(world, &Hint { hint_type, value })?;
    world.request = Some(request);
    Ok(())
}

fn add(world: &mut CibaWorld, hint_type: HintType, value: String) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set(hint_type.parameter(), value);
    world.request = Some(request);
    Ok(())
}

fn replace(world: &mut CibaWorld, hint_type: HintType, value: String) -> Result<(), Stop> {
    if let Some(request) = &mut world.request {
        for other in HintType::ALL {
            request.parameters.remove(other.parameter());
        }
    }
    add(world, hint_type, value)
}

/// A login_hint_token for the scenario's user: the target file's, or one that the suite signs.
fn token_for_user(world: &mut CibaWorld) -> Result<String, Stop> {
    let stage = world.stage()?;
    let token = login_hint_token(&stage.target.config, &stage.user, now());
    let token = world.own(token)?;
    world.need(token, "the user is named by no login_hint_token")
}

fn signed_hint(
    world: &mut CibaWorld,
    identifier: &SubjectIdentifier,
    current: bool,
) -> Result<String, Stop> {
    let target = world.target()?;
    let issuer = target.config.login_hint_token_issuer.clone();
    let issuer = world.need(issuer, "the suite has no key for login_hint_tokens")?;
    let token = issuer.issue(&target.config.issuer, identifier, now(), current);
    world.own(token)
}

/// An ID Token of the scenario's user: the target file's, or that of a whole flow.
async fn id_token_of_user(world: &mut CibaWorld) -> Result<String, Stop> {
    if let Some(token) = world.stage()?.user.id_token_hint.clone() {
        return Ok(token.expose().to_owned());
    }
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
    let tokens = acts::fetch_tokens(world).await?;
    id_token::signed(world, tokens.id_token)
}
