use cucumber::given;

use super::{acts, id_token};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};
use crate::protocol::{Hint, HintType, SubjectIdentifier};

#[given("a valid authentication request with a login_hint_token")]
fn login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
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
fn unknown_login_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    replace(
        world,
        HintType::LoginHint,
        "nobody-of-that-name@example.com".to_owned(),
    )
}

#[given("the request has a login_hint_token that names nobody")]
fn unknown_login_hint_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let value = signed_hint(
        world,
        &SubjectIdentifier::email("nobody-of-that-name@example.com"),
        true,
    )?;
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
    replace(world, HintType::LoginHintToken, "no.such.token".to_owned())
}

#[given("the request has an id_token_hint that is no token")]
fn garbage_id_token_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    replace(world, HintType::IdTokenHint, "no.such.token".to_owned())
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
    let user = world.stage()?.user.clone();
    if let Some(token) = user.login_hint_token {
        return Ok(token.expose().to_owned());
    }
    let identifier = world.need(
        user.subject_identifier,
        "the user has no subject identifier",
    )?;
    signed_hint(world, &identifier, true)
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
