//! Each user is asked once, and so is each type of hint that the target file has a hint of.

use super::advice::advice;
use super::asking::{Asked, Asking};
use super::table::{Consequence, Kind};
use crate::config::{ClientConfig, UserConfig, UsersConfig};
use crate::error::SuiteError;
use crate::op_under_test::consumption_device::{hint_of, login_hint_token};
use crate::op_under_test::scenario_context::now;
use crate::op_under_test::target::Target;
use crate::protocol::{Hint, HintType};

/// A user, or a type of hint, with what came when it was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What the user does, or the parameter of the hint.
    pub name: &'static str,
    /// How the user is named there; nothing that is secret.
    pub shown: String,
    /// What came back.
    pub asked: Asked,
    /// Why it is left out, if it is.
    pub left_out: Option<String>,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// What an OP may say to a request for a user.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The user is asked.
    Acknowledgement,
    /// Whatever it says of somebody whom it knows.
    Anything,
}

/// The users beside the approver, who is asked with every client.
fn others(users: &UsersConfig) -> impl Iterator<Item = (&'static str, Wanted, &UserConfig)> {
    [
        ("denier", Wanted::Acknowledgement, &users.denier),
        ("absent", Wanted::Acknowledgement, &users.absent),
        ("lockable", Wanted::Acknowledgement, &users.lockable),
        ("unreachable", Wanted::Acknowledgement, &users.unreachable),
        ("locked", Wanted::Anything, &users.locked),
        ("failing", Wanted::Anything, &users.failing),
    ]
    .into_iter()
    .filter_map(|(name, wanted, user)| Some((name, wanted, user.as_ref()?)))
}

/// Asks each of them.
pub(super) async fn ask(
    asking: &Asking<'_>,
    client: &ClientConfig,
) -> Result<Vec<Tried>, SuiteError> {
    let mut all = Vec::new();
    for (name, wanted, user) in others(&asking.target.config.users) {
        let asked = asking
            .ask(client, user, &hint_of(&asking.target.config, user, now())?)
            .await?;
        asking.make_room(client, user, &asked).await;
        let is_unknown = asked.answer.error().as_deref() == Some("unknown_user_id");
        let is_refused = Kind::of(&asked.answer).for_one() == Consequence::LeftOut;
        let is_left_out = match wanted {
            Wanted::Acknowledgement => is_refused,
            Wanted::Anything => is_refused && is_unknown,
        };
        let said = asked.answer.said();
        let shown = asked.shown();
        let reason = format!("users.{name} cannot be asked: the OP refuses {shown} ({said})");
        all.push(Tried {
            name,
            shown,
            left_out: is_left_out.then_some(reason),
            remedy: is_left_out.then(|| advice(&asked, client, name).remedy),
            asked,
        });
    }
    Ok(all)
}

/// Tries the approver's other hints. An OP that is said to take such hints is judged by how it takes them.
pub(super) async fn hints(
    asking: &Asking<'_>,
    client: &ClientConfig,
) -> Result<Vec<Tried>, SuiteError> {
    let target = asking.target;
    let approver = &target.config.users.approver;
    let mut all = Vec::new();
    for hint in ready(target)? {
        let asked = asking.ask(client, approver, &hint).await?;
        asking.make_room(client, approver, &asked).await;
        let is_refused = Kind::of(&asked.answer).for_one() == Consequence::LeftOut;
        let is_unknown = asked.answer.error().as_deref() == Some("unknown_user_id");
        let is_left_out = is_refused && (is_unknown || target.config.hint_types.is_none());
        let name = hint.hint_type.parameter();
        let said = asked.answer.said();
        let reason = format!("the OP refuses the approver's {name} ({said})");
        let remedy = match hint.hint_type {
            HintType::LoginHintToken => {
                "compare users.approver.login_hint_token, or login_hint_token_issuer and users.approver.sub_id, with what \
                 the OP takes; hint_types says which types of hints it takes at all"
            }
            HintType::LoginHint | HintType::IdTokenHint => {
                "correct users.approver.id_token_hint; hint_types says which types of hints the OP takes at all"
            }
        };
        all.push(Tried {
            name,
            shown: format!("users.approver.{name}"),
            left_out: is_left_out.then_some(reason),
            remedy: is_refused.then(|| remedy.to_owned()),
            asked,
        });
    }
    Ok(all)
}

/// The hints of the approver that need nobody's decision first.
fn ready(target: &Target) -> Result<Vec<Hint>, SuiteError> {
    let config = &target.config;
    let approver = &config.users.approver;
    let token = login_hint_token(config, approver, now())?;
    let given = |secret: &crate::config::Secret| secret.expose().to_owned();
    let id_token = approver.id_token_hint.as_ref().map(given);
    Ok([
        (HintType::LoginHintToken, token),
        (HintType::IdTokenHint, id_token),
    ]
    .into_iter()
    .filter(|(hint_type, _)| config.may_support(*hint_type))
    // That was tried with every client.
    .filter(|(hint_type, _)| config.usual_hint(approver) != Some(*hint_type))
    .filter_map(|(hint_type, value)| {
        let value = value?;
        Some(Hint { hint_type, value })
    })
    .collect())
}
