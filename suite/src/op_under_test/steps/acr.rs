use cucumber::{given, then};

use super::id_token;
use super::words::Text;
use crate::checks::claims as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// A class that the OP says it knows, if it names any.
pub(super) fn listed(world: &CibaWorld) -> Result<Option<String>, Stop> {
    let target = world.target()?;
    let known = target.metadata.strings("acr_values_supported");
    Ok(known.first().map(ToString::to_string))
}

#[given("the request asks for a class that the OP knows")]
fn known(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let known = target.metadata.strings("acr_values_supported").join(" ");
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    request.parameters.set("acr_values", known);
    world.request = Some(request);
    Ok(())
}

#[then("the ID Token tells the class that was reached")]
async fn told(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = id_token::valid(world).await?;
    world.judge(check::acr_told(&claims))
}

#[then(expr = r#"the ID Token does not claim the class "{text}""#)]
async fn not_echoed(world: &mut CibaWorld, wished: Text) -> Result<(), Stop> {
    let claims = id_token::valid(world).await?;
    world.judge(check::acr_not_echoed(&claims, &wished.0))
}

#[then("the ID Token has no nonce")]
async fn no_nonce(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = id_token::valid(world).await?;
    world.judge(check::no_nonce(&claims))
}
