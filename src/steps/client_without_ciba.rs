use cucumber::{then, when};

use super::acts;
use crate::checks::token_error;
use crate::config::ClientConfig;
use crate::consumption_device::{AuthenticationRequest, Credentials, TokenRequest};
use crate::spec::{Hint, HintType};
use crate::world::{CibaWorld, Stop};

fn client_without_ciba(world: &mut CibaWorld) -> Result<ClientConfig, Stop> {
    let first = world.target()?.config.clients_without_ciba.first().cloned();
    world.need(first, "the target has no client without CIBA")
}

/// What a client that may use CIBA would send.
#[when("a client that may not use CIBA sends the authentication request")]
async fn authentication_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = client_without_ciba(world)?;
    let target = world.target()?;
    let stage = world.stage()?;
    let hint = Hint {
        hint_type: HintType::LoginHint,
        value: stage.user.login_hint.clone(),
    };
    let token = &world.client_notification_token;
    let request = AuthenticationRequest::valid(&client, &stage.user, &hint, token);
    let exchange = acts::post(
        world,
        &client,
        Credentials::Registered,
        target.authentication_endpoint(),
        request.parameters,
    )
    .await?;
    world.answer = Some(exchange);
    Ok(())
}

#[when("a client that may not use CIBA requests the token")]
async fn token_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = client_without_ciba(world)?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("the token request is refused because the client may not use the grant")]
fn refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let stage = world.stage()?;
    let checked = token_error::refused_for_lack_of_grant(&answer, &stage.requirement, stage.level);
    world.judge(checked)
}
