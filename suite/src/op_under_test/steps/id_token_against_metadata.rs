//! What the metadata says of ID Tokens, and what comes.

use cucumber::then;

use super::id_token::tokens;
use crate::checks::id_token as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[then("the ID Token is signed under an algorithm that the metadata lists")]
fn listed_alg(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = tokens(world)?;
    let target = world.target()?;
    let listed = target
        .metadata
        .strings("id_token_signing_alg_values_supported");
    if listed.is_empty() {
        return world.not_applicable(
            "the metadata lists no id_token_signing_alg_values_supported".to_owned(),
        );
    }
    world.judge(check::listed_alg(&tokens.id_token, &listed))
}
