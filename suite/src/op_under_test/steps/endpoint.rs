use cucumber::{then, when};

use super::acts;
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The valid request as it would be sent, to be sent otherwise.
fn valid(world: &mut CibaWorld) -> Result<OutgoingRequest, Stop> {
    let request = acts::valid_request(world)?;
    acts::outgoing_authentication_request(world, &request, Credentials::Registered)
}

async fn send(world: &mut CibaWorld, request: OutgoingRequest) -> Result<(), Stop> {
    let exchange = acts::send(world, request).await?;
    world.answer = Some(exchange);
    Ok(())
}

fn into_query(request: &mut OutgoingRequest) {
    let form = String::from_utf8_lossy(&request.body).into_owned();
    request.url = format!("{}?{form}", request.url);
    request.body.clear();
}

#[when("the client sends the parameters by GET")]
async fn by_get(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    into_query(&mut request);
    "GET".clone_into(&mut request.method);
    request.headers.retain(|(name, _)| name != "content-type");
    send(world, request).await
}

#[when("the client sends the parameters in the query of a POST")]
async fn by_query(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    into_query(&mut request);
    send(world, request).await
}

#[when("the client sends the parameters as JSON")]
async fn as_json(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    let members: Vec<String> = form_urlencoded::parse(&request.body)
        .map(|(name, value)| format!("{:?}:{:?}", name.as_ref(), value.as_ref()))
        .collect();
    request.body = format!("{{{}}}", members.join(",")).into_bytes();
    for (name, value) in &mut request.headers {
        if name == "content-type" {
            "application/json".clone_into(value);
        }
    }
    send(world, request).await
}

#[then("the request is not processed")]
fn not_processed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer: Exchange = world.need(answer, "no request was sent")?;
    let body = String::from_utf8_lossy(&answer.response.body).into_owned();
    let status = answer.response.status;
    if (400..500).contains(&status) && !body.contains("\"auth_req_id\"") {
        return Ok(());
    }
    world.violated(
        "a 4xx answer without auth_req_id",
        format!(
            "HTTP {status} with {}",
            crate::checks::describe_body(body.as_bytes())
        ),
    )
}
