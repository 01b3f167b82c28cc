use cucumber::{then, when};

use super::acts;
use super::words::words;
use crate::checks::redemption as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest, authenticate};
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};

words! {
    /// How a token request is not to be sent.
    Way as "way":
    Get = "by GET",
    Query = "in the query of a POST",
    Json = "as JSON",
}

#[when(expr = "the client sends the token request {way}")]
async fn otherwise(world: &mut CibaWorld, way: Way) -> Result<(), Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let issuer = &target.config.issuer;
    let url = target.token_endpoint();
    let request = authenticate(&client, Credentials::Registered, issuer, now(), url, form);
    let mut request = world.own(request)?;
    match way {
        Way::Json => as_json(&mut request),
        Way::Query => into_query(&mut request),
        Way::Get => {
            into_query(&mut request);
            "GET".clone_into(&mut request.method);
            request.headers.retain(|(name, _)| name != "content-type");
        }
    }
    let exchange = acts::send(world, request).await?;
    world.token_answer = Some(exchange);
    Ok(())
}

fn into_query(request: &mut OutgoingRequest) {
    let form = String::from_utf8_lossy(&request.body).into_owned();
    request.url = format!("{}?{form}", request.url);
    request.body.clear();
}

fn as_json(request: &mut OutgoingRequest) {
    let members: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("{:?}:{:?}", name.as_ref(), value.as_ref()))
        .collect();
    request.body = format!("{{{}}}", members.join(",")).into_bytes();
    for (name, value) in &mut request.headers {
        if name == "content-type" {
            "application/json".clone_into(value);
        }
    }
}

#[then("it is not taken for a token request")]
fn not_taken(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.token_answer.clone();
    let answer = world.need(answer, "no token request was sent")?;
    let requirement = world.stage()?.requirement.clone();
    world.judge(check::not_redeemed(&answer, &requirement))
}
