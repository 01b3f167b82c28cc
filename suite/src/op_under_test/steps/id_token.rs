use cucumber::then;

use crate::checks::token_response::Tokens;
use crate::checks::{Members, id_token as check};
use crate::jose::{self, DecodedJwt, DecryptionError};
use crate::op_under_test::jwk_set::Keys;
use crate::op_under_test::scenario_context::{CibaWorld, Event, Stop, now};
use crate::violation::{Violation, Violations};

/// The client's tokens, the ID Token as it was signed.
pub(super) fn tokens(world: &mut CibaWorld) -> Result<Tokens, Stop> {
    let tokens = world.tokens.clone();
    let tokens = world.need(tokens, "the client has no tokens")?;
    let id_token = signed(world, tokens.id_token)?;
    Ok(Tokens { id_token, ..tokens })
}

/// An ID Token as the OP signed it. One that is encrypted to a key of the client that the suite has not cannot be judged.
pub(super) fn signed(world: &mut CibaWorld, id_token: String) -> Result<String, Stop> {
    if !jose::is_encrypted(&id_token) {
        return Ok(id_token);
    }
    let keys = world.client()?.decryption_keys;
    match jose::decrypt(&id_token, &keys) {
        Ok(signed) => Ok(signed),
        Err(error @ (DecryptionError::NoKey { .. } | DecryptionError::Unsupported(_))) => world
            .not_applicable(format!(
                "the ID Token is encrypted: {error} (jwks of the client in the target file)"
            )),
        Err(error) => {
            let expected = "an ID Token, or one that the client's key decrypts";
            let violation = Violation::must("CIBA-10.1.1-06", expected, error.to_string());
            world.judge(Err(violation.into()))
        }
    }
}

pub(super) async fn valid(world: &mut CibaWorld) -> Result<Members, Stop> {
    let tokens = tokens(world)?;
    judged(world, &tokens.id_token, check::valid).await
}

/// A refreshed ID Token is as valid as the first one.
pub(super) async fn valid_again(world: &mut CibaWorld, id_token: &str) -> Result<(), Stop> {
    judged(world, id_token, check::valid_again).await
}

async fn judged<T>(
    world: &mut CibaWorld,
    id_token: &str,
    check: impl FnOnce(&str, check::Expectations<'_>) -> Result<T, Violations>,
) -> Result<T, Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let registered = client.id_token_signing_alg.as_deref();
    let mut agreed = target
        .metadata
        .strings("id_token_signing_alg_values_supported");
    agreed.extend(registered);
    if let Some(alg) = jose::beyond_verification(id_token, &agreed)
        && registered.is_none_or(|registered| registered == alg)
    {
        return world.not_applicable(format!(
            "the ID Token is signed with {alg}, and this suite cannot verify such a signature"
        ));
    }
    let jwks = keys_for(world, id_token).await?;
    if jwks.is_null() {
        return world.not_applicable(
            "no signature can be verified: the OP's keys cannot be read from its jwks_uri (C-8414-03), and the target file \
             names no jwks"
                .to_owned(),
        );
    }
    let asked = world.transaction()?.acknowledged_at;
    let expected = check::Expectations {
        issuer: &target.config.issuer,
        client_id: &client.client_id,
        alg: registered,
        jwks: &jwks,
        secret: client.secret.as_ref(),
        now: now(),
        age: asked.elapsed().as_secs(),
    };
    world.judge(check(id_token, expected))
}

/// The OP's keys; where they were read again for this token, that is what happened here.
async fn keys_for(world: &mut CibaWorld, id_token: &str) -> Result<Keys, Stop> {
    let (keys, read_again) = world.target()?.keys_for(id_token).await;
    if let Some(exchange) = read_again {
        let (span, _) = world.next_span();
        world.log.events.push(Event::Exchange {
            span,
            exchange: Box::new(exchange),
        });
    }
    Ok(keys)
}

/// The claims are hashes by the ID Token's own algorithm: one whose hash is not known here cannot be judged.
fn hashed(world: &mut CibaWorld) -> Result<Tokens, Stop> {
    let tokens = tokens(world)?;
    if let Ok(decoded) = DecodedJwt::parse(&tokens.id_token)
        && jose::beyond_verification(&tokens.id_token, &[decoded.alg()]).is_some()
        && jose::half_hash(decoded.alg(), "").is_none()
    {
        return world.not_applicable(format!(
            "the ID Token is signed with {}, whose hash this suite does not know",
            decoded.alg()
        ));
    }
    Ok(tokens)
}

#[then("the ID Token is valid")]
async fn is_valid(world: &mut CibaWorld) -> Result<(), Stop> {
    valid(world).await.map(drop)
}

/// Without a known subject the sentence says less: the ID Token is valid and names somebody.
#[then("the ID Token is about the user whom the hint names")]
async fn about_the_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = valid(world).await?;
    match world.stage()?.user.subject.clone() {
        Some(subject) => world.judge(check::subject(&claims, &subject)),
        None => Ok(()),
    }
}

/// Like the sentence above, where two users' requests could be mixed up.
#[then("the ID Token is about the user of that request")]
async fn about_that_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = valid(world).await?;
    match world.stage()?.user.subject.clone() {
        Some(subject) => world.judge_as_own(check::subject(&claims, &subject)),
        None => Ok(()),
    }
}

#[then("the ID Token carries the hash of the access token")]
fn at_hash(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = hashed(world)?;
    world.judge(check::at_hash(&tokens))
}

#[then("the ID Token carries the hash of the refresh token, if there is one")]
fn rt_hash(world: &mut CibaWorld) -> Result<(), Stop> {
    let tokens = hashed(world)?;
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
    let tokens = hashed(world)?;
    let auth_req_id = world.transaction()?.auth_req_id;
    world.judge(check::optional_hashes(&tokens, &auth_req_id))
}
