use cucumber::given;

use super::words::words;
use super::{acts, id_token};
use crate::error::SuiteError;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{Forgery, ForgeryError, encrypted_id_token, forge};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::{Hint, HintType};

/// The hint of the prepared request, with its type.
fn hint(world: &mut CibaWorld) -> Result<(HintType, String), Stop> {
    let found = world.request.as_ref().and_then(|request| {
        HintType::ALL.into_iter().find_map(|hint_type| {
            let value = request.parameters.get(hint_type.parameter())?;
            Some((hint_type, value.to_owned()))
        })
    });
    world.need(found, "the request has no hint")
}

fn replace(world: &mut CibaWorld, hint_type: HintType, value: String) -> Result<(), Stop> {
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set(hint_type.parameter(), value);
    world.request = Some(request);
    Ok(())
}

words! {
    /// What can be wrong with a hint that was made from a good one.
    Flaw as "flaw":
    Unsigned = "unsigned",
    Changed = "changed after signing",
    OtherKey = "signed with another key",
    OtherIssuer = "signed by another issuer",
}

#[given(expr = "its hint is {flaw}")]
fn forged(world: &mut CibaWorld, flaw: Flaw) -> Result<(), Stop> {
    let (hint_type, value) = hint(world)?;
    let forgery = match flaw {
        Flaw::Unsigned => Forgery::Unsigned,
        Flaw::Changed => Forgery::Changed,
        Flaw::OtherKey => Forgery::ForeignKey,
        Flaw::OtherIssuer => Forgery::ForeignIssuer,
    };
    let forged = forge(&value, forgery).map_err(|error| match error {
        ForgeryError::Signing(error) => SuiteError::Signing(error),
        error @ ForgeryError::Hint(_) => SuiteError::Internal(error.to_string()),
    });
    let forged = world.own(forged)?;
    replace(world, hint_type, forged)
}

#[given("its hint is encrypted")]
fn encrypted(world: &mut CibaWorld) -> Result<(), Stop> {
    let (hint_type, _) = hint(world)?;
    replace(world, hint_type, encrypted_id_token())
}

#[given("its hint is an ID Token of another client")]
async fn of_another_client(world: &mut CibaWorld) -> Result<(), Stop> {
    let (hint_type, _) = hint(world)?;
    let (own, kept) = (world.client()?, world.request.take());
    let other = acts::other_client(world)?;
    world.play(other);
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
    let tokens = acts::fetch_tokens(world).await?;
    let id_token = id_token::signed(world, tokens.id_token)?;
    world.play(own);
    world.request = kept;
    replace(world, hint_type, id_token)
}

#[given("a valid authentication request with an ID Token that ran out a little while ago")]
fn expired(world: &mut CibaWorld) -> Result<(), Stop> {
    let token = world.stage()?.user.expired_id_token_hint.clone();
    let token = world.need(token, "the target names no expired ID Token")?;
    let hint = Hint {
        hint_type: HintType::IdTokenHint,
        value: token.expose().to_owned(),
    };
    let request = acts::valid_request_with(world, &hint)?;
    world.request = Some(request);
    Ok(())
}
