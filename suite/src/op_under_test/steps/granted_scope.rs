use cucumber::{then, when};

use super::acts;
use crate::checks::granted_scope as check;
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// A scope value of OpenID Connect; whether this client may have it does not matter.
const ANOTHER: &str = "profile";

#[when("the client asks for two scope values in either order")]
async fn either_order(world: &mut CibaWorld) -> Result<(), Stop> {
    let asked = world.client()?.scope;
    let words: Vec<&str> = asked.split(' ').filter(|word| *word != ANOTHER).collect();
    let words = words.join(" ");
    for scope in [format!("{words} {ANOTHER}"), format!("{ANOTHER} {words}")] {
        let mut request = acts::valid_request(world)?;
        request.parameters.set("scope", scope);
        let answer =
            acts::send_authentication_request(world, &request, Credentials::Registered).await?;
        world.exchanges.push(answer);
    }
    Ok(())
}

#[then("the OP judges both requests alike")]
fn alike(world: &mut CibaWorld) -> Result<(), Stop> {
    let exchanges = world.exchanges.clone();
    world.judge(check::judged_alike(&exchanges))
}
