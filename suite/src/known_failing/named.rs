use super::{Entry, Named};
use crate::report::{Outcome, ScenarioReport};

/// Whether it is what a list can name: something is broken, be it binding or not.
pub(super) const fn fails(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Blocked | Outcome::Warning => true,
        Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::ExpectedFailure
        | Outcome::Info
        | Outcome::Passed
        | Outcome::NotApplicable => false,
    }
}

/// Whether a run was judged at all.
pub(super) const fn is_judged(outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotApplicable | Outcome::SuiteError | Outcome::Blocked => false,
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::Info
        | Outcome::Passed => true,
    }
}

/// Whether the run came out as an entry that names runs says.
pub(super) fn is_as_named(entry: &Entry, scenario: &ScenarioReport) -> bool {
    let outcome = match entry.names {
        Named::Runs(_) => fails(scenario.outcome),
        Named::NotJudged(_) => scenario.outcome == Outcome::SuiteError,
        Named::Cause(_) => false,
    };
    outcome && entry.is_about(&scenario.run_id())
}
