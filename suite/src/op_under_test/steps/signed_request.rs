use cucumber::{given, then, when};

use super::words::{Json, RequestClaim};
use super::{acts, waits};
use crate::checks::signed_request::{self as check, Fault};
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Claim, Credentials, Parameters, RequestForm, client_assertion,
    encrypted_id_token,
};
use crate::op_under_test::made_up::unregistered;
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};
use crate::protocol::{Hint, HintType, JWT_BEARER_ASSERTION_TYPE, Level, RequirementId};

/// Changes the request that the scenario prepares.
pub(super) fn edit(
    world: &mut CibaWorld,
    change: impl FnOnce(&mut AuthenticationRequest),
) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    change(&mut request);
    world.request = Some(request);
    Ok(())
}

pub(super) fn set_claim(world: &mut CibaWorld, name: &str, claim: Claim) -> Result<(), Stop> {
    edit(world, |request| {
        let name = request.parameter(name).to_owned();
        request.signed.claims.push((name, claim));
    })
}

#[given("a valid signed authentication request")]
fn a_valid_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = acts::valid_request(world)?;
    world.request = Some(request);
    Ok(())
}

/// The unmutated request is accepted, so that a refusal has one reason alone; then a fresh one is prepared.
#[given("a valid signed authentication request that the OP accepts")]
async fn an_accepted_request(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = acts::valid_request(world)?;
    acts::acknowledged(world, &request).await?;
    let fresh = acts::valid_request(world)?;
    world.request = Some(fresh);
    Ok(())
}

#[given("a valid authentication request, signed although the client has registered no algorithm")]
#[given("a valid authentication request, signed although the OP offers no signed requests")]
fn signed_nevertheless(world: &mut CibaWorld) -> Result<(), Stop> {
    a_valid_request(world)?;
    edit(world, |request| request.signed.form = RequestForm::Signed)
}

#[given("the request is signed although the client has registered no algorithm")]
fn now_signed(world: &mut CibaWorld) -> Result<(), Stop> {
    edit(world, |request| request.signed.form = RequestForm::Signed)
}

#[given(
    "a valid authentication request, not signed although the client has registered an algorithm"
)]
fn plain_nevertheless(world: &mut CibaWorld) -> Result<(), Stop> {
    a_valid_request(world)?;
    edit(world, |request| request.signed.form = RequestForm::Plain)
}

/// Every sending takes the same JWT, while the client authenticates afresh.
#[given("it is signed once and for all")]
fn signed_once(world: &mut CibaWorld) -> Result<(), Stop> {
    let jwt = jwt(world)?;
    edit(world, |request| {
        request.signed.form = RequestForm::Made(jwt);
    })
}

#[given(expr = r#"the JWT has no "{request_claim}""#)]
fn without(world: &mut CibaWorld, name: RequestClaim) -> Result<(), Stop> {
    set_claim(world, &name, Claim::Absent)
}

#[given(expr = r#"the "{request_claim}" in the JWT is the JSON value {json}"#)]
fn json_value(world: &mut CibaWorld, name: RequestClaim, value: Json) -> Result<(), Stop> {
    set_claim(world, &name, Claim::Json(value.0))
}

#[given(expr = r#"the "{request_claim}" in the JWT lies {int} seconds ahead"#)]
fn ahead(world: &mut CibaWorld, name: RequestClaim, seconds: i64) -> Result<(), Stop> {
    set_claim(world, &name, Claim::FromNow(seconds))
}

#[given(expr = r#"the "{request_claim}" in the JWT lies {int} seconds back"#)]
fn back(world: &mut CibaWorld, name: RequestClaim, seconds: i64) -> Result<(), Stop> {
    set_claim(world, &name, Claim::FromNow(-seconds))
}

#[given("the JWT is made out to the issuer and to another server")]
fn made_out_to_several(world: &mut CibaWorld) -> Result<(), Stop> {
    let issuer = world.target()?.config.issuer.clone();
    let both = vec!["https://other.example.com".to_owned(), issuer];
    set_claim(world, "aud", Claim::Texts(both))
}

#[given("the JWT is made out to a list of the issuer alone")]
fn made_out_to_a_list(world: &mut CibaWorld) -> Result<(), Stop> {
    let issuer = world.target()?.config.issuer.clone();
    set_claim(world, "aud", Claim::Texts(vec![issuer]))
}

#[given("the JWT is made out to the token endpoint alone")]
fn made_out_to_the_token_endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let url = world.target()?.token_endpoint().to_owned();
    set_claim(world, "aud", Claim::Text(url))
}

#[given("the JWT is made out to the backchannel authentication endpoint alone")]
fn made_out_to_the_endpoint(world: &mut CibaWorld) -> Result<(), Stop> {
    let url = world.target()?.authentication_endpoint().to_owned();
    set_claim(world, "aud", Claim::Text(url))
}

#[given("the JWT is issued by another client")]
fn issued_by_another_client(world: &mut CibaWorld) -> Result<(), Stop> {
    let other = acts::other_client(world)?;
    set_claim(world, "iss", Claim::Text(other.client_id))
}

#[given("the JWT is issued by a client that is not registered")]
fn issued_by_nobody(world: &mut CibaWorld) -> Result<(), Stop> {
    let unknown = unregistered(&world.client()?.client_id);
    set_claim(world, "iss", Claim::Text(unknown))
}

