//! Request parameters that a careless server writes over claims, or over the columns of its store.

use cucumber::{given, then};

use super::id_token;
use super::words::words;
use crate::checks::claims as check;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What the parameters are named like.
    Names as "claim_names":
    Subject = "the subject",
    User = "a user in the store",
    Store = "a token in the store",
    Authentication = "claims of an authentication",
    Token = "claims of a token",
}

impl Names {
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Subject => &["sub", "subject"],
            Self::User => &[
                "user",
                "user_id",
                "uid",
                "username",
                "user_name",
                "preferred_username",
                "login",
                "email",
            ],
            Self::Store => &[
                "auth_req_id",
                "access_token",
                "id",
                "status",
                "approved",
                "consent",
            ],
            Self::Authentication => &["acr", "amr", "auth_time", "sid", "groups", "roles"],
            Self::Token => &["iss", "aud", "azp", "exp", "nbf", "iat", "jti", "at_hash"],
        }
    }
}

/// Another user where there is one, as the OP knows that user: else somebody who does not exist.
fn somebody_else(world: &mut CibaWorld, by_subject: bool) -> Result<String, Stop> {
    let (users, own) = (
        world.target()?.config.users.clone(),
        world.stage()?.user.login_hint.clone(),
    );
    let other = [users.denier, users.absent]
        .into_iter()
        .flatten()
        .find(|user| user.login_hint != own);
    let name = other.map(|other| match other.subject {
        Some(subject) if by_subject => subject,
        _ => other.login_hint,
    });
    Ok(name.unwrap_or_else(|| "somebody-else".to_owned()))
}

#[given(expr = "the request has parameters named like {claim_names}")]
fn named_like(world: &mut CibaWorld, names: Names) -> Result<(), Stop> {
    let value = match names {
        Names::Subject => somebody_else(world, true)?,
        Names::User => somebody_else(world, false)?,
        Names::Store | Names::Authentication => "chosen-by-the-client".to_owned(),
        Names::Token => "1000000000".to_owned(),
    };
    let request = world.request.take();
    let mut request = world.need(request, "no authentication request to change")?;
    for name in names.names() {
        request.parameters.set(name, &value);
    }
    world.samples.push(value);
    world.request = Some(request);
    Ok(())
}

#[then("the ID Token says nothing that stood in the request")]
async fn says_nothing_of_it(world: &mut CibaWorld) -> Result<(), Stop> {
    let claims = id_token::valid(world).await?;
    let chosen = world.samples.clone();
    world.judge(check::not_chosen(&claims, &chosen))
}
