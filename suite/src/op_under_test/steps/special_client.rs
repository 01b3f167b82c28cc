use cucumber::{given, then, when};

use super::acts;
use crate::checks::token_error;
use crate::config::ClientConfig;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

fn play(world: &mut CibaWorld, client: Option<ClientConfig>) -> Result<(), Stop> {
    let client = world.need(client, "the target names no such client")?;
    world.play(client);
    Ok(())
}

#[when("a client that may not use CIBA sends the authentication request")]
async fn without_ciba(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.target()?.config.special_clients.without_ciba.clone();
    play(world, client)?;
    let request = acts::prepared_request(world)?;
    acts::send_authentication_request(world, &request, Credentials::Registered)
        .await
        .map(drop)
}

#[given("a client at whose notification endpoint nobody listens")]
fn unreachable_endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let special = world.target()?.config.special_clients.clone();
    play(world, special.unreachable_endpoint)
}

#[given("a client whose notification endpoint has a certificate that does not verify")]
fn untrusted_endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let special = world.target()?.config.special_clients.clone();
    play(world, special.untrusted_endpoint)
}

#[when("a client that may not use CIBA requests the token")]
async fn token_without_ciba(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.target()?.config.special_clients.without_ciba.clone();
    let client = world.need(client, "the target names no such client")?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("the token request is refused because the client may not use the grant")]
fn refused_for_lack_of_grant(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let stage = world.stage()?;
    let checked = token_error::refused_for_lack_of_grant(&answer, &stage.requirement, stage.level);
    world.judge(checked)
}
