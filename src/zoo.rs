//! The fault zoo: servers that are wrong on purpose, and the scenarios that must catch them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Deserialize;

use crate::catalogue::Catalogue;
use crate::embedded;
use crate::embedded::Keys;
use crate::embedded::faults::{self, Fault};
use crate::error::SuiteError;
use crate::plan::{Capabilities, Plan};
use crate::report::{Outcome, RunReport, ScenarioReport};
use crate::runner;
use crate::spec::RequirementId;

mod table;

pub use table::fault_table;

const EXPECTATIONS: &str = include_str!("../fixtures/faults.toml");

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

/// Runs every scenario on every wrong server, several servers at a time; blocks until all are done.
pub fn run(catalogue: &Catalogue, expected: &[Expectation]) -> Result<Vec<Catch>, SuiteError> {
    let keys = Keys::generate();
    let next = AtomicUsize::new(0);
    let caught: Mutex<Vec<Option<Result<Catch, SuiteError>>>> =
        Mutex::new(expected.iter().map(|_| None).collect());
    // Some scenarios wait for what a wrong server never does: others run meanwhile.
    let threads = 2 * std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(expectation) = expected.get(at) else {
                        return;
                    };
                    let catch = catch(catalogue, expectation, &keys, Extent::Every);
                    let mut caught = caught.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(slot) = caught.get_mut(at) {
                        *slot = Some(catch);
                    }
                }
            });
        }
    });
    caught
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .into_iter()
        .map(|slot| {
            slot.unwrap_or_else(|| Err(SuiteError::Internal("a fault was not run".to_owned())))
        })
        .collect()
}

/// Which scenarios run on a wrong server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All: shows what slips through and what is blamed wrongly.
    Every,
    /// Those that must catch the fault: shows what slips through, in a fraction of the time.
    Named,
}

/// Runs the scenarios on one wrong server, and compares.
pub fn catch(
    catalogue: &Catalogue,
    expectation: &Expectation,
    keys: &Keys,
    extent: Extent,
) -> Result<Catch, SuiteError> {
    let fault = faults::named(&expectation.name).ok_or_else(|| {
        SuiteError::Internal(format!(
            "fixtures/faults.toml names {:?}, which no list in src/embedded/faults has",
            expectation.name
        ))
    })?;
    let report = judge(catalogue, fault, keys, |id| {
        let scenario = id.split('@').next().unwrap_or(id);
        extent == Extent::Every
            || expectation
                .scenarios
                .iter()
                .any(|pattern| matches(pattern, scenario))
    })?;
    Ok(compare(expectation, &report))
}

/// The report that a server with this fault gets.
fn judge(
    catalogue: &Catalogue,
    fault: &Fault,
    keys: &Keys,
    keep: impl Fn(&str) -> bool,
) -> Result<RunReport, SuiteError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| SuiteError::Embedded(error.to_string()))?;
    runtime.block_on(async {
        let embedded = embedded::start_with(fault, Some(keys.clone())).await?;
        let target = Arc::clone(&embedded.target);
        let plan = Plan::new(catalogue, Capabilities::of(&target)).only(keep);
        let report = runner::run(plan, target, catalogue).await;
        drop(embedded);
        Ok(report)
    })
}

fn compare(expectation: &Expectation, report: &RunReport) -> Catch {
    let failing: Vec<&ScenarioReport> = report
        .scenarios
        .iter()
        .filter(|scenario| !matches!(scenario.outcome, Outcome::Passed | Outcome::NotApplicable))
        .collect();
    let missed = expectation
        .scenarios
        .iter()
        .filter(|pattern| {
            !failing.iter().any(|scenario| {
                matches(pattern, &scenario.id) && names(scenario, &expectation.requirement)
            })
        })
        .cloned()
        .collect();
    let expected = |scenario: &ScenarioReport| {
        let about_it = scenario.outcome != Outcome::SuiteError
            && scenario
                .violations
                .iter()
                .all(|violation| violation.requirement == expectation.requirement);
        about_it
            || expectation
                .scenarios
                .iter()
                .chain(&expectation.may)
                .any(|pattern| matches(pattern, &scenario.id))
    };
    let describe = |scenario: &&ScenarioReport| {
        let requirements: BTreeSet<&str> = scenario
            .violations
            .iter()
            .map(|violation| violation.requirement.as_str())
            .collect();
        format!(
            "{} {} {requirements:?}{}",
            scenario.run_id(),
            scenario.outcome,
            scenario.reason.as_deref().unwrap_or_default()
        )
    };
    Catch {
        missed,
        false_alarms: failing
            .iter()
            .filter(|scenario| !expected(scenario))
            .map(describe)
            .collect(),
        failed: failing.iter().map(describe).collect(),
        expectation: expectation.clone(),
    }
}

fn names(scenario: &ScenarioReport, requirement: &RequirementId) -> bool {
    scenario
        .violations
        .iter()
        .any(|violation| violation.requirement == *requirement)
}

/// Whether a scenario's id is meant by a pattern: the id, or the beginning of one followed by `*`.
pub fn matches(pattern: &str, id: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == id, |beginning| id.starts_with(beginning))
}
