//! What asking once has shown: who cannot be played, and what is broken for everybody.

use super::Capabilities;
use crate::catalogue::{Need, Scenario};
use crate::config::ClientConfig;
use crate::op_under_test::examined::{Examined, Missing};
use crate::protocol::{DeliveryMode, HintType};
use crate::violation::Violation;

/// The users whom a need is about.
const USERS: [(Need, &str); 6] = [
    (Need::Deny, "denier"),
    (Need::SecondUser, "denier"),
    (Need::LockedUser, "locked"),
    (Need::LockableUser, "lockable"),
    (Need::UnreachableUser, "unreachable"),
    (Need::FailingUser, "failing"),
];

/// The hints that a need is about.
const HINTS: [(Need, HintType); 4] = [
    (Need::LoginHintToken, HintType::LoginHintToken),
    (Need::LoginHintTokenIssuer, HintType::LoginHintToken),
    (Need::SignedLoginHintToken, HintType::LoginHintToken),
    (Need::IdTokenHint, HintType::IdTokenHint),
];

/// Why a client is not played.
pub(super) fn client(client: &ClientConfig, capabilities: Capabilities<'_>) -> Option<String> {
    capabilities.examined?.clients.get(&client.id).cloned()
}

/// Why the scenario cannot be tried with this client. The metadata can be read whoever is left out.
pub(super) fn reason(
    scenario: &Scenario,
    player: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    let examined = capabilities.examined?;
    if scenario.needs.contains(&Need::Discovery) {
        return None;
    }
    client(player, capabilities).or_else(|| {
        let mut needs = scenario.needs.iter();
        needs.find_map(|need| unmet(*need, examined, player, capabilities))
    })
}

fn unmet(
    need: Need,
    examined: &Examined,
    player: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    let user = |(_, name): &(Need, &str)| examined.users.get(*name).cloned();
    let hint = |(_, hint): &(Need, HintType)| examined.without_hint(*hint).map(str::to_owned);
    let users = USERS.iter().filter(|(about, _)| *about == need);
    let hints = HINTS.iter().filter(|(about, _)| *about == need);
    let by_name = users.filter_map(user).chain(hints.filter_map(hint)).next();
    let users = examined.users(&capabilities.config.users);
    let is_met = match need {
        Need::AnotherUser => users.has_another(),
        Need::SecondUserCode => users.code_of_another().is_some(),
        Need::SecondClient => {
            has_another(player, capabilities, |other| other.mode.has_token_request())
        }
        Need::ClientOfSameSector => {
            has_another(player, capabilities, |other| other.sector == player.sector)
        }
        Need::ClientOfOtherSector => has_another(player, capabilities, |other| {
            other.sector.is_some() && other.sector != player.sector
        }),
        _ => true,
    };
    let others = || {
        let users = examined.users.values().cloned();
        users.chain(examined.clients.values().cloned()).next()
    };
    by_name.or_else(|| (!is_met).then(others).flatten())
}

fn has_another(
    player: &ClientConfig,
    capabilities: Capabilities<'_>,
    is_wanted: impl Fn(&ClientConfig) -> bool,
) -> bool {
    let mut clients = capabilities.config.clients.iter();
    clients.any(|other| {
        other.id != player.id && is_wanted(other) && client(other, capabilities).is_none()
    })
}

/// What is broken that the scenario would not come past.
pub(super) fn in_the_way(
    scenario: &Scenario,
    player: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<Violation> {
    let examined = capabilities.examined?;
    if let Some(obstacle) = &examined.obstacle {
        let violation = &obstacle.violation;
        let is_about = scenario.requirements.contains(&violation.requirement);
        let sends = !scenario.needs.contains(&Need::Discovery);
        return (is_about || sends).then(|| violation.clone());
    }
    if let Some(withheld) = &examined.withheld
        && withheld.clients.contains(&player.id)
        && !scenario.needs.contains(&Need::Discovery)
    {
        return Some(withheld.obstacle.violation.clone());
    }
    let has_hint = capabilities.config.users.approver.id_token_hint.is_some();
    let approves = scenario.needs.iter().any(|need| match need {
        Need::Approve => true,
        Need::IdTokenHint => !has_hint,
        _ => false,
    });
    let mut unfinished = examined.unfinished.iter();
    let stands = unfinished.find(|one| {
        let depends = match one.missing {
            Missing::Tokens => approves,
            Missing::Callback => {
                scenario.needs.contains(&Need::Callback)
                    || approves && one.mode == DeliveryMode::Push
            }
        };
        one.mode == player.mode && depends
    });
    stands.map(|one| one.obstacle.violation.clone())
}

/// Why nothing else is run.
pub(super) fn stopped(scenario: &Scenario, capabilities: Capabilities<'_>) -> Option<String> {
    let reason = capabilities.examined?.stopped.as_ref()?;
    (!scenario.needs.contains(&Need::Discovery)).then(|| reason.clone())
}
