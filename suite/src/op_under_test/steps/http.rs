use cucumber::{then, when};

use super::acts;
use super::words::{BodyParameter, MediaType, Method};
use crate::checks::http as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::made_up::BASIC_IN_OTHER_LETTERS;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// More than any form of CIBA, and less than what clogs a test.
const LARGE: usize = 200 * 1024;

/// Another method has no body to read: what it asks stands in the query.
pub(super) fn by_method(request: &mut OutgoingRequest, method: Method) {
    let form = String::from_utf8_lossy(&request.body).into_owned();
    request.url = format!("{}?{form}", request.url);
    let (method, has_body) = match method {
        Method::Get => ("GET", false),
        Method::Delete => ("DELETE", false),
        Method::Put => ("PUT", true),
    };
    if !has_body {
        request.body.clear();
        request.headers.retain(|(name, _)| name != "content-type");
    }
    method.clone_into(&mut request.method);
}

pub(super) fn set_header(request: &mut OutgoingRequest, name: &str, value: &str) {
    for (known, current) in &mut request.headers {
        if known == name {
            value.clone_into(current);
        }
    }
}

async fn send_changed(
    world: &mut CibaWorld,
    change: impl FnOnce(&mut OutgoingRequest),
) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    change(&mut request);
    acts::send_and_keep(world, request).await
}

#[when(expr = "the client sends the authentication request by {method}")]
async fn by(world: &mut CibaWorld, method: Method) -> Result<(), Stop> {
    send_changed(world, |request| by_method(request, method)).await
}

#[when(expr = r#"the client sends the authentication request as "{media_type}""#)]
#[when(expr = "the client sends the authentication request as '{media_type}'")]
async fn as_type(world: &mut CibaWorld, media_type: MediaType) -> Result<(), Stop> {
    send_changed(world, |request| {
        set_header(request, "content-type", &media_type.0);
    })
    .await
}

#[when("the client sends the authentication request with 200 kB more")]
async fn large(world: &mut CibaWorld) -> Result<(), Stop> {
    send_changed(world, |request| {
        request.body.extend_from_slice(b"&x_nobody_knows=");
        request.body.resize(request.body.len() + LARGE, b'a');
    })
    .await?;
    // So many times the same letter is nothing to report.
    acts::shorten_last_request(world);
    Ok(())
}

/// A client that sends no such header sends its request unchanged.
#[when("the client sends the authentication request with its scheme in other letters")]
async fn other_letters(world: &mut CibaWorld) -> Result<(), Stop> {
    send_changed(world, |request| {
        for (name, value) in &mut request.headers {
            if name == "authorization" {
                *value = value.replacen("Basic", BASIC_IN_OTHER_LETTERS, 1);
            }
        }
    })
    .await
}

#[when("the client sends the authentication request with its client_id twice")]
async fn client_id_twice(world: &mut CibaWorld) -> Result<(), Stop> {
    let client_id = world.client()?.client_id;
    send_changed(world, |request| {
        acts::append_twice(request, "client_id", &client_id);
    })
    .await
}

/// The same value again: whichever of the two is read, only the repetition is wrong.
#[when(expr = r#"the client sends the authentication request with its "{body_parameter}" twice"#)]
async fn parameter_twice(world: &mut CibaWorld, name: BodyParameter) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    let value = form_urlencoded::parse(&request.body)
        .find(|(known, _)| *known == *name)
        .map(|(_, value)| value.into_owned());
    let value = world.need(value, "the request has no such parameter")?;
    acts::append(&mut request, &name, &value);
    acts::send_and_keep(world, request).await
}

#[when("a web page of another origin asks whether it may use the endpoint")]
async fn preflight(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let mut request = OutgoingRequest::get(target.authentication_endpoint());
    "OPTIONS".clone_into(&mut request.method);
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization"),
    ] {
        request.headers.push((name.to_owned(), value.to_owned()));
    }
    acts::send_and_keep(world, request).await
}

#[then("the method is refused by 405 with Allow")]
fn method_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let stage = world.stage()?;
    let checked = check::method_not_allowed(&answer, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then("the media type is refused by 415")]
fn media_type_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let stage = world.stage()?;
    let checked = check::unsupported_media_type(&answer, &stage.requirement, stage.level);
    world.judge(checked)
}

#[then("the body is taken or refused by 413")]
fn body_taken_or_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    too_large(world, true)
}

#[then("the body is refused by 413")]
fn body_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    too_large(world, false)
}

fn too_large(world: &mut CibaWorld, may_be_taken: bool) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let stage = world.stage()?;
    let (requirement, level) = (&stage.requirement, stage.level);
    let checked = check::content_too_large(&answer, may_be_taken, requirement, level);
    world.judge(checked)
}

#[then("it may not use it with credentials")]
fn no_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(check::no_credentials_for_others(&answer))
}

#[then("the answer sets no cookie")]
fn no_cookie(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(check::no_cookie(&answer))
}
