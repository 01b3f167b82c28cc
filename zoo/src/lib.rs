//! The fault zoo: servers that are wrong on purpose, and the scenarios that must catch them.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;
use tokio::runtime::Builder;

use embedded::{Embedded, Keys};
use suite::catalogue::Catalogue;
use suite::error::SuiteError;
use suite::plan::{Capabilities, Plan};
use suite::preflight;
use suite::protocol::RequirementId;
use suite::report::Outcome;
use suite::runner::{self, Scripts, Verdict};

mod baseline;
pub mod faults;
mod right;
mod server;
mod table;
pub mod variants;

pub use baseline::{Baseline, Extent};
use faults::{Fault, Reach};
use server::start_watched;
pub use server::start_with;
pub use table::fault_table;

const EXPECTATIONS: &str = include_str!("../../fixtures/faults.toml");

/// What a fault breaks, and who must notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The fault's name.
    pub name: String,
    /// The requirement that it breaks.
    pub requirement: RequirementId,
    /// The scenarios that must catch it, by that requirement: an id, or the beginning of one followed by `*`.
    pub scenarios: Vec<String>,
    /// The scenarios that may fail as well, because the fault is in the way of what they test.
    #[serde(default)]
    pub may: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    faults: Vec<Expectation>,
}

/// What became of one fault.
#[derive(Debug, Clone)]
pub struct Catch {
    /// What was expected.
    pub expectation: Expectation,
    /// The named scenarios that did not catch it.
    pub missed: Vec<String>,
    /// The scenarios that failed and should not have, with the reason.
    pub false_alarms: Vec<String>,
    /// Every scenario that failed, with the requirements that it names.
    pub failed: Vec<String>,
    /// How many runs met the fault.
    pub ran: usize,
}

impl Catch {
    /// Whether every named scenario caught the fault.
    pub const fn is_caught(&self) -> bool {
        self.missed.is_empty()
    }
}

/// The expectations that are built into the program.
pub fn expectations() -> Result<Vec<Expectation>, SuiteError> {
    let file: File = toml::from_str(EXPECTATIONS)
        .map_err(|error| SuiteError::Internal(format!("fixtures/faults.toml: {error}")))?;
    Ok(file.faults)
}

/// What is shared by the servers of a zoo: what takes long to make, and what a right server looks like.
pub struct Zoo {
    catalogue: Catalogue,
    keys: Keys,
    scripts: Scripts,
}

impl Zoo {
    /// Makes the keys, and finds the steps of all scenarios.
    pub fn new(catalogue: Catalogue) -> Result<Self, SuiteError> {
        Ok(Self {
            keys: Keys::generate()?,
            scripts: Scripts::of(&catalogue),
            catalogue,
        })
    }

    /// What is tested.
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Runs the scenarios with these ids on a right server.
    pub fn baseline(
        &self,
        expected: &[Expectation],
        scenarios: impl Fn(&str) -> bool,
    ) -> Result<Baseline, SuiteError> {
        let faults: Result<Vec<Fault>, SuiteError> =
            expected.iter().map(|row| fault(&row.name)).collect();
        let reach = Arc::new(Reach::of(faults?));
        // Nothing else runs meanwhile: every processor is the server's.
        let verdicts = on(&mut Builder::new_multi_thread(), async {
            let embedded = start_watched(&reach, self.keys.clone()).await?;
            Ok(self.judge(&embedded, scenarios, |_| true).await)
        })?;
        Ok(Baseline { reach, verdicts })
    }

