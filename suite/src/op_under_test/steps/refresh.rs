use cucumber::{given, then, when};

use super::{acts, id_token, wrong_place};
use crate::checks::redemption::not_redeemed;
use crate::checks::refresh as check;
use crate::config::ClientConfig;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{Credentials, Parameters};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{Level, REFRESH_TOKEN_GRANT_TYPE};
use crate::violation::Violation;

#[given("a client with a refresh token")]
async fn with_refresh_token(world: &mut CibaWorld) -> Result<(), Stop> {
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
    acts::fetch_tokens(world).await?;
    refresh_token(world).map(drop)
}

/// An OP may keep refresh tokens to itself: then there is nothing to judge (RFC 6749, section 5.1).
pub(super) fn refresh_token(world: &mut CibaWorld) -> Result<String, Stop> {
    let token = world.tokens.clone().and_then(|tokens| tokens.refresh_token);
    let requirement = world.stage()?.requirement.clone();
    let none = || {
        let expected = "a refresh token, since the client is registered for the grant";
        Violation::of(Level::Info, requirement.as_str(), expected, "none").into()
    };
    world.judge(token.ok_or_else(none))
}

pub(super) fn form(world: &mut CibaWorld) -> Result<Parameters, Stop> {
    let mut form = Parameters::new();
    form.set("grant_type", REFRESH_TOKEN_GRANT_TYPE);
    form.set("refresh_token", refresh_token(world)?);
    Ok(form)
}

async fn refresh(
    world: &mut CibaWorld,
    client: &ClientConfig,
    credentials: Credentials,
    form: Parameters,
) -> Result<(), Stop> {
    acts::post_token_request(world, client, credentials, form)
        .await
        .map(drop)
}

#[when("the client refreshes its tokens")]
async fn use_it(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, form) = (world.client()?, form(world)?);
    refresh(world, &client, Credentials::Registered, form).await
}

#[when("the client uses the refresh token without credentials")]
async fn without_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, form) = (world.client()?, form(world)?);
    refresh(world, &client, Credentials::Missing, form).await
}

#[when("the client uses the refresh token twice in one request")]
async fn repeated(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, mut form) = (world.client()?, form(world)?);
    let token = refresh_token(world)?;
    form.append("refresh_token", token);
    refresh(world, &client, Credentials::Registered, form).await
}

#[when("the client uses an altered refresh token")]
async fn altered(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, mut form) = (world.client()?, form(world)?);
    let token = refresh_token(world)?;
    let middle = token.chars().count() / 2;
    form.set("refresh_token", acts::altered(&token, middle));
    refresh(world, &client, Credentials::Registered, form).await
}

#[when("the client uses an empty refresh token")]
async fn empty(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, mut form) = (world.client()?, form(world)?);
    form.set("refresh_token", "");
    refresh(world, &client, Credentials::Registered, form).await
}

#[when("the client sends its refresh token in the query, and the rest in the body")]
async fn in_query(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, form) = (world.client()?, form(world)?);
    let target = world.target()?;
    let url = target.token_endpoint();
    let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    wrong_place::one_into_query(&mut request, "refresh_token");
    let answer = acts::send(world, request).await?;
    world.token_answer = Some(answer);
    Ok(())
}

#[then("the client gets nothing for it")]
fn gets_nothing(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let requirement = world.stage()?.requirement.clone();
    world.judge(not_redeemed(&answer, &requirement))
}

/// Another client, one that may refresh if there is one.
fn another_client(world: &mut CibaWorld) -> Result<ClientConfig, Stop> {
    let target = world.target()?;
    let own = world.client()?.id;
    let other = target
        .players()
        .filter(|client| client.id != own)
        .max_by_key(|client| client.refresh_token);
    world.need(other, "the target has no second client")
}

#[when("another client refreshes with the token")]
async fn as_another_client(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, form) = (another_client(world)?, form(world)?);
    refresh(world, &client, Credentials::Registered, form).await
}

#[then("the refresh is refused for another client")]
fn refused_for_another(world: &mut CibaWorld) -> Result<(), Stop> {
    let may_refresh = another_client(world)?.refresh_token;
    let answer = acts::token_answer(world)?;
    let stage = world.stage()?;
    let (requirement, level) = (&stage.requirement, stage.level);
    let checked = check::refused_for_another(&answer, may_refresh, requirement, level);
    world.judge(checked)
}

/// A scope that the OP has and that nobody asked it for.
pub(super) fn another_scope(world: &mut CibaWorld) -> Result<String, Stop> {
    let target = world.target()?;
    let asked = world.client()?.scope;
    let granted = world
        .tokens
        .clone()
        .and_then(|tokens| tokens.scope)
        .unwrap_or_default();
    let is_new = |scope: &str| {
        scope != "offline_access"
            && !asked
                .split(' ')
                .chain(granted.split(' '))
                .any(|word| word == scope)
    };
    Ok(target
        .metadata
        .strings("scopes_supported")
        .into_iter()
        .find(|scope| is_new(scope))
        .unwrap_or("x-nobody-granted-this")
        .to_owned())
}

#[when("the client uses the refresh token with a scope that was not granted")]
async fn with_more_scope(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, mut form) = (world.client()?, form(world)?);
    let scope = format!("{} {}", client.scope, another_scope(world)?);
    form.set("scope", scope);
    refresh(world, &client, Credentials::Registered, form).await
}

#[then("the scope is not widened")]
fn not_widened(world: &mut CibaWorld) -> Result<(), Stop> {
    let extra = another_scope(world)?;
    let answer = acts::token_answer(world)?;
    world.judge(check::not_widened(&answer, &extra))
}

#[then("the client receives refreshed tokens")]
fn refreshed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    world.judge(check::success(&answer))?;
    let asked = world.client()?.scope;
    let granted = world.tokens.clone().and_then(|tokens| tokens.scope);
    world.judge(check::within_grant(&answer, &granted.unwrap_or(asked)))
}

#[then("the refreshed ID Token, if there is one, says the same of the user")]
async fn same_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let refreshed = world.judge(check::success(&answer))?.id_token;
    let first = world.tokens.clone();
    let first = world.need(first, "the client has no tokens")?.id_token;
    let Some(refreshed) = refreshed else {
        return Ok(());
    };
    let first = id_token::signed(world, first)?;
    let refreshed = id_token::signed(world, refreshed)?;
    world.judge(check::id_token(&first, &refreshed))?;
    id_token::valid_again(world, &refreshed).await
}
