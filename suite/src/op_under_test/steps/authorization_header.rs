//! Authorization headers that are not the client's credentials (RFC 7617, section 2; RFC 9110, section 11.6.2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cucumber::when;

use super::near_miss::{NearMiss, changed};
use super::words::words;
use super::{acts, sending, waits};
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test::consumption_device::{Credentials, Parameters, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What stands in the place of good credentials.
    Header as "authorization_header":
    Rubbish = "base64 with rubbish behind it",
    NoBase64 = "what is no base64",
    SchemeAlone = "the scheme alone",
    NoColon = "a text without colon",
    OtherScheme = "a word that is no scheme",
    Bearer = "the Bearer scheme",
    NoScheme = "no scheme",
    NullCharacter = "a null character in the user name",
    NoUtf8 = "a user name that is not UTF-8",
    BrokenEscape = "a broken percent escape in the user name",
    OtherCase = "the secret in other letters",
    Shorter = "the secret without its end",
    Longer = "the secret with more behind",
    BlankBehind = "the secret with a blank behind it",
    BlankBefore = "the secret with a blank before it",
    OthersSecret = "another client's secret",
}

/// Id and secret form-encoded, joined, in base64 (RFC 6749, section 2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encode =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let joined = format!("{}:{}", encode(client_id), encode(secret));
    format!("Basic {}", STANDARD.encode(joined))
}

/// The header's value for the scenario's client.
fn value(world: &mut CibaWorld, header: Header) -> Result<String, Stop> {
    let client = world.client()?;
    let secret = world.need(client.secret, "the client has no secret")?;
    let (id, secret) = (client.client_id, secret.expose().to_owned());
    let good = basic(&id, &secret);
    let encoded = good.trim_start_matches("Basic ").to_owned();
    let pair = |id: &[u8]| {
        let joined = [id, b":", secret.as_bytes()].concat();
        format!("Basic {}", STANDARD.encode(joined))
    };
    Ok(match header {
        Header::Rubbish => format!("{good}##***^^^"),
        Header::NoBase64 => "Basic %%%".to_owned(),
        Header::SchemeAlone => "Basic".to_owned(),
        Header::NoColon => format!("Basic {}", STANDARD.encode(&id)),
        Header::OtherScheme => format!("SOME_KEY {encoded}"),
        Header::Bearer => format!("Bearer {encoded}"),
        Header::NoScheme => encoded,
        Header::NullCharacter => pair(format!("{id}\0").as_bytes()),
        Header::NoUtf8 => pair(&[id.as_bytes(), b"\xff\xfe"].concat()),
        Header::BrokenEscape => pair(format!("{id}%zz%").as_bytes()),
        Header::OtherCase => {
            let name = "client's secret";
            basic(&id, &changed(world, &secret, NearMiss::OtherCase, name)?)
        }
        Header::Shorter => basic(&id, &NearMiss::Shorter.of(&secret)),
        Header::Longer => basic(&id, &NearMiss::Longer.of(&secret)),
        Header::BlankBehind => basic(&id, &NearMiss::BlankBehind.of(&secret)),
        Header::BlankBefore => basic(&id, &NearMiss::BlankBefore.of(&secret)),
        Header::OthersSecret => basic(&id, &secret_of_another(world, &secret)?),
    })
}

fn secret_of_another(world: &mut CibaWorld, own: &str) -> Result<String, Stop> {
    let target = world.target()?;
    let secrets = target.config.clients.iter();
    let other = secrets
        .filter_map(|client| client.secret.as_ref())
        .map(|secret| secret.expose().to_owned())
        .find(|secret| secret != own);
    match other {
        Some(other) => Ok(other),
        None => world.not_applicable("no other client has another secret".to_owned()),
    }
}

async fn send(
    world: &mut CibaWorld,
    url: &str,
    form: &Parameters,
    header: Header,
) -> Result<Exchange, Stop> {
    waits::before_sending(world, Credentials::Wrong).await?;
    let value = value(world, header)?;
    sending::send(world, |_| {
        let mut request = OutgoingRequest::post_form(url, form.encode());
        let header = ("authorization".to_owned(), value.clone());
        request.headers.push(header);
        Ok(request)
    })
    .await
}

#[when(
    expr = "the client sends the authentication request with an Authorization header of {authorization_header}"
)]
async fn send_with(world: &mut CibaWorld, header: Header) -> Result<(), Stop> {
    let target = world.target()?;
    let form = acts::prepared_form(world)?;
    let exchange = send(world, target.authentication_endpoint(), &form, header).await?;
    world.answer = Some(exchange);
    Ok(())
}

#[when(
    expr = "the client requests the token with an Authorization header of {authorization_header}"
)]
async fn request_with(world: &mut CibaWorld, header: Header) -> Result<(), Stop> {
    let target = world.target()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let exchange = send(world, target.token_endpoint(), &form, header).await?;
    world.token_answer = Some(exchange);
    Ok(())
}