    /// Shows every wrong server to the scenarios, several servers at a time; blocks until all are done.
    pub fn run(
        &self,
        baseline: &Baseline,
        expected: &[Expectation],
        extent: Extent,
    ) -> Result<Vec<Catch>, SuiteError> {
        let next = AtomicUsize::new(0);
        let caught: Mutex<Vec<Option<Result<Catch, SuiteError>>>> =
            Mutex::new(expected.iter().map(|_| None).collect());
        // Some scenarios wait for what a wrong server never does: others run meanwhile.
        let threads = 6 * std::thread::available_parallelism().map_or(1, NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(expectation) = expected.get(at) else {
                            return;
                        };
                        let catch = self.catch(expectation, Some((baseline, extent)));
                        let mut caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Some(slot) = caught.get_mut(at) {
                            *slot = Some(catch);
                        }
                    }
                });
            }
        });
        let caught = caught.into_inner().unwrap_or_else(PoisonError::into_inner);
        caught
            .into_iter()
            .map(|slot| {
                slot.unwrap_or_else(|| Err(SuiteError::Internal("a fault was not run".to_owned())))
            })
            .collect()
    }

    /// Shows one wrong server to the scenarios that must catch it and, with a baseline, to all that it reaches.
    pub fn catch(
        &self,
        expectation: &Expectation,
        baseline: Option<(&Baseline, Extent)>,
    ) -> Result<Catch, SuiteError> {
        let reached = baseline.map_or_else(HashSet::new, |(baseline, extent)| {
            baseline.reached_by(&expectation.name, extent)
        });
        let touched: HashSet<&str> = reached.iter().map(|run| scenario_of(run)).collect();
        let is_named = |scenario: &str| {
            let mut named = expectation.scenarios.iter();
            named.any(|pattern| matches(pattern, scenario))
        };
        let verdicts = self.verdicts(
            &fault(&expectation.name)?,
            |scenario| touched.contains(scenario) || is_named(scenario),
            |run| reached.contains(run) || is_named(scenario_of(run)),
        )?;
        Ok(compare(expectation, &verdicts))
    }

    /// The runs of these scenarios that do not pass on the wrong server although the fault changes none of their
    /// messages: there are none, or [`Baseline`] is no ground to leave a run out.
    pub fn out_of_reach(
        &self,
        baseline: &Baseline,
        fault: &str,
        scenarios: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, SuiteError> {
        let reached = baseline.reached_by(fault, Extent::Everything);
        let verdicts = self.verdicts(&self::fault(fault)?, scenarios, |_| true)?;
        Ok(verdicts
            .iter()
            .filter(|verdict| !passes(verdict) && !reached.contains(verdict.run.as_str()))
            .map(describe)
            .collect())
    }

    fn verdicts(
        &self,
        fault: &Fault,
        scenarios: impl Fn(&str) -> bool,
        runs: impl Fn(&str) -> bool,
    ) -> Result<Vec<Verdict>, SuiteError> {
        on(&mut Builder::new_current_thread(), async {
            let embedded = start_with(fault, Some(self.keys.clone())).await?;
            Ok(self.judge(&embedded, scenarios, runs).await)
        })
    }

    /// The same on a server that is asked beforehand what a run on somebody else's server asks.
    fn verdicts_on_a_stranger(
        &self,
        fault: &Fault,
        scenarios: impl Fn(&str) -> bool,
        runs: impl Fn(&str) -> bool,
    ) -> Result<Vec<Verdict>, SuiteError> {
        on(&mut Builder::new_current_thread(), async {
            let embedded = start_with(fault, Some(self.keys.clone())).await?;
            preflight::settle_audiences(&embedded.target).await?;
            Ok(self.judge(&embedded, scenarios, runs).await)
        })
    }

    /// Has the runs of these names among those of these scenarios.
    async fn judge(
        &self,
        embedded: &Embedded,
        scenarios: impl Fn(&str) -> bool,
        runs: impl Fn(&str) -> bool,
    ) -> Vec<Verdict> {
        let target = &embedded.target;
        let plan = Plan::among(&self.catalogue, Capabilities::of(target), scenarios).only(runs);
        runner::verdicts(&plan, target, &self.scripts).await
    }
}

fn fault(name: &str) -> Result<Fault, SuiteError> {
    faults::named(name).copied().ok_or_else(|| {
        SuiteError::Internal(format!(
            "fixtures/faults.toml names {name:?}, which no list in zoo/src/faults has"
        ))
    })
}

/// Runs a server, and all that is done with it, on a runtime of its own: it is gone when the future ends.
fn on<T>(
    runtime: &mut Builder,
    future: impl Future<Output = Result<T, SuiteError>>,
) -> Result<T, SuiteError> {
    runtime
        .enable_all()
        .build()
        .map_err(|error| SuiteError::Embedded(error.to_string()))?
        .block_on(future)
}

fn scenario_of(run: &str) -> &str {
    run.split('@').next().unwrap_or(run)
}

fn passes(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Passed | Outcome::NotApplicable)
}

fn describe(verdict: &Verdict) -> String {
    let requirements: Vec<&str> = verdict
        .requirements
        .iter()
        .map(RequirementId::as_str)
        .collect();
    format!("{} {} {requirements:?}", verdict.run, verdict.outcome)
}

fn compare(expectation: &Expectation, verdicts: &[Verdict]) -> Catch {
    let mut failing: Vec<&Verdict> = verdicts.iter().filter(|verdict| !passes(verdict)).collect();
    failing.sort_by(|one, other| one.run.cmp(&other.run));
    let missed = expectation
        .scenarios
        .iter()
        .flat_map(|pattern| missed(pattern, &expectation.requirement, verdicts))
        .collect();
    let expected = |verdict: &Verdict| {
        let about_it = verdict.outcome != Outcome::SuiteError
            && verdict
                .requirements
                .iter()
                .all(|requirement| *requirement == expectation.requirement);
        about_it
            || expectation
                .scenarios
                .iter()
                .chain(&expectation.may)
                .any(|pattern| matches(pattern, &verdict.scenario))
    };
    Catch {
        missed,
        false_alarms: failing
            .iter()
            .filter(|verdict| !expected(verdict))
            .map(|verdict| describe(verdict))
            .collect(),
        failed: failing.iter().map(|verdict| describe(verdict)).collect(),
        ran: verdicts.len(),
        expectation: expectation.clone(),
    }
}

/// Of the scenarios that a pattern means, those in which no client saw the requirement broken; the pattern itself where
/// none was run.
fn missed(pattern: &str, requirement: &RequirementId, verdicts: &[Verdict]) -> Vec<String> {
    let mut caught: BTreeMap<&str, bool> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| {
        verdict.outcome != Outcome::NotApplicable && matches(pattern, &verdict.scenario)
    }) {
        let caught = caught.entry(&verdict.scenario).or_default();
        *caught |= !passes(verdict) && verdict.requirements.contains(requirement);
    }
    if caught.is_empty() {
        return vec![pattern.to_owned()];
    }
    let missed = caught.into_iter().filter(|(_, caught)| !caught);
    missed.map(|(scenario, _)| scenario.to_owned()).collect()
}

/// Whether a scenario's id is meant by a pattern: the id, or the beginning of one followed by `*`.
pub fn matches(pattern: &str, id: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == id, |beginning| id.starts_with(beginning))
}
