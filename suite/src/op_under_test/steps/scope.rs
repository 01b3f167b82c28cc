use cucumber::{given, then};

use super::words::{ScopeValue, UserClaim};
use super::{acts, id_token, token_request};
use crate::checks::{acknowledgement, authentication_error, push, scope as check};
use crate::http::OutgoingRequest;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::made_up::UNKNOWN_SCOPE;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{AuthenticationErrorCode, DeliveryMode};

#[given("the request asks for a scope that nobody knows as well")]
fn unknown(world: &mut CibaWorld) -> Result<(), Stop> {
    wider(world, UNKNOWN_SCOPE)
}

#[given(expr = r#"the request asks for the scope "{scope_value}" as well"#)]
fn known(world: &mut CibaWorld, scope: ScopeValue) -> Result<(), Stop> {
    world.is_scope_optional = true;
    wider(world, &scope)
}

fn wider(world: &mut CibaWorld, scope: &str) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    let valid = request.parameters.get("scope").unwrap_or_default();
    let wider = format!("{valid} {scope}");
    request.parameters.set("scope", wider);
    world.request = Some(request);
    Ok(())
}

/// Section 13 counts an unknown scope as invalid_scope; RFC 6749, section 3.3 lets the OP narrow the grant and say so.
#[then("the scope is refused, or left out of a grant that says so")]
async fn refused_or_narrowed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = world.answer.clone();
    let answer = world.need(answer, "no authentication request was sent")?;
    if !acknowledgement::is_success(&answer) {
        let stage = world.stage()?;
        let checked = authentication_error::refused(
            &answer,
            AuthenticationErrorCode::InvalidScope,
            &stage.requirement,
            stage.level,
        );
        return world.judge(checked);
    }
    let requirement = world.stage()?.requirement.clone();
    let acknowledged = world.judge(acknowledgement::accepted(&answer, &requirement))?;
    world.acknowledge(&acknowledged);
    acts::decide(world, &acknowledged.auth_req_id, Decision::Approve).await?;
    let body = if world.client()?.mode == DeliveryMode::Push {
        let callback = acts::next_callback(world).await?;
        let request = callback.exchange.request;
        world.judge_as_own(push::tokens(&request, &acknowledged.auth_req_id))?;
        request.body
    } else {
        let answer = acts::poll_until_decided(world).await?;
        token_request::tokens_of(world, &answer)?;
        answer.response.body
    };
    world.judge(check::narrowed(&body, UNKNOWN_SCOPE))
}

#[then(expr = r#"the claim "{user_claim}" is told"#)]
async fn told(world: &mut CibaWorld, claim: UserClaim) -> Result<(), Stop> {
    let claims = id_token::valid(world).await?;
    let target = world.target()?;
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    let user_info = match target.metadata.endpoint("userinfo_endpoint") {
        Ok(url) if !claims.contains_key(&*claim) => {
            let mut request = OutgoingRequest::get(url);
            let bearer = format!("Bearer {}", tokens.access_token);
            request.headers.push(("authorization".to_owned(), bearer));
            Some(acts::send(world, request).await?)
        }
        _ => None,
    };
    world.judge(check::claim_told(&claims, user_info.as_ref(), &claim))
}
