//! Hints that are no names of a user: patterns, conditions, and tokens of another kind.

use cucumber::given;

use super::acts;
use super::words::words;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::HintType;

words! {
    /// What a store may take for a question that more than one user answers.
    Pattern as "pattern":
    Percent = "a percent sign",
    Asterisk = "an asterisk",
    PercentEnd = "the hint with a percent sign for its end",
    AsteriskEnd = "the hint with an asterisk for its end",
    Underscore = "the hint with an underscore in it",
    Expression = "a regular expression",
    Condition = "a condition that is always true",
    Filter = "a filter of a directory",
    Two = "the hint and another one",
}

/// Its first half, at least one letter.
fn half(hint: &str) -> String {
    let letters = hint.chars().count().div_ceil(2);
    hint.chars().take(letters).collect()
}

#[given(expr = "the login_hint is {pattern}")]
fn is_pattern(world: &mut CibaWorld, pattern: Pattern) -> Result<(), Stop> {
    let hint = world.stage()?.user.login_hint.clone();
    let value = match pattern {
        Pattern::Percent => "%".to_owned(),
        Pattern::Asterisk => "*".to_owned(),
        Pattern::PercentEnd => format!("{}%", half(&hint)),
        Pattern::AsteriskEnd => format!("{}*", half(&hint)),
        Pattern::Underscore => {
            let last = hint.chars().count().saturating_sub(1);
            hint.chars().take(last).chain(['_']).collect()
        }
        Pattern::Expression => ".*".to_owned(),
        Pattern::Condition => format!("{hint}' OR '1'='1"),
        Pattern::Filter => "*)(uid=*".to_owned(),
        Pattern::Two => format!("{hint},{hint}"),
    };
    replace(world, HintType::LoginHint, value)
}

words! {
    /// What a client holds of a user beside ID Tokens, and what it makes itself.
    OtherKind as "other_kind":
    AccessToken = "the user's access token",
    AuthReqId = "the auth_req_id of the flow",
    LoginHint = "the user's login_hint",
}

#[given(expr = "its hint is {other_kind}")]
async fn of_other_kind(world: &mut CibaWorld, kind: OtherKind) -> Result<(), Stop> {
    let value = match kind {
        OtherKind::LoginHint => world.stage()?.user.login_hint.clone(),
        _ => of_a_flow(world, kind).await?,
    };
    replace(world, HintType::IdTokenHint, value)
}

/// The prepared request keeps its own client_notification_token.
async fn of_a_flow(world: &mut CibaWorld, kind: OtherKind) -> Result<String, Stop> {
    let (kept, token) = (
        world.request.take(),
        world.client_notification_token.clone(),
    );
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
    let tokens = acts::fetch_tokens(world).await?;
    world.request = kept;
    world.client_notification_token = token;
    match kind {
        OtherKind::AccessToken => Ok(tokens.access_token),
        _ => Ok(acknowledgement.auth_req_id),
    }
}

fn replace(world: &mut CibaWorld, hint_type: HintType, value: String) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set(hint_type.parameter(), value);
    world.request = Some(request);
    Ok(())
}
