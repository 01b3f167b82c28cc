use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::Need;
use crate::config::{TargetConfig, UserConfig};
use crate::op_under_test::scenario_context::Stage;
use crate::op_under_test::target::Target;
use crate::plan::PlannedRun;

/// Who plays in a scenario: its needs say which user the hint names.
pub(super) fn stage(run: &PlannedRun, target: &Arc<Target>) -> Option<Stage> {
    let config = &target.config;
    let client = config.client(&run.client)?;
    let requirement = run.scenario.requirements.first()?;
    Some(Stage {
        client: client.clone(),
        requirement: requirement.clone(),
        level: run.scenario.level,
        user: user_for(&run.scenario.needs, config),
        target: Arc::clone(target),
    })
}

fn user_for(needs: &[Need], config: &TargetConfig) -> UserConfig {
    let users = &config.users;
    let deciding = [
        Need::Approve,
        Need::IdTokenHint,
        Need::LoginHintToken,
        Need::UserCode,
        Need::ExpiredIdToken,
    ];
    let user = if needs.contains(&Need::LockableUser) {
        users.lockable.as_ref()
    } else if needs.contains(&Need::UnreachableUser) {
        users.unreachable.as_ref()
    } else if needs.contains(&Need::Deny) {
        users.denier.as_ref()
    } else if needs.iter().any(|need| deciding.contains(need)) {
        None
    } else {
        users.absent.as_ref()
    };
    user.unwrap_or(&users.approver).clone()
}

/// The people whom it asks, by their tables; everybody where others are asked beside the user whom the hint names.
pub(super) fn asked(run: &PlannedRun, config: &TargetConfig) -> BTreeSet<&'static str> {
    let of_others = [
        Need::AnotherUser,
        Need::SecondUser,
        Need::LockedUser,
        Need::FailingUser,
    ];
    let needs = &run.scenario.needs;
    if needs.iter().any(|need| of_others.contains(need)) {
        let known = config.users.known();
        return known.map(|(_, user)| config.person(user)).collect();
    }
    BTreeSet::from([config.person(&user_for(needs, config))])
}

/// Whether somebody has to decide in it.
pub(super) fn needs_a_decision(run: &PlannedRun) -> bool {
    let deciding = [Need::Approve, Need::Deny, Need::IdTokenHint];
    run.scenario
        .needs
        .iter()
        .any(|need| deciding.contains(need))
}