#[given("the JWT names the user by an encrypted ID Token")]
fn encrypted_id_token_hint(world: &mut CibaWorld) -> Result<(), Stop> {
    let hint = Hint {
        hint_type: HintType::IdTokenHint,
        value: encrypted_id_token(),
    };
    let request = acts::valid_request_with(world, &hint)?;
    world.request = Some(request);
    Ok(())
}

#[given("the client's assertion stands inside the JWT")]
fn assertion_inside(world: &mut CibaWorld) -> Result<(), Stop> {
    let client = world.client()?;
    let issuer = world.target()?.config.issuer.clone();
    let assertion = client_assertion(&client, &issuer, now());
    let assertion = world.own(assertion)?;
    let assertion = world.need(assertion, "the client authenticates without assertion")?;
    let kind = Claim::Text(JWT_BEARER_ASSERTION_TYPE.to_owned());
    set_claim(world, "client_assertion_type", kind)?;
    set_claim(world, "client_assertion", Claim::Text(assertion))
}

#[when(
    "the client sends the authentication request with another signed request as client assertion"
)]
async fn as_client_assertion(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let request = jwt(world)?;
    let another = jwt(world)?;
    let client = world.client()?;
    let mut form = Parameters::new();
    if client.client_id_with_request {
        form.set("client_id", &client.client_id);
    }
    form.set("request", request);
    form.set("client_assertion_type", JWT_BEARER_ASSERTION_TYPE);
    form.set("client_assertion", another);
    let request = OutgoingRequest::post_form(target.authentication_endpoint(), form.encode());
    acts::send_and_keep(world, request).await
}

#[when("the client sends the JWT without any other credentials")]
async fn without_credentials(world: &mut CibaWorld) -> Result<(), Stop> {
    let request = acts::prepared_request(world)?;
    acts::send_authentication_request(world, &request, Credentials::Missing)
        .await
        .map(drop)
}

/// Where a request_uri points to: nobody may ever come here.
fn reference(world: &mut CibaWorld) -> Result<String, Stop> {
    let client = world.client()?.id;
    let endpoint = world.notification_endpoint()?;
    Ok(endpoint.url_of(&format!("request-object/{client}")))
}

#[given("a request that is a request_uri alone")]
fn a_reference(world: &mut CibaWorld) -> Result<(), Stop> {
    plain_nevertheless(world)?;
    let url = reference(world)?;
    edit(world, |request| {
        request.parameters = Parameters::new();
        request.parameters.set("request_uri", url);
    })
}

#[then("nobody comes to the request_uri")]
async fn not_fetched(world: &mut CibaWorld) -> Result<(), Stop> {
    let url = reference(world)?;
    let patience = world.target()?.patience.unexpected;
    waits::a_while(world, patience).await;
    match world.notification_endpoint()?.visits(&url) {
        0 => Ok(()),
        count => world.violated(
            "no request to the request_uri, which CIBA does not know",
            format!("{count} of them"),
        ),
    }
}

fn jwt(world: &mut CibaWorld) -> Result<String, Stop> {
    let request = world.request.clone();
    let request = world.need(request, "no authentication request to sign")?;
    let client = world.client()?;
    let issuer = world.target()?.config.issuer.clone();
    let jwt = request
        .signed
        .jwt(&request.parameters, &client, &issuer, now());
    world.own(jwt)
}

/// What the checks need: the answer, and what the scenario is about.
pub(super) fn answer(world: &mut CibaWorld) -> Result<(Exchange, RequirementId, Level), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    let stage = world.stage()?;
    Ok((answer, stage.requirement.clone(), stage.level))
}

#[then("the OP accepts the request or refuses it with invalid_request")]
fn accepted_or_refused(world: &mut CibaWorld) -> Result<(), Stop> {
    let (answer, requirement, level) = answer(world)?;
    let checked = check::refused_or_acknowledged(&answer, &requirement, level);
    if let Some(acknowledgement) = world.judge(checked)? {
        world.acknowledge(&acknowledgement);
    }
    Ok(())
}

fn refused_for(world: &mut CibaWorld, fault: Fault) -> Result<(), Stop> {
    let (answer, requirement, level) = answer(world)?;
    world.judge(check::refused(&answer, fault, &requirement, level))
}

#[then("the signed request is refused")]
fn refused(world: &mut CibaWorld) -> Result<(), Stop> {
    refused_for(world, Fault::Jwt)
}

#[then("the signed request is refused for its issuer")]
fn refused_for_issuer(world: &mut CibaWorld) -> Result<(), Stop> {
    refused_for(world, Fault::Issuer)
}

#[then("the signed request is refused as one that the OP does not offer")]
fn refused_as_unsupported(world: &mut CibaWorld) -> Result<(), Stop> {
    refused_for(world, Fault::Unsupported)
}

#[then("the signed request is refused for the type of its claim")]
fn refused_for_type(world: &mut CibaWorld) -> Result<(), Stop> {
    refused_for(world, Fault::ClaimType)
}

#[then("the client is not authenticated")]
fn not_authenticated(world: &mut CibaWorld) -> Result<(), Stop> {
    let (answer, requirement, level) = answer(world)?;
    world.judge(check::not_authenticated(&answer, &requirement, level))
}
