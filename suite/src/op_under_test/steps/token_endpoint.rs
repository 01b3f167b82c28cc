use cucumber::{then, when};

use super::words::words;
use super::{acts, wrong_place};
use crate::checks::redemption as check;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// How a token request is not to be sent.
    Way as "way":
    Get = "by GET",
    Query = "in the query of a POST",
    Json = "as JSON",
    Put = "by PUT",
    Multipart = "in multipart parts",
    PlainText = "as plain text",
    IdInQuery = "with its auth_req_id in the query",
    GrantInQuery = "with its grant_type in the query",
}

#[when(expr = "the client sends the token request {way}")]
async fn otherwise(world: &mut CibaWorld, way: Way) -> Result<(), Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
    match way {
        Way::Json => wrong_place::as_json(&mut request),
        Way::Query => wrong_place::into_query(&mut request),
        Way::Get => wrong_place::by_get(&mut request),
        Way::Put => "PUT".clone_into(&mut request.method),
        Way::Multipart => wrong_place::as_multipart(&mut request),
        Way::PlainText => wrong_place::as_plain_text(&mut request),
        Way::IdInQuery => wrong_place::one_into_query(&mut request, "auth_req_id"),
        Way::GrantInQuery => wrong_place::one_into_query(&mut request, "grant_type"),
    }
    let exchange = acts::send(world, request).await?;
    world.token_answer = Some(exchange);
    Ok(())
}

#[then("it is not taken for a token request")]
fn not_taken(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.token_answer.clone();
    let answer = world.need(answer, "no token request was sent")?;
    let requirement = world.stage()?.requirement.clone();
    world.judge(check::not_redeemed(&answer, &requirement))
}
