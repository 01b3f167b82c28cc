//! Runs a plan on cucumber and turns its events into a report: the only module that knows cucumber.

mod cucumber_adapter;
mod quiet;
mod scenario_report;
mod scripts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use cucumber::World as _;
pub use scripts::{Scripts, Verdict, verdicts};

use crate::catalogue::{Catalogue, Need};
use crate::config::{TargetConfig, UserConfig};
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::{RunReport, ScenarioReport, TargetReport};
use crate::target::Target;
use crate::world::{CibaWorld, Stage};
use cucumber_adapter::{PlannedScenarios, Silent};

/// What the hooks of all scenarios share.
struct Shared {
    target: Arc<Target>,
    runs: HashMap<String, PlannedRun>,
    finished: Mutex<HashMap<String, ScenarioReport>>,
    started: Mutex<HashMap<String, Instant>>,
}

/// Runs what the plan selects, concurrently, and reports in the order of the plan.
///
/// The future is not `Send`: it belongs on the thread that blocks on it.
pub async fn run(plan: Plan, target: Arc<Target>, catalogue: &Catalogue) -> RunReport {
    let started_at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let started = Instant::now();
    let selected: Vec<PlannedRun> = plan
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected)
        .cloned()
        .collect();
    let shared = Arc::new(Shared {
        target: Arc::clone(&target),
        runs: selected.iter().map(|run| (run.id(), run.clone())).collect(),
        finished: Mutex::new(HashMap::new()),
        started: Mutex::new(HashMap::new()),
    });
    if !selected.is_empty() {
        quiet::silence_stops();
        quiet::while_running(execute(selected, Arc::clone(&shared))).await;
    }
    let mut finished = shared
        .finished
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let scenarios = plan
        .runs
        .iter()
        .map(|run| {
            finished
                .remove(&run.id())
                .unwrap_or_else(|| scenario_report::not_run(run))
        })
        .collect();
    RunReport::new(
        TargetReport {
            name: target.config.name.clone(),
            issuer: target.config.issuer.clone(),
            profile: target.config.profile.clone(),
        },
        started_at,
        scenario_report::milliseconds(started.elapsed()),
        scenarios,
        |id| catalogue.requirement(id).map(|row| row.level),
    )
}

async fn execute(selected: Vec<PlannedRun>, shared: Arc<Shared>) {
    let before = Arc::clone(&shared);
    let after = Arc::clone(&shared);
    let concurrency = shared.target.config.limits.concurrency;
    CibaWorld::cucumber::<&str>()
        .with_parser(PlannedScenarios)
        .with_writer(Silent)
        .with_default_cli()
        .max_concurrent_scenarios(concurrency)
        .before(move |_, _, scenario, world| {
            let shared = Arc::clone(&before);
            Box::pin(async move {
                lock(&shared.started).insert(scenario.name.clone(), Instant::now());
                let run = shared.runs.get(&scenario.name);
                if let Some(stage) = run.and_then(|run| stage(run, &shared.target)) {
                    world.set(stage);
                }
            })
        })
        .after(move |_, _, scenario, event, world| {
            let shared = Arc::clone(&after);
            Box::pin(async move {
                let Some(run) = shared.runs.get(&scenario.name) else {
                    return;
                };
                let elapsed = lock(&shared.started)
                    .get(&scenario.name)
                    .map(Instant::elapsed)
                    .unwrap_or_default();
                let ended = cucumber_adapter::ending(event);
                let report =
                    scenario_report::build(run, &shared.target, world, ended, elapsed).await;
                lock(&shared.finished).insert(scenario.name.clone(), report);
            })
        })
        .run(selected)
        .await;
}

/// Who plays in a scenario: its needs say which user the hint names.
fn stage(run: &PlannedRun, target: &Arc<Target>) -> Option<Stage> {
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The exit code of a run (0 conformant, 1 not, 3 not judged).
pub fn exit_code(report: &RunReport, strict: bool) -> u8 {
    let summary = &report.summary;
    if summary.failed + summary.unexpected_pass > 0 || (strict && summary.warning > 0) {
        1
    } else if summary.suite_error > 0 || summary.ran() == 0 {
        3
    } else {
        0
    }
}
