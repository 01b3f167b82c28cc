use cucumber::then;

use super::{acts, id_token};
use crate::checks::claims as check;
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

#[then("a client of the same sector knows the user by the same subject")]
async fn same_subject(world: &mut CibaWorld) -> Result<(), Stop> {
    subjects(world, true).await
}

#[then("a client of another sector knows the user by another subject")]
async fn another_subject(world: &mut CibaWorld) -> Result<(), Stop> {
    subjects(world, false).await
}

/// Whether two clients know the user by one subject follows from whether they are of one sector.
async fn subjects(world: &mut CibaWorld, same: bool) -> Result<(), Stop> {
    let first = id_token::valid(world).await?;
    let own = world.client()?;
    let target = world.target()?;
    let mut clients = target.players();
    let partner = clients.find(|other| {
        other.id != own.id && other.sector.is_some() && (other.sector == own.sector) == same
    });
    let partner = world.need(partner, "the target has no client of that sector")?;
    world.play(partner);
    let acknowledgement = acts::acknowledged_request(world).await?;
    acts::decide(world, &acknowledgement.auth_req_id, Decision::Approve).await?;
    acts::fetch_tokens(world).await?;
    let second = id_token::valid(world).await?;
    world.play(own);
    world.judge(check::subjects(&first, &second, same))
}
