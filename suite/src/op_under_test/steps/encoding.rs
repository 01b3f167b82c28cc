use std::fmt::Write as _;

use cucumber::{then, when};

use super::acts;
use super::words::{RequestParameter, words};
use crate::checks::authentication_error as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, Parameters};
use crate::op_under_test::made_up;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

fn authenticated(world: &mut CibaWorld, form: Parameters) -> Result<OutgoingRequest, Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let url = target.authentication_endpoint();
    acts::authenticated(world, &client, Credentials::Registered, url, form)
}

/// The body with one parameter's value written as it stands here.
fn with_raw_value(body: &[u8], name: &str, raw: &str) -> Vec<u8> {
    let body = String::from_utf8_lossy(body).into_owned();
    let prefix = format!("{name}=");
    let mut pairs: Vec<String> = body
        .split('&')
        .filter(|pair| !pair.starts_with(&prefix))
        .map(str::to_owned)
        .collect();
    pairs.push(format!("{prefix}{raw}"));
    pairs.join("&").into_bytes()
}

#[when(
    expr = r#"the client sends the authentication request with every letter of its "{request_parameter}" percent-encoded"#
)]
async fn percent_encoded(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    let prepared = acts::prepared_request(world)?;
    let name = prepared.parameter(&name);
    let value = form_urlencoded::parse(&request.body)
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned());
    // A signed request has its parameters elsewhere; then it goes out as it is.
    if let Some(value) = value {
        let raw = value.bytes().fold(String::new(), |mut raw, byte| {
            let _ = write!(raw, "%{byte:02x}");
            raw
        });
        request.body = with_raw_value(&request.body, name, &raw);
    }
    acts::send_and_keep(world, request).await
}

#[when("the client sends the authentication request with a charset in its media type")]
async fn with_charset(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    for (name, value) in &mut request.headers {
        if name == "content-type" {
            value.push_str("; charset=UTF-8");
        }
    }
    acts::send_and_keep(world, request).await
}

/// The first value twice where the OP lists no other: the same value again makes a scope no other one.
#[when(
    "the client asks for two scope values, once with a plus sign and once with an escape between them"
)]
async fn two_scopes(world: &mut CibaWorld) -> Result<(), Stop> {
    let own = world.client()?.scope;
    let target = world.target()?;
    let listed = target.metadata.strings("scopes_supported");
    let second = listed
        .into_iter()
        .find(|scope| *scope != "offline_access" && own.split(' ').all(|word| word != *scope))
        .unwrap_or("openid")
        .to_owned();
    for blank in ["+", "%20"] {
        let mut request = acts::outgoing_prepared(world)?;
        let first = own.split(' ').collect::<Vec<_>>().join(blank);
        request.body = with_raw_value(&request.body, "scope", &format!("{first}{blank}{second}"));
        let exchange = acts::send(world, request).await?;
        world.exchanges.push(exchange);
    }
    Ok(())
}

#[then("both are acknowledged, or refused for their scope alike")]
fn read_alike(world: &mut CibaWorld) -> Result<(), Stop> {
    let exchanges = world.exchanges.clone();
    world.judge(check::read_alike(&exchanges))
}

words! {
    /// What no server can make sense of.
    Nonsense as "nonsense":
    NoUtf8 = "a hint that is not UTF-8",
    NullCharacter = "a hint with a null character",
    BrokenEscape = "a hint with a broken percent escape",
    Json = "a hint that is JSON",
    ManyLetters = "a hint of 2000 letters",
    NoParameter = "no parameter at all",
    EmptyParameters = "every parameter empty",
}

#[when(expr = "the client sends an unusable authentication request: {nonsense}")]
async fn unusable(world: &mut CibaWorld, nonsense: Nonsense) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    let prepared = acts::prepared_request(world)?;
    let hint = prepared.parameter("login_hint");
    let raw_hint = match nonsense {
        Nonsense::NoUtf8 => made_up::HINT_THAT_IS_NOT_UTF_8,
        Nonsense::NullCharacter => made_up::HINT_WITH_A_NULL_CHARACTER,
        Nonsense::BrokenEscape => made_up::HINT_WITH_A_BROKEN_ESCAPE,
        Nonsense::Json => made_up::HINT_THAT_IS_JSON,
        Nonsense::ManyLetters => {
            let (letter, count) = made_up::HINT_OF_MANY_LETTERS;
            &letter.repeat(count)
        }
        Nonsense::NoParameter => {
            request = authenticated(world, Parameters::new())?;
            return acts::send_and_keep(world, request).await;
        }
        Nonsense::EmptyParameters => {
            let mut form = Parameters::new();
            for name in ["scope", hint, "client_notification_token"] {
                form.set(name, "");
            }
            request = authenticated(world, form)?;
            return acts::send_and_keep(world, request).await;
        }
    };
    request.body = with_raw_value(&request.body, hint, raw_hint);
    acts::send_and_keep(world, request).await
}

#[then("the answer is an error of section 13")]
fn section_13(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    world.judge(check::of_section_13(&answer))
}
