use cucumber::{then, when};

use super::{acts, id_token};
use crate::checks::userinfo as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[when("the client asks for UserInfo")]
async fn ask(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let url = target.metadata.string("userinfo_endpoint");
    let url = world.need(url, "the metadata names no userinfo_endpoint")?;
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    let mut request = OutgoingRequest::get(url);
    request.headers.push((
        "authorization".to_owned(),
        format!("Bearer {}", tokens.access_token),
    ));
    acts::send_and_keep(world, request).await
}

#[then("the access token still works")]
fn still_works(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let requirement = world.stage()?.requirement.clone();
    world.judge(check::still_works(&answer, &requirement))
}

#[then("UserInfo is about the user of the ID Token")]
fn same_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    let answer = acts::answer(world)?;
    let signed = id_token::signed(world, tokens.id_token)?;
    world.judge(check::same_subject(&answer, &signed))
}
