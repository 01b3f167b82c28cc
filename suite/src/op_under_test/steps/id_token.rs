use cucumber::then;

use crate::checks::token_response::Tokens;
use crate::checks::{Members, id_token as check};
use crate::jose;
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};
use crate::violation::Violations;

fn tokens(world: &mut CibaWorld) -> Result<Tokens, Stop> {
    let tokens = world.tokens.clone();
    world.need(tokens, "the client has no tokens")
}

pub(super) fn valid(world: &mut CibaWorld) -> Result<Members, Stop> {
    let tokens = tokens(world)?;
    judged(world, &tokens.id_token, check::valid)
}

/// A refreshed ID Token is as valid as the first one.
pub(super) fn valid_again(world: &mut CibaWorld, id_token: &str) -> Result<(), Stop> {
    judged(world, id_token, check::valid_again)
}

fn judged<T>(
    world: &mut CibaWorld,
    id_token: &str,
    check: impl FnOnce(&str, check::Expectations<'_>) -> Result<T, Violations>,
) -> Result<T, Stop> {
    let (target, client) = (world.target()?, world.client()?);
    if target.jwks.is_null() {
        return world.not_applicable(
            "no signature can be verified: the OP's keys cannot be read from its jwks_uri (C-8414-03)"
                .to_owned(),
        );
    }
    let registered = client.id_token_signing_alg.as_deref();
    if let Some(alg) = jose::beyond_verification(id_token)
        && registered.is_none_or(|registered| registered == alg)
    {
        return world.not_applicable(format!(
            "the ID Token is signed with {alg}, and this suite cannot verify such a signature"
        ));
    }
    let asked = world.transaction()?.acknowledged_at;
    let expected = check::Expectations {
        issuer: &target.config.issuer,
        client_id: &client.client_id,
        alg: registered,
        jwks: &target.jwks,
        secret: client.secret.as_ref(),
        now: now(),
        age: asked.elapsed().as_secs(),
    };
    world.judge(check(id_token, expected))
}

#[then("the ID Token is valid")]
fn is_valid(world: &mut CibaWorld) -> Result<(), Stop> {
    valid(world).map(drop)
}

/// Without a known subject the sentence says less: the ID Token is valid and names somebody.
#[then("the ID Token is about the user whom the hint names")]
fn about_the_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = valid(world)?;
    match world.stage()?.user.subject.clone() {
        Some(subject) => world.judge(check::subject(&claims, &subject)),
        None => Ok(()),
    }
}

/// Like the sentence above, where two users' requests could be mixed up.
#[then("the ID Token is about the user of that request")]
fn about_that_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = valid(world)?;
    match world.stage()?.user.subject.clone() {
        Some(subject) => world.judge_as_own(check::subject(&claims, &subject)),
        None => Ok(()),
    }
}

#[then("the ID Token carries the hash of the access token")]
fn at_hash(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = tokens(world)?;
    world.judge(check::at_hash(&tokens))
}

#[then("the ID Token carries the hash of the refresh token, if there is one")]
fn rt_hash(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = tokens(world)?;
    world.judge(check::rt_hash(&tokens))
}

#[then("the ID Token carries the auth_req_id")]
fn auth_req_id(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = tokens(world)?;
    let auth_req_id = world.transaction()?.auth_req_id;
    world.judge(check::auth_req_id(&tokens, &auth_req_id))
}

#[then("the hashes that the ID Token carries are right")]
fn optional_hashes(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = tokens(world)?;
    let auth_req_id = world.transaction()?.auth_req_id;
    world.judge(check::optional_hashes(&tokens, &auth_req_id))
}
