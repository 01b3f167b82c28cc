//! Runs a plan and turns what happens into a report: the only module that knows cucumber.

mod players;
mod progress;
mod quiet;
mod scenario_report;
mod scripts;
mod stage;
mod verdicts;

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use crate::catalogue::Catalogue;
use crate::op_under_test::scenario_context::CibaWorld;
use crate::op_under_test::target::Target;
use crate::pace::Slots;
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::{RunReport, ScenarioReport, TargetReport};
pub use progress::{Progress, Snapshot};
pub use scripts::Scripts;
use stage::{needs_a_decision, stage};
pub use verdicts::{Verdict, verdicts};

/// Of which scenarios the report has the exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Of all.
    Everything,
    /// Of those that did not pass: enough for the report on the console, and less work.
    Trouble,
}

/// One that the person decides, and one that is next: more would run out before the person comes to them.
const BEFORE_A_PERSON: usize = 2;

/// What all runs share.
struct Shared {
    target: Arc<Target>,
    scripts: Scripts,
    keep: Keep,
    finished: Mutex<HashMap<String, ScenarioReport>>,
    started: Mutex<HashMap<String, Instant>>,
    /// Where time is waited for, each scenario needs a slot to act; elsewhere the players count.
    slots: Option<Slots>,
    /// Where a person decides, only so many requests wait for one.
    person: Option<Slots>,
    progress: Progress,
}

/// Runs what the plan selects, concurrently, and reports in the order of the plan.
pub async fn run(plan: Plan, target: Arc<Target>, catalogue: &Catalogue, keep: Keep) -> RunReport {
    let never = std::future::pending();
    run_until(plan, target, catalogue, keep, Progress::default(), never).await
}

/// The same, watched, and ended early where the interruption comes first: the report then tells what was not finished.
pub async fn run_until(
    plan: Plan,
    target: Arc<Target>,
    catalogue: &Catalogue,
    keep: Keep,
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
        scripts: Scripts::of_scenarios(selected.iter().map(|run| &run.scenario)),
        keep,
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
    // With slots, all scenarios begin and most of them wait.
    let limit = (!real_time).then_some(target.config.limits.concurrency);
    tokio::select! {
        () = players::play(selected, limit, &shared) => {}
        () = interruption => interrupted = true,
    }
    let mut report = RunReport::new(
        TargetReport {
            name: target.config.name.clone(),
            issuer: target.config.issuer.clone(),
            profile: target.config.profile.clone(),
        },
        started_at,
        scenario_report::milliseconds(started.elapsed()),
        shared.reports(&plan, interrupted),
        |id| catalogue.requirement(id).map(|row| row.level),
    );
    report.notes = target.notes.all();
    report
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

    async fn play(&self, run: &PlannedRun) {
        let mut world = CibaWorld::default();
        self.begin(run, &mut world).await;
        let started = Instant::now();
        lock(&self.started).insert(run.id(), started);
        let ending = self.scripts.play(&run.scenario.id, &mut world).await;
        let elapsed = started.elapsed();
        let target = &self.target;
        let report =
            scenario_report::build(run, target, self.keep, &mut world, ending, elapsed).await;
        self.finished(report);
    }

    async fn begin(&self, run: &PlannedRun, world: &mut CibaWorld) {
        if let Some(person) = &self.person
            && needs_a_decision(run)
        {
            world.person = person.enter().await;
        }
        if let Some(slots) = &self.slots {
            world.turn = slots.enter().await;
        }
        if let Some(stage) = stage(run, &self.target) {
            world.set(stage);
        }
    }

    fn broke(&self, run: &PlannedRun, payload: &(dyn Any + Send)) {
        self.finished(scenario_report::broken(run, scripts::panic_text(payload)));
    }

    fn finished(&self, report: ScenarioReport) {
        let name = report.run_id();
        tracing::info!(
            scenario = name,
            outcome = %report.outcome,
            milliseconds = report.duration_ms,
            reason = report.reason,
            "scenario finished"
        );
        self.progress.finished(report.outcome);
        lock(&self.finished).insert(name, report);
    }
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
