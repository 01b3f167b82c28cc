use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::verdict::{describe, passes};
use crate::affected::Reach;
use suite::runner::Verdict;

/// Where a fault changes messages of more scenarios than this, so many are run: they meet much the same.
const ENOUGH: usize = 24;

/// Which runs a fault meets besides those that must catch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Each scenario in which it changes a message, for one client in turn; where these are many, 24 of them. Where it
    /// changes what is read before all, 24 of all the others as well. They are other ones for another fault, so that
    /// together the faults meet every scenario.
    Sample,
    /// All whose messages it changes.
    Everything,
}

/// The verdicts on a right server, and how far each fault would have reached.
pub struct Baseline {
    pub(super) reach: Arc<Reach>,
    pub(super) verdicts: Vec<Verdict>,
}

impl Baseline {
    /// The runs that did not pass although nothing is wrong.
    pub fn false_alarms(&self) -> Vec<String> {
        let failing = self.verdicts.iter().filter(|verdict| !passes(verdict));
        failing.map(describe).collect()
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.verdicts.len()
    }

    /// The runs in which the fault changes a message, as far as the extent goes.
    pub(super) fn reached_by(&self, fault: &str, extent: Extent) -> HashSet<&str> {
        let (mut reached, mut others) = (Vec::new(), Vec::new());
        for verdicts in self.by_scenario().into_values() {
            let (changed, same): (Vec<&Verdict>, Vec<&Verdict>) =
                verdicts.into_iter().partition(|verdict| {
                    let mut traces = verdict.traces.iter();
                    traces.any(|trace| self.reach.reaches(fault, trace))
                });
            if changed.is_empty() || extent == Extent::Everything {
                others.push(same);
            }
            if !changed.is_empty() {
                reached.push(changed);
            }
        }
        if !self.reach.reaches_all(fault) {
            others.clear();
        }
        let runs = match extent {
            Extent::Everything => [reached, others].concat().concat(),
            Extent::Sample => {
                // Some number that differs from fault to fault.
                let turn = fault.bytes().map(usize::from).sum();
                [sample(&reached, turn), sample(&others, turn)].concat()
            }
        };
        runs.iter().map(|verdict| verdict.run.as_str()).collect()
    }

    /// In an order that does not depend on when each ended.
    fn by_scenario(&self) -> BTreeMap<&str, Vec<&Verdict>> {
        let mut by_scenario: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
        for verdict in &self.verdicts {
            by_scenario
                .entry(&verdict.scenario)
                .or_default()
                .push(verdict);
        }
        for verdicts in by_scenario.values_mut() {
            verdicts.sort_by(|one, other| one.run.cmp(&other.run));
        }
        by_scenario
    }
}

/// Enough of these scenarios, evenly spread, other ones for another turn, and one run of each.
fn sample<'a>(scenarios: &[Vec<&'a Verdict>], turn: usize) -> Vec<&'a Verdict> {
    let of_all = scenarios.len();
    let enough = of_all.min(ENOUGH);
    (0..enough)
        .filter_map(|at| {
            let runs = scenarios.get((at * of_all / enough + turn) % of_all)?;
            runs.get(at % runs.len()).copied()
        })
        .collect()
}
