//! Runs a plan and turns what happens into a report: the only module that knows cucumber.

mod keep;
mod players;
mod progress;
mod quiet;
mod replays;
mod scenario_report;
mod scripts;
mod sent;
mod shared;
mod stage;
mod verdicts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime};

use crate::catalogue::Catalogue;
use crate::concurrency::Slots;
use crate::op_under_test::target::Target;
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::{EarlyEnd, RunReport, TargetReport};
pub use keep::Keep;
pub use progress::{Progress, Snapshot};
pub use scripts::{Scripts, judging_places, places};
use shared::Shared;
pub use verdicts::{Verdict, verdicts};

/// One that the person decides, and one that is next: more would run out before the person comes to them.
const BEFORE_A_PERSON: usize = 2;

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
    if interrupted {
        report.end_early(EarlyEnd::Interrupted);
    }
    report.notes = target.notes.all();
    report
}

/// Where time is real, what waits longest goes first: the rest happens meanwhile.
fn in_running_order(plan: &Plan, real_time: bool) -> Vec<PlannedRun> {
    let mut selected: Vec<PlannedRun> = plan
        .runs
        .iter()
        .filter(|run| !matches!(run.selection, Selection::NotApplicable(_)))
        .cloned()
        .collect();
    if real_time {
        selected.sort_by_key(|run| !run.scenario.slow);
    }
    selected
}
