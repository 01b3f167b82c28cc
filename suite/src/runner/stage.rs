use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::Need;
use crate::config::{UserConfig, UsersConfig};
use crate::op_under_test::scenario_context::Stage;
use crate::op_under_test::target::Target;
use crate::plan::PlannedRun;

/// Who plays in a scenario: its needs say which user the hint names.
pub(super) fn stage(run: &PlannedRun, target: &Arc<Target>) -> Option<Stage> {
    let config = &target.config;
    let client = config.client(&run.client)?;
    let requirement = run.scenario.requirements.first()?;
    let mut client = target.as_found(client);
    // What is about the encoding is not spared it.
    client.undecoded &= !run.scenario.needs.contains(&Need::EncodedSecret);
    Some(Stage {
        client,
        requirement: requirement.clone(),
        level: run.scenario.level,
        user: user_for(&run.scenario.needs, target.users()),
        target: Arc::clone(target),
    })
}

fn user_for(needs: &[Need], users: UsersConfig) -> UserConfig {
    let deciding = [
        Need::Approve,
        Need::IdTokenHint,
        Need::LoginHintToken,
        Need::UserCode,
        Need::ExpiredIdToken,
    ];
    let user = if needs.contains(&Need::LockableUser) {
        users.lockable
    } else if needs.contains(&Need::UnreachableUser) {
        users.unreachable
    } else if needs.contains(&Need::Deny) {
        users.denier
    } else if needs.iter().any(|need| deciding.contains(need)) {
        None
    } else {
        users.absent
    };
    user.unwrap_or(users.approver)
}

/// The people whom it asks, by their tables; everybody where others are asked beside the user whom the hint names.
pub(super) fn asked(run: &PlannedRun, target: &Target) -> BTreeSet<&'static str> {
    let (config, users) = (&target.config, target.users());
    let of_others = [
        Need::AnotherUser,
        Need::SecondUser,
        Need::LockedUser,
        Need::FailingUser,
    ];
    let needs = &run.scenario.needs;
    if needs.iter().any(|need| of_others.contains(need)) {
        let known = users.known();
        return known.map(|(_, user)| config.person(user)).collect();
    }
    BTreeSet::from([config.person(&user_for(needs, users))])
}

/// Whether somebody has to decide in it.
pub(super) fn needs_a_decision(run: &PlannedRun) -> bool {
    let deciding = [Need::Approve, Need::Deny, Need::IdTokenHint];
    run.scenario
        .needs
        .iter()
        .any(|need| deciding.contains(need))
}
