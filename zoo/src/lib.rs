//! The fault zoo: servers that are wrong on purpose, and the scenarios that must catch them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use tokio::runtime::Builder;

use embedded::{Embedded, Keys};
use suite::catalogue::Catalogue;
use suite::config::TargetConfig;
use suite::error::SuiteError;
use suite::plan::{Capabilities, Plan};
use suite::report::Outcome;
use suite::runner::{self, Scripts, Verdict};

mod affected;
mod baseline;
mod change;
mod fault;
mod lock;
mod parts;
mod quoted;
mod rehearsal;
mod right;
mod sent;
mod server;
mod several;
mod table;
pub mod unlike_ours;
mod verdict;
mod wire;
pub mod wrong;

use affected::Reach;
pub use baseline::{Baseline, Extent};
use change::Change;
pub use fault::Fault;
pub use right::{Clients, Judged};
use sent::Sent;
use server::{describe_target, start_changed, start_watched, wait_for_time};
pub use server::{start_unlike_ours, start_with};
use several::{each_of, on};
pub use table::{fault_table, right_table};
use verdict::{describe, passes};

/// What became of one fault.
#[derive(Debug, Clone)]
pub struct Catch {
    /// The fault, and what was expected of whom.
    pub fault: &'static Fault,
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
        faults: &[&'static Fault],
        scenarios: impl Fn(&str) -> bool,
    ) -> Result<Baseline, SuiteError> {
        let reach = Arc::new(Reach::of(faults.iter().copied()));
        // Nothing else runs meanwhile: every processor is the server's.
        let verdicts = on(&mut Builder::new_multi_thread(), async {
            let embedded = Box::pin(start_watched(&reach, self.keys.clone())).await?;
            Ok(self.judge(&embedded, scenarios, |_| true).await)
        })?;
        Ok(Baseline { reach, verdicts })
    }

    /// Shows every wrong server to the scenarios, several servers at a time; blocks until all are done.
    pub fn run(
        &self,
        baseline: &Baseline,
        faults: &[&'static Fault],
        extent: Extent,
    ) -> Result<Vec<Catch>, SuiteError> {
        // Some scenarios wait for what a wrong server never does: others run meanwhile.
        each_of(faults, 6, |fault| {
            self.catch(fault, Some((baseline, extent)))
        })
    }

    /// Shows one wrong server to the scenarios that must catch it and, with a baseline, to all that it reaches.
    pub fn catch(
        &self,
        fault: &'static Fault,
        baseline: Option<(&Baseline, Extent)>,
    ) -> Result<Catch, SuiteError> {
        let reached = baseline.map_or_else(HashSet::new, |(baseline, extent)| {
            baseline.reached_by(fault.name, extent)
        });
        let touched: HashSet<&str> = reached.iter().map(|run| scenario_of(run)).collect();
        let is_named = |scenario: &str| {
            let mut named = fault.scenarios.iter();
            named.any(|pattern| matches(pattern, scenario))
        };
        let verdicts = self.verdicts(
            fault.change,
            as_it_is,
            |scenario| touched.contains(scenario) || is_named(scenario),
            |run| reached.contains(run) || is_named(scenario_of(run)),
        )?;
        Ok(compare(fault, &verdicts))
    }

    /// The runs of these scenarios that do not pass on the wrong server although the fault changes none of their
    /// messages: there are none, or [`Baseline`] is no ground to leave a run out.
    pub fn out_of_reach(
        &self,
        baseline: &Baseline,
        fault: &Fault,
        scenarios: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, SuiteError> {
        let reached = baseline.reached_by(fault.name, Extent::Everything);
        let verdicts = self.verdicts(fault.change, as_it_is, scenarios, |_| true)?;
        Ok(verdicts
            .iter()
            .filter(|verdict| !passes(verdict) && !reached.contains(verdict.run.as_str()))
            .map(describe)
            .collect())
    }

    fn verdicts(
        &self,
        change: Change,
        target_file: fn(&mut TargetConfig),
        scenarios: impl Fn(&str) -> bool,
        runs: impl Fn(&str) -> bool,
    ) -> Result<Vec<Verdict>, SuiteError> {
        on(&mut Builder::new_current_thread(), async {
            let embedded = self.changed(change, target_file, None).await?;
            Ok(self.judge(&embedded, scenarios, runs).await)
        })
    }

    /// A changed server, and what the target file says of it.
    async fn changed(
        &self,
        change: Change,
        target_file: impl FnOnce(&mut TargetConfig),
        sent: Option<Arc<Sent>>,
    ) -> Result<Embedded, SuiteError> {
        let keys = Some(self.keys.clone());
        let mut embedded = Box::pin(start_changed(change, keys, sent)).await?;
        describe_target(&mut embedded, target_file)?;
        Ok(embedded)
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

/// What the target file says of the server as a rule.
const fn as_it_is(_: &mut TargetConfig) {}

fn scenario_of(run: &str) -> &str {
    run.split('@').next().unwrap_or(run)
}

fn compare(fault: &'static Fault, verdicts: &[Verdict]) -> Catch {
    let mut failing: Vec<&Verdict> = verdicts.iter().filter(|verdict| !passes(verdict)).collect();
    failing.sort_by(|one, other| one.run.cmp(&other.run));
    let missed = fault
        .scenarios
        .iter()
        .flat_map(|pattern| missed(pattern, fault, verdicts))
        .collect();
    let expected = |verdict: &Verdict| {
        let about_it = verdict.outcome != Outcome::SuiteError
            && verdict
                .requirements
                .iter()
                .all(|requirement| requirement.as_str() == fault.requirement);
        // What stood in the way of its subject is not blamed on the subject.
        about_it
            || verdict.outcome == Outcome::Blocked
            || fault
                .scenarios
                .iter()
                .chain(fault.may)
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
        fault,
    }
}

/// Of the scenarios that a pattern means, those in which no client saw the requirement broken, with the outcome that is
/// settled; the pattern itself where none was run.
fn missed(pattern: &str, fault: &Fault, verdicts: &[Verdict]) -> Vec<String> {
    let mut caught: BTreeMap<&str, bool> = BTreeMap::new();
    for verdict in verdicts
        .iter()
        .filter(|verdict| verdict.outcome.ran() && matches(pattern, &verdict.scenario))
    {
        let caught = caught.entry(&verdict.scenario).or_default();
        let is_as_settled = fault
            .outcome
            .is_none_or(|outcome| outcome == verdict.outcome);
        *caught |= !passes(verdict)
            && is_as_settled
            && verdict
                .requirements
                .iter()
                .any(|id| id.as_str() == fault.requirement);
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
