//! The same steps without cucumber's events and without a record: for those who need many verdicts and no report.

use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use cucumber::World as _;
use cucumber::step::{Collection, Context, Step};
use futures::{FutureExt as _, StreamExt as _, stream};

use super::cucumber_adapter::{Ending, panic_text};
use super::{quiet, scenario_report, stage};
use crate::catalogue::{Catalogue, Scenario};
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::Outcome;
use crate::spec::RequirementId;
use crate::target::Target;
use crate::world::CibaWorld;

/// The steps of one scenario, found among the sentences of the suite; or why there are none.
type Script = Result<Vec<(Step<CibaWorld>, Context)>, String>;

/// Every scenario's steps, looked up once for as many runs as you like.
pub struct Scripts(HashMap<String, Script>);

impl Scripts {
    /// Finds the steps of every scenario.
    pub fn of(catalogue: &Catalogue) -> Self {
        let sentences = CibaWorld::collection();
        let scenarios = catalogue.scenarios().iter();
        Self(
            scenarios
                .map(|scenario| (scenario.id.clone(), script(scenario, &sentences)))
                .collect(),
        )
    }
}

fn script(scenario: &Scenario, sentences: &Collection<CibaWorld>) -> Script {
    scenario
        .steps
        .iter()
        .map(|step| match sentences.find(step) {
            Ok(Some((function, _, _, context))) => Ok((*function, context)),
            Ok(None) => Err(format!("no sentence of the suite is {:?}", step.value)),
            Err(error) => Err(error.to_string()),
        })
        .collect()
}

/// How many scenarios run at the same time: fewer than in a run for a report, since other targets run as well.
const TOGETHER: usize = 48;

/// How a run ended, without what was said in it: nothing in here is secret.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The scenario.
    pub scenario: String,
    /// The run: `id@client`.
    pub run: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The requirements that its violations name.
    pub requirements: BTreeSet<RequirementId>,
    /// The trace that its requests carried.
    pub trace: String,
}

/// Runs what the plan selects, concurrently, and says how each run ended; the order is that of their ends.
///
/// The future is not `Send`: it belongs on the thread that blocks on it.
pub async fn verdicts(plan: &Plan, target: &Arc<Target>, scripts: &Scripts) -> Vec<Verdict> {
    quiet::silence_stops();
    let selected = plan
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected);
    let running = stream::iter(selected)
        .map(|run| verdict(run, target, scripts))
        .buffer_unordered(TOGETHER)
        .collect();
    quiet::while_running(running).await
}

async fn verdict(run: &PlannedRun, target: &Arc<Target>, scripts: &Scripts) -> Verdict {
    let mut world = CibaWorld::default();
    if let Some(stage) = stage(run, target) {
        world.set(stage);
    }
    let ending = match scripts.0.get(&run.scenario.id) {
        Some(Ok(steps)) => play(steps, &mut world).await,
        Some(Err(reason)) => Ending::Stopped(reason.clone()),
        None => Ending::Stopped("the scenario has no script".to_owned()),
    };
    Verdict {
        scenario: run.scenario.id.clone(),
        run: run.id(),
        outcome: scenario_report::outcome(&world.log, &ending),
        requirements: world
            .log
            .violations
            .iter()
            .map(|violation| violation.requirement.clone())
            .collect(),
        trace: world.trace_id().to_owned(),
    }
}

async fn play(steps: &[(Step<CibaWorld>, Context)], world: &mut CibaWorld) -> Ending {
    for (step, context) in steps {
        // A step ends a scenario by a panic, as cucumber wants it.
        let stepping = AssertUnwindSafe(async { step(world, context.clone()).await });
        if let Err(payload) = stepping.catch_unwind().await {
            return Ending::Stopped(panic_text(&Arc::from(payload)));
        }
    }
    Ending::Completed
}
