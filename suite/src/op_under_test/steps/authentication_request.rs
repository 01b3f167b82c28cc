use cucumber::{given, when};

use super::words::{RequestParameter, Text, words};
use super::{acr, acts};
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::made_up::WRONG_USER_CODE;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[given("a valid authentication request")]
fn a_valid_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = acts::valid_request(world)?;
    world.request = Some(request);
    Ok(())
}

/// The unmutated request is accepted, so that a refusal has one reason alone; then a fresh one is prepared.
#[given("a valid authentication request that the OP accepts")]
async fn an_accepted_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = match world.request.take() {
        Some(request) => request,
        None => acts::valid_request(world)?,
    };
    acts::acknowledged(world, &request).await?;
    world.request = Some(request);
    Ok(())
}

#[given("the OP accepts it")]
async fn it_is_accepted(world: &mut CibaWorld) -> Result<(), Stop> {
    an_accepted_request(world).await
}

#[given("an acknowledged authentication request")]
#[given("another acknowledged authentication request")]
async fn an_acknowledged_request(world: &mut CibaWorld) -> Result<(), Stop> {
    acts::acknowledged_request(world).await.map(drop)
}

#[given(expr = r#"the request has no "{request_parameter}""#)]
fn without(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    edit(world, |request| {
        request.parameters.remove(request.parameter(&name));
    })
}

#[given(expr = r#"the request has "{request_parameter}" set to "{text}""#)]
fn with(world: &mut CibaWorld, name: RequestParameter, value: Text) -> Result<(), Stop> {
    edit(world, |request| {
        request.parameters.set(request.parameter(&name), value.0);
    })
}

/// What the OP takes is known where the client's requests have the parameter, or the metadata lists its values; else it is
/// what is written here.
#[given(expr = r#"the request has a usable "{request_parameter}", such as "{text}""#)]
fn with_usable(world: &mut CibaWorld, name: RequestParameter, value: Text) -> Result<(), Stop> {
    let listed = match &*name {
        "acr_values" => acr::listed(world)?,
        _ => None,
    };
    edit(world, |request| {
        if request.parameters.get(&name).is_none() {
            let value = listed.unwrap_or(value.0);
            request.parameters.set(&name, value);
        }
    })
}

#[given(expr = r#"the request has "{request_parameter}" a second time, set to "{text}""#)]
fn with_another(world: &mut CibaWorld, name: RequestParameter, value: Text) -> Result<(), Stop> {
    edit(world, |request| {
        request.parameters.append(request.parameter(&name), value.0);
    })
}

#[given(expr = r#"the request repeats its "{request_parameter}""#)]
fn repeated(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    edit(world, |request| {
        let name = request.parameter(&name);
        if let Some(value) = request.parameters.get(name).map(str::to_owned) {
            request.parameters.append(name, value);
        }
    })
}

words! {
    /// What a user_code can have too much, or too little.
    Slip as "slip":
    DigitMore = "and a digit more",
    WithoutLast = "without its last character",
    ZeroBefore = "and a zero before it",
    PlusBefore = "and a plus sign before it",
    Fraction = "and a fraction behind it",
}

#[given(expr = "the request has the right user_code {slip}")]
fn nearly_right_user_code(world: &mut CibaWorld, slip: Slip) -> Result<(), Stop> {
    edit(world, |request| {
        let mut code = request
            .parameters
            .get("user_code")
            .unwrap_or_default()
            .to_owned();
        match slip {
            Slip::DigitMore => code.push('0'),
            Slip::WithoutLast => drop(code.pop()),
            Slip::ZeroBefore => code.insert(0, '0'),
            Slip::PlusBefore => code.insert(0, '+'),
            Slip::Fraction => code.push_str(".0"),
        }
        request.parameters.set("user_code", code);
    })
}

