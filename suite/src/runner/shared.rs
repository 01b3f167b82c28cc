use std::any::Any;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::keep::Keep;
use super::progress::Progress;
use super::replays::Replays;
use super::scenario_report;
use super::scripts::{self, Ending, Scripts};
use super::stage::{asked, needs_a_decision, stage};
use crate::concurrency::Slots;
use crate::op_under_test::room;
use crate::op_under_test::scenario_context::{CibaWorld, Event};
use crate::op_under_test::target::Target;
use crate::plan::{Plan, PlannedRun, Selection};
use crate::report::ScenarioReport;
use crate::violation::Violation;

/// What all runs share.
pub(super) struct Shared {
    pub(super) target: Arc<Target>,
    pub(super) scripts: Scripts,
    pub(super) keep: Keep,
    pub(super) finished: Mutex<HashMap<String, ScenarioReport>>,
    pub(super) started: Mutex<HashMap<String, Instant>>,
    /// Where time is waited for, each scenario needs a slot to act; elsewhere the players count.
    pub(super) slots: Option<Slots>,
    /// Where a person decides, only so many requests wait for one.
    pub(super) person: Option<Slots>,
    pub(super) progress: Progress,
}

impl Shared {
    pub(super) fn reports(&self, plan: &Plan, interrupted: bool) -> Vec<ScenarioReport> {
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

    /// Plays a scenario, and again where nothing that it saw is the target's word.
    pub(super) async fn play(&self, run: &PlannedRun) {
        let mut replays = Replays::default();
        while self.play_once(run, &mut replays).await.is_continue() {}
    }

    /// Goes on where it has to be played again.
    async fn play_once(&self, run: &PlannedRun, replays: &mut Replays) -> ControlFlow<()> {
        let mut world = CibaWorld::default();
        self.begin(run, &mut world).await;
        replays.tell(&mut world);
        let started = Instant::now();
        lock(&self.started).insert(run.id(), started);
        let ending = match &run.selection {
            Selection::Blocked(violation) => self.blocked(violation, &mut world),
            _ => self.scripts.play(&run.scenario.id, &mut world).await,
        };
        let elapsed = started.elapsed();
        let pending = room::pending(&mut world);
        if replays.again(&world) {
            room::after(&mut world, &pending).await;
            return ControlFlow::Continue(());
        }
        let target = &self.target;
        replays.note(&world, &target.notes);
        let report =
            scenario_report::build(run, target, self.keep, &mut world, ending, elapsed).await;
        room::after(&mut world, &pending).await;
        self.finished(report);
        ControlFlow::Break(())
    }

    /// What asking once has shown is what this scenario would come to.
    fn blocked(&self, violation: &Violation, world: &mut CibaWorld) -> Ending {
        let examined = self.target.examined.get();
        if let Some(obstacle) = examined.and_then(|examined| examined.evidence(violation)) {
            let mut act = obstacle.act.clone();
            for exchange in obstacle.exchanges.iter().cloned().map(Box::new) {
                let (span, _) = world.next_span();
                world.log.events.push(Event::Exchange { span, exchange });
                if let Some(text) = act.take() {
                    world.log.events.push(Event::Act { span, text });
                }
            }
        }
        world.log.violations.push(violation.clone());
        Ending::Stopped(violation.expected.clone())
    }

    async fn begin(&self, run: &PlannedRun, world: &mut CibaWorld) {
        if let Some(stage) = stage(run, &self.target) {
            world.set(stage);
        }
        if matches!(run.selection, Selection::Blocked(_)) {
            return;
        }
        // Who has a slot waits for nobody who needs one.
        let _ = room::before(world, asked(run, &self.target)).await;
        if let Some(person) = &self.person
            && needs_a_decision(run)
        {
            world.person = person.enter().await;
        }
        if let Some(slots) = &self.slots {
            world.turn = slots.enter().await;
        }
    }

    pub(super) fn broke(&self, run: &PlannedRun, payload: &(dyn Any + Send)) {
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

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
