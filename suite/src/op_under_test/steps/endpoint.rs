use cucumber::{then, when};

use super::{acts, wrong_place};
use crate::http::{Exchange, OutgoingRequest};
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The valid request as it would be sent, to be sent otherwise.
fn valid(world: &mut CibaWorld) -> Result<OutgoingRequest, Stop> {
    let request = acts::valid_request(world)?;
    acts::outgoing_authentication_request(world, &request, Credentials::Registered)
}

#[when("the client sends the parameters by GET")]
async fn by_get(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::by_get(&mut request);
    acts::send_and_keep(world, request).await
}

#[when("the client sends the parameters in the query of a POST")]
async fn by_query(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::into_query(&mut request);
    acts::send_and_keep(world, request).await
}

#[when("the client sends the parameters as JSON")]
async fn as_json(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::as_json(&mut request);
    acts::send_and_keep(world, request).await
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
