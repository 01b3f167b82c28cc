//! The parameters of one grant in the request of another (RFC 6749, sections 3.2 and 6).

use cucumber::{then, when};

use super::words::words;
use super::{acts, id_token, refresh};
use crate::checks::other_grants as check;
use crate::op_under_test::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What an auth_req_id could be taken for by a server that keeps all its grants in one place.
    Other as "other_credential":
    Code = "authorization code",
    DeviceCode = "device code",
    RefreshToken = "refresh token",
    Assertion = "assertion",
    SubjectToken = "subject token",
}

impl Other {
    /// The grant type, and the parameter that holds what is redeemed.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Code => ("authorization_code", "code"),
            Self::DeviceCode => (
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
            ),
            Self::RefreshToken => ("refresh_token", "refresh_token"),
            Self::Assertion => ("urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion"),
            Self::SubjectToken => (
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
            ),
        }
    }
}

#[when(expr = "the client presents its auth_req_id as {other_credential}")]
async fn present(world: &mut CibaWorld, other: Other) -> Result<(), Stop> {
    let (client, auth_req_id) = (world.client()?, world.transaction()?.auth_req_id);
    let (grant_type, name) = other.names();
    let mut form = Parameters::new();
    form.set("grant_type", grant_type);
    form.set(name, &auth_req_id);
    form.set("auth_req_id", auth_req_id);
    if matches!(other, Other::SubjectToken) {
        let kind = "urn:ietf:params:oauth:token-type:access_token";
        form.set("subject_token_type", kind);
    }
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[when("the client polls with a scope that was not granted")]
async fn poll_for_more(world: &mut CibaWorld) -> Result<(), Stop> {
    let scope = format!(
        "{} {}",
        world.client()?.scope,
        refresh::another_scope(world)?
    );
    acts::poll_with(world, &[("scope", scope)]).await.map(drop)
}

#[then("the grant is not widened")]
fn not_widened(world: &mut CibaWorld) -> Result<(), Stop> {
    let extra = refresh::another_scope(world)?;
    let answer = acts::token_answer(world)?;
    world.judge(check::not_widened(&answer, &extra))
}

#[when("the client refreshes its tokens with that auth_req_id beside")]
async fn refresh_beside(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, mut form) = (world.client()?, refresh::form(world)?);
    form.set("auth_req_id", world.transaction()?.auth_req_id);
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}

#[then("nothing of the other request is given")]
fn nothing_of_the_other(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::token_answer(world)?;
    let first = world.tokens.clone();
    let first = world.need(first, "the client has no tokens")?.id_token;
    let first = id_token::signed(world, first)?;
    world.judge(check::of_the_first_grant(&answer, &first))
}

#[when("the client requests the token with its refresh token beside")]
async fn request_beside(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.client()?;
    let mut form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    form.set("refresh_token", refresh::refresh_token(world)?);
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}
