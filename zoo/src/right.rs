//! Right servers that are unlike ours, and what is wrong about the verdicts on them.

use std::cell::RefCell;
use std::collections::HashSet;

use super::{Zoo, describe, matches, scenario_of};
use crate::unlike_ours::RightServer;
use suite::error::SuiteError;
use suite::report::Outcome;
use suite::runner::Verdict;

impl Zoo {
    /// Shows a right server to the scenarios that stand beside it, each with one client. Gives what is wrong about the
    /// verdicts: a failure, a remark that nobody expected, or a pattern that no scenario was run for.
    pub fn misjudged(&self, right: &RightServer) -> Result<Vec<String>, SuiteError> {
        let met: RefCell<HashSet<String>> = RefCell::default();
        let is_first = |run: &str| met.borrow_mut().insert(scenario_of(run).to_owned());
        let is_named = |scenario: &str| {
            let mut patterns = right.scenarios.iter();
            patterns.any(|pattern| matches(pattern, scenario))
        };
        let verdicts =
            self.verdicts_on_a_stranger(right.change, right.target_file, is_named, is_first)?;
        let unexpected = verdicts
            .iter()
            .filter(|verdict| !is_expected(right, verdict));
        Ok(unexpected
            .map(describe)
            .chain(idle(right, &verdicts))
            .collect())
    }
}

fn is_expected(right: &RightServer, verdict: &Verdict) -> bool {
    let mut requirements = verdict.requirements.iter();
    match verdict.outcome {
        Outcome::Passed | Outcome::NotApplicable => true,
        Outcome::Warning | Outcome::Info => {
            requirements.all(|requirement| right.remarks.contains(&requirement.as_str()))
        }
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::Blocked
        | Outcome::ExpectedFailure => false,
    }
}

/// The patterns that nothing was run for.
fn idle(right: &RightServer, verdicts: &[Verdict]) -> impl Iterator<Item = String> {
    right
        .scenarios
        .iter()
        .filter(|pattern| {
            let mut ran = verdicts.iter();
            !ran.any(|verdict| matches(pattern, &verdict.scenario))
        })
        .map(|pattern| format!("{pattern}: nothing was run"))
}
