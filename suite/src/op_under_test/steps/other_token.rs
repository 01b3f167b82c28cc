//! Tokens in the place of tokens of another kind.

use cucumber::when;

use super::acts;
use super::refresh;
use super::words::words;
use crate::op_under_test::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What the client has that looks like what is asked for.
    Held as "held":
    AccessToken = "its access token",
    IdToken = "its ID Token",
}

fn value(world: &mut CibaWorld, held: Held) -> Result<String, Stop> {
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    Ok(match held {
        Held::AccessToken => tokens.access_token,
        Held::IdToken => tokens.id_token,
    })
}

async fn send(world: &mut CibaWorld, form: Parameters) -> Result<(), Stop> {
    let client = world.client()?;
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[when(expr = "the client requests the token with {held} for an auth_req_id")]
async fn for_auth_req_id(world: &mut CibaWorld, held: Held) -> Result<(), Stop> {
    let value = value(world, held)?;
    send(world, TokenRequest::valid(&value).parameters).await
}

#[when(expr = "the client refreshes with {held}")]
async fn for_refresh_token(world: &mut CibaWorld, held: Held) -> Result<(), Stop> {
    let (value, mut form) = (value(world, held)?, refresh::form(world)?);
    form.set("refresh_token", value);
    send(world, form).await
}
