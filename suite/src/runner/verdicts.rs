//! For those who need many verdicts and no report: nothing is recorded.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::{StreamExt as _, stream};

use super::replays::Replays;
use super::scripts::Scripts;
use super::stage::{asked, stage};
use super::{quiet, scenario_report};
use crate::op_under_test::room;
use crate::op_under_test::scenario_context::CibaWorld;
use crate::op_under_test::target::Target;
use crate::plan::{Plan, PlannedRun, Selection};
use crate::protocol::RequirementId;
use crate::report::Outcome;

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
    /// The traces that its requests carried, one for each time that it was played.
    pub traces: Vec<String>,
}

/// Runs what the plan selects, concurrently, and says how each run ended; the order is that of their ends.
///
/// The future is not `Send`: it belongs on the thread that blocks on it.
pub async fn verdicts(plan: &Plan, target: &Arc<Target>, scripts: &Scripts) -> Vec<Verdict> {
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
    let mut replays = Replays::default();
    let mut traces = Vec::new();
    let (world, ending) = loop {
        let mut world = CibaWorld::default();
        if let Some(stage) = stage(run, target) {
            world.set(stage);
        }
        replays.tell(&mut world);
        traces.push(world.trace_id().to_owned());
        let _ = room::before(&mut world, asked(run, target)).await;
        let ending = scripts.play(&run.scenario.id, &mut world).await;
        let pending = room::pending(&mut world);
        room::after(&mut world, &pending).await;
        if !replays.again(&world) {
            break (world, ending);
        }
    };
    Verdict {
        scenario: run.scenario.id.clone(),
        run: run.id(),
        outcome: scenario_report::outcome(&world.log, &ending, &run.scenario.requirements),
        requirements: world
            .log
            .violations
            .iter()
            .map(|violation| violation.requirement.clone())
            .collect(),
        traces,
    }
}
