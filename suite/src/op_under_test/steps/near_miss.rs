//! Identifiers and secrets that are nearly right: each is compared as it is, letter by letter (RFC 6749, sections 1.9 and 10.10).

use cucumber::when;

use super::words::words;
use super::{acts, refresh, waits};
use crate::config::Secret;
use crate::op_under_test::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// As somebody would send a text who takes it for a number, lost a part of it, or copied too much.
    pub(super) NearMiss as "near_miss":
    OtherCase = "in other letters",
    Shorter = "without its end",
    Longer = "with more behind it",
    BlankBehind = "with a blank behind it",
    BlankBefore = "with a blank before it",
    LineBreak = "with a line break behind it",
}

impl NearMiss {
    /// The text, so changed.
    pub(super) fn of(self, text: &str) -> String {
        match self {
            Self::OtherCase => text.chars().map(swapped).collect(),
            Self::Shorter => {
                let letters = text.chars().count().saturating_sub(1);
                text.chars().take(letters).collect()
            }
            Self::Longer => format!("{text}A"),
            Self::BlankBehind => format!("{text} "),
            Self::BlankBefore => format!(" {text}"),
            Self::LineBreak => format!("{text}\n"),
        }
    }
}

const fn swapped(c: char) -> char {
    if c.is_ascii_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c.to_ascii_lowercase()
    }
}

/// Changes a text; one that does not change by that shows nothing.
pub(super) fn changed(
    world: &mut CibaWorld,
    text: &str,
    near_miss: NearMiss,
    name: &str,
) -> Result<String, Stop> {
    let changed = near_miss.of(text);
    if changed == text {
        return world.not_applicable(format!("the {name} has no letters"));
    }
    Ok(changed)
}

/// Sends a form as the client would with a secret that is nearly its own, by the registered method.
async fn send_with(
    world: &mut CibaWorld,
    near_miss: NearMiss,
    url: &str,
    form: Parameters,
) -> Result<crate::http::Exchange, Stop> {
    waits::before_sending(world, Credentials::Wrong).await?;
    let mut client = world.client()?;
    let secret = world.need(client.secret.take(), "the client has no secret")?;
    let secret = changed(world, secret.expose(), near_miss, "client's secret")?;
    client.secret = Some(Secret::new(secret));
    let request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    acts::send(world, request).await
}

#[when(expr = "the client sends the authentication request with its secret {near_miss}")]
async fn send(world: &mut CibaWorld, near_miss: NearMiss) -> Result<(), Stop> {
    let target = world.target()?;
    let form = acts::prepared_form(world)?;
    let url = target.authentication_endpoint();
    world.answer = Some(send_with(world, near_miss, url, form).await?);
    Ok(())
}

#[when(expr = "the client requests the token with its secret {near_miss}")]
async fn request_token(world: &mut CibaWorld, near_miss: NearMiss) -> Result<(), Stop> {
    let target = world.target()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    world.token_answer = Some(send_with(world, near_miss, url, form).await?);
    Ok(())
}

#[when(expr = "the client requests the token with its auth_req_id {near_miss}")]
async fn auth_req_id(world: &mut CibaWorld, near_miss: NearMiss) -> Result<(), Stop> {
    let issued = world.transaction()?.auth_req_id;
    // The digits of a number mean the same in any letters (RFC 9562, section 4).
    let is_number = issued.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    if near_miss == NearMiss::OtherCase && is_number {
        return world.not_applicable("the auth_req_id is a number, or a UUID".to_owned());
    }
    let form = TokenRequest::valid(&near_miss.of(&issued)).parameters;
    post(world, form).await
}

#[when(expr = "the client refreshes with its refresh token {near_miss}")]
async fn refresh_token(world: &mut CibaWorld, near_miss: NearMiss) -> Result<(), Stop> {
    let (issued, mut form) = (refresh::refresh_token(world)?, refresh::form(world)?);
    let sent = changed(world, &issued, near_miss, "refresh token")?;
    form.set("refresh_token", sent);
    post(world, form).await
}

async fn post(world: &mut CibaWorld, form: Parameters) -> Result<(), Stop> {
    let client = world.client()?;
    acts::post_token_request(world, &client, Credentials::Registered, form)
        .await
        .map(drop)
}
