//! Runs a plan on cucumber and turns its events into a report: the only module that knows cucumber.

mod cucumber_adapter;
mod progress;
mod quiet;
mod scenario_report;
mod scripts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use cucumber::World as _;
use cucumber::event::ScenarioFinished;

use crate::catalogue::{Catalogue, Need};
use crate::config::{TargetConfig, UserConfig};
use crate::pace::Slots;
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::{RunReport, ScenarioReport, TargetReport};
use crate::target::Target;
use crate::world::{CibaWorld, Stage};
use cucumber_adapter::{PlannedScenarios, Silent};
pub use progress::{Progress, Snapshot};
pub use scripts::{Scripts, Verdict, verdicts};

/// One that the person decides, and one that is next: more would run out before the person comes to them.
const BEFORE_A_PERSON: usize = 2;

/// What the hooks of all scenarios share.
struct Shared {
    target: Arc<Target>,
    runs: HashMap<String, PlannedRun>,
    finished: Mutex<HashMap<String, ScenarioReport>>,
    started: Mutex<HashMap<String, Instant>>,
    /// Where time is waited for, each scenario needs a slot to act; elsewhere cucumber counts.
    slots: Option<Slots>,
    /// Where a person decides, only so many requests wait for one.
    person: Option<Slots>,
    progress: Progress,
}

/// Runs what the plan selects, concurrently, and reports in the order of the plan.
///
/// The future is not `Send`: it belongs on the thread that blocks on it.
pub async fn run(plan: Plan, target: Arc<Target>, catalogue: &Catalogue) -> RunReport {
    let never = std::future::pending();
    run_until(plan, target, catalogue, Progress::default(), never).await
}

/// The same, watched, and ended early where the interruption comes first: the report then tells what was not finished.
pub async fn run_until(
    plan: Plan,
    target: Arc<Target>,
    catalogue: &Catalogue,
    progress: Progress,
    interruption: impl Future<Output = ()>,
) -> RunReport {
    let started_at = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let started = Instant::now();
    let real_time = target.time.is_real();
    let selected = in_running_order(&plan, real_time);
    let slots = real_time.then(|| Slots::new(target.config.limits.concurrency));
    progress.begin(selected.len(), slots.clone());
    let shared = Arc::new(Shared {
        target: Arc::clone(&target),
        runs: selected.iter().map(|run| (run.id(), run.clone())).collect(),
        finished: Mutex::new(HashMap::new()),
        started: Mutex::new(HashMap::new()),
        slots,
        person: (target.device.abilities().is_a_person).then(|| Slots::new(BEFORE_A_PERSON)),
        progress,
    });
    tracing::info!(
        target_name = target.config.name,
        issuer = target.config.issuer,
        scenarios = selected.len(),
        "run begins"
    );
    let mut interrupted = false;
    if !selected.is_empty() {
        quiet::silence_stops();
        let running = quiet::while_running(execute(selected, Arc::clone(&shared)));
        tokio::select! {
            () = running => {}
            () = interruption => interrupted = true,
        }
        if interrupted {
            quiet::speak_again();
        }
    }
    RunReport::new(
        TargetReport {
            name: target.config.name.clone(),
            issuer: target.config.issuer.clone(),
            profile: target.config.profile.clone(),
        },
        started_at,
        scenario_report::milliseconds(started.elapsed()),
        shared.reports(&plan, interrupted),
        |id| catalogue.requirement(id).map(|row| row.level),
    )
}

/// Where time is real, what waits longest goes first: the rest happens meanwhile.
fn in_running_order(plan: &Plan, real_time: bool) -> Vec<PlannedRun> {
    let mut selected: Vec<PlannedRun> = plan
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected)
        .cloned()
        .collect();
    if real_time {
        selected.sort_by_key(|run| !run.scenario.slow);
    }
    selected
}

impl Shared {
    fn reports(&self, plan: &Plan, interrupted: bool) -> Vec<ScenarioReport> {
        let mut finished = lock(&self.finished);
        let started = lock(&self.started);
        plan.runs
            .iter()
            .map(|run| match finished.remove(&run.id()) {
                Some(report) => report,
                None if interrupted => {
                    scenario_report::interrupted(run, started.get(&run.id()).map(Instant::elapsed))
                }
                None => scenario_report::not_run(run),
            })
            .collect()
    }

    async fn begin(&self, name: &str, world: &mut CibaWorld) {
        if let Some(person) = &self.person
            && self.runs.get(name).is_some_and(needs_a_decision)
        {
            world.person = person.enter().await;
        }
        if let Some(slots) = &self.slots {
            world.turn = slots.enter().await;
        }
        lock(&self.started).insert(name.to_owned(), Instant::now());
        let run = self.runs.get(name);
        if let Some(stage) = run.and_then(|run| stage(run, &self.target)) {
            world.set(stage);
        }
    }

    async fn end(&self, name: &str, event: &ScenarioFinished, world: Option<&mut CibaWorld>) {
        let Some(run) = self.runs.get(name) else {
            return;
        };
        let elapsed = lock(&self.started)
            .get(name)
            .map(Instant::elapsed)
            .unwrap_or_default();
        let ended = cucumber_adapter::ending(event);
        let report = scenario_report::build(run, &self.target, world, ended, elapsed).await;
        tracing::info!(
            scenario = name,
            outcome = %report.outcome,
            milliseconds = report.duration_ms,
            reason = report.reason,
            "scenario finished"
        );
        self.progress.finished(report.outcome);
        lock(&self.finished).insert(name.to_owned(), report);
    }
}

async fn execute(selected: Vec<PlannedRun>, shared: Arc<Shared>) {
    let before = Arc::clone(&shared);
    let after = Arc::clone(&shared);
    // With slots, all scenarios begin and most of them wait.
    let concurrency = match shared.slots {
        Some(_) => None,
        None => Some(shared.target.config.limits.concurrency),
    };
    CibaWorld::cucumber::<&str>()
        .with_parser(PlannedScenarios)
        .with_writer(Silent)
        .with_default_cli()
        .max_concurrent_scenarios(concurrency)
        .before(move |_, _, scenario, world| {
            let shared = Arc::clone(&before);
            Box::pin(async move { shared.begin(&scenario.name, world).await })
        })
        .after(move |_, _, scenario, event, mut world| {
            let shared = Arc::clone(&after);
            Box::pin(async move {
                shared
                    .end(&scenario.name, event, world.as_deref_mut())
                    .await;
                if let Some(world) = world {
                    (world.turn, world.person) = Default::default();
                }
            })
        })
        .run(selected)
        .await;
}

fn needs_a_decision(run: &PlannedRun) -> bool {
    let deciding = [Need::Approve, Need::Deny, Need::IdTokenHint];
    run.scenario
        .needs
        .iter()
        .any(|need| deciding.contains(need))
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
    if summary.failed + summary.unexpected_pass > 0
        || (strict && summary.warning > 0)
        || report.stale().next().is_some()
    {
        1
    } else if summary.suite_error > 0 || summary.ran() == 0 {
        3
    } else {
        0
    }
}