#[given("the request has the user_code of another user")]
fn user_code_of_another(world: &mut CibaWorld) -> Result<(), Stop> {
    let code = world.target()?.users().code_of_another().cloned();
    let code = world.need(code, "the target file names no user_code of another user")?;
    edit(world, |request| {
        request.parameters.set("user_code", code.expose());
    })
}

#[given(expr = r#"the request has a "{request_parameter}" of {int} characters"#)]
fn of_length(world: &mut CibaWorld, name: RequestParameter, length: usize) -> Result<(), Stop> {
    edit(world, |request| {
        request.parameters.set(&name, "a".repeat(length));
    })
}

#[given("the request has a binding_message of the longest length that the OP accepts")]
fn longest_binding_message(world: &mut CibaWorld) -> Result<(), Stop> {
    binding_message(world, 0)
}

#[given("the request has a binding_message one character longer than the OP accepts")]
fn too_long_binding_message(world: &mut CibaWorld) -> Result<(), Stop> {
    binding_message(world, 1)
}

fn binding_message(world: &mut CibaWorld, excess: usize) -> Result<(), Stop> {
    let limit = world.target()?.config.limits.binding_message_max_length;
    let limit = world.need(limit, "the target names no limit for the binding_message")?;
    edit(world, |request| {
        request.parameters.set(
            "binding_message",
            "W4SCT"
                .chars()
                .cycle()
                .take(limit + excess)
                .collect::<String>(),
        );
    })
}

#[given("the request has a client_notification_token with a line break")]
fn line_break(world: &mut CibaWorld) -> Result<(), Stop> {
    let token = world.client_notification_token.clone();
    edit(world, |request| {
        let broken = format!("{token}\r\nX-Of-The-Client: 1");
        request.parameters.set("client_notification_token", broken);
    })
}

pub(super) fn edit(
    world: &mut CibaWorld,
    change: impl FnOnce(&mut crate::op_under_test::consumption_device::AuthenticationRequest),
) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    change(&mut request);
    world.request = Some(request);
    Ok(())
}

#[when("the client sends the authentication request")]
#[when("the client sends the authentication request again")]
async fn send(world: &mut CibaWorld) -> Result<(), Stop> {
    send_with(world, Credentials::Registered).await
}

#[when("the client sends the authentication request without credentials")]
async fn send_without_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    send_with(world, Credentials::Missing).await
}

#[when("somebody who names no client sends the authentication request")]
async fn send_as_nobody(world: &mut CibaWorld) -> Result<(), Stop> {
    send_with(world, Credentials::Anonymous).await
}

#[when("the client sends the authentication request with wrong credentials")]
async fn send_with_wrong_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    send_with(world, Credentials::Wrong).await
}

#[when("a client that is not registered sends the authentication request")]
async fn send_as_unknown_client(world: &mut CibaWorld) -> Result<(), Stop> {
    send_with(world, Credentials::UnknownClient).await
}

async fn send_with(world: &mut CibaWorld, credentials: Credentials) -> Result<(), Stop> {
    let request = acts::prepared_request(world)?;
    acts::send_authentication_request(world, &request, credentials)
        .await
        .map(drop)
}

/// The prepared request keeps its right code.
#[when(expr = "the client guesses {int} wrong user_codes")]
async fn guess(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    let request = acts::prepared_request(world)?;
    world.pressing = true;
    for guess in 0..count {
        let mut wrong = request.clone();
        wrong
            .parameters
            .set("user_code", format!("{WRONG_USER_CODE}{guess:03}"));
        acts::send_authentication_request(world, &wrong, Credentials::Registered).await?;
    }
    world.pressing = false;
    Ok(())
}

#[when(expr = "the client sends {int} authentication requests")]
async fn send_several(world: &mut CibaWorld, count: usize) -> Result<(), Stop> {
    for _ in 0..count {
        let acknowledgement = acts::acknowledged_request(world).await?;
        world.samples.push(acknowledgement.auth_req_id);
    }
    Ok(())
}
