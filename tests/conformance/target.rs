//! The plan of `ciba-conformance run --target FILE`, one test for each of its scenarios. What is known to fail is listed in
//! the file that `CIBA_KNOWN_FAILING` names, or else `known_failing` in the target file.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use embedded::connect;
use libtest_mimic::{Arguments, Failed, Trial};
use suite::catalogue::Catalogue;
use suite::config::TargetConfig;
use suite::known_failing::{self, KnownFailing};
use suite::op_under_test::target::Target;
use suite::plan::{Capabilities, Plan, PlannedRun, Selection};
use suite::preflight;
use suite::report::{Detail, Outcome, Palette, ScenarioReport, Verdict, console};
use suite::runner::{self, Keep};

/// A target, and what was asked of it.
pub(crate) struct Judgement {
    runtime: tokio::runtime::Runtime,
    catalogue: Catalogue,
    target: Arc<Target>,
    plan: Plan,
    known: KnownFailing,
}

/// What came of it.
pub(crate) struct Outcomes {
    scenarios: HashMap<String, ScenarioReport>,
    text: String,
    stale: Vec<String>,
}

/// Judges the target of a file. What is not applicable is listed as ignored, by that name.
pub(crate) fn judge(
    arguments: &Arguments,
    file: &Path,
    is_selected: impl Fn(&str) -> bool,
) -> anyhow::Result<ExitCode> {
    let judgement = Arc::new(Judgement::of(file)?);
    let selected: BTreeSet<String> = judgement.ids().filter(|id| is_selected(id)).collect();
    let selected = Arc::new(selected);
    let outcomes: Arc<OnceLock<Result<Outcomes, String>>> = Arc::default();
    let mut trials: Vec<Trial> = judgement
        .plan
        .runs
        .iter()
        .map(|run| {
            let id = run.id();
            if let Selection::NotApplicable(reason) = &run.selection {
                let reason = reason.clone();
                return Trial::test(id, move || Err(reason.into()))
                    .with_kind("not applicable")
                    .with_ignored_flag(true);
            }
            let judgement = Arc::clone(&judgement);
            let (selected, outcomes) = (Arc::clone(&selected), Arc::clone(&outcomes));
            Trial::test(id.clone(), move || {
                match outcomes.get_or_init(|| judgement.run(&selected)) {
                    Ok(outcomes) => outcomes.check(&id),
                    Err(error) => Err(error.into()),
                }
            })
        })
        .collect();
    if !judgement.known.entries.is_empty() {
        trials.push(Trial::test(
            "no_known_failure_is_out_of_date",
            move || match outcomes.get_or_init(|| judgement.run(&selected)) {
                Ok(outcomes) if outcomes.stale().is_empty() => Ok(()),
                Ok(outcomes) => Err(outcomes.stale().join("\n").into()),
                Err(error) => Err(error.into()),
            },
        ));
    }
    Ok(libtest_mimic::run(arguments, trials).exit_code())
}

impl Judgement {
    pub(crate) fn of(file: &Path) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let config = TargetConfig::load(file)?;
        let listed = std::env::var_os("CIBA_KNOWN_FAILING").map(Into::into);
        let known = match listed.or_else(|| config.known_failing.clone()) {
            Some(file) => KnownFailing::load(&file)?,
            None => KnownFailing::default(),
        };
        let target = Arc::new(runtime.block_on(connect(config))?);
        let catalogue = Catalogue::embedded()?;
        Ok(Self {
            plan: Plan::new(&catalogue, Capabilities::of(&target)),
            runtime,
            catalogue,
            target,
            known,
        })
    }

    /// The names of the plan's runs.
    pub(crate) fn ids(&self) -> impl Iterator<Item = String> {
        self.plan.runs.iter().map(PlannedRun::id)
    }

    pub(crate) fn run(&self, selected: &BTreeSet<String>) -> Result<Outcomes, String> {
        let plan = self.plan.clone().only(|id| selected.contains(id));
        let target = Arc::clone(&self.target);
        self.runtime.block_on(async {
            Box::pin(preflight::before_run(&target, &plan, &|_| {}))
                .await
                .map_err(|error| error.to_string())?;
            let plan = Plan::new(&self.catalogue, Capabilities::of(&target));
            let plan = plan.only(|id| selected.contains(id));
            let report = runner::run(plan, target, &self.catalogue, Keep::Trouble).await;
            let report = known_failing::settle(report, &self.known, &self.plan, &self.catalogue);
            Ok(Outcomes {
                text: console(&report, &self.catalogue, Palette::Plain, Detail::Screen),
                stale: report
                    .out_of_date()
                    .map(|entry| entry.scenario.clone())
                    .collect(),
                scenarios: report
                    .scenarios
                    .into_iter()
                    .map(|scenario| (scenario.run_id(), scenario))
                    .collect(),
            })
        })
    }
}

impl Outcomes {
    /// The outcome of one run of a scenario.
    pub(crate) fn of(&self, id: &str) -> Option<Outcome> {
        self.scenarios.get(id).map(|report| report.outcome)
    }

    /// The entries of the known-failing list that fit nothing.
    pub(crate) fn stale(&self) -> &[String] {
        &self.stale
    }

    /// A test passes where the scenario does not change the verdict of the run.
    fn check(&self, id: &str) -> Result<(), Failed> {
        let outcome = self.of(id).ok_or_else(|| format!("{id} has no outcome"))?;
        match outcome.verdict(false) {
            Verdict::Conformant => Ok(()),
            Verdict::NotConformant | Verdict::Inconclusive => {
                Err(format!("{outcome}\n{}", self.text).into())
            }
        }
    }
}
