use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The target cannot or need not show it; the reason says why.
    NotApplicable,
    /// The OP does as the clause says.
    Passed,
    /// Something that no clause settles, recorded.
    Info,
    /// It breaks what is known to be broken.
    ExpectedFailure,
    /// It breaks a recommendation.
    Warning,
    /// The suite could not judge.
    SuiteError,
    /// Something else that is broken stood in the way of what it is about.
    Blocked,
    /// It passes though it is listed as failing.
    UnexpectedPass,
    /// It breaks a binding rule.
    Failed,
}

impl Outcome {
    /// From the worst to what did not run.
    pub const BY_WEIGHT: [Self; 9] = [
        Self::Failed,
        Self::UnexpectedPass,
        Self::Blocked,
        Self::SuiteError,
        Self::Warning,
        Self::ExpectedFailure,
        Self::Info,
        Self::Passed,
        Self::NotApplicable,
    ];

    /// In which order a line of text counts them.
    pub const IN_THE_COUNTS: [Self; 9] = [
        Self::Passed,
        Self::Failed,
        Self::Blocked,
        Self::Warning,
        Self::Info,
        Self::NotApplicable,
        Self::ExpectedFailure,
        Self::UnexpectedPass,
        Self::SuiteError,
    ];

    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Passed => "passed",
            Self::Info => "info",
            Self::ExpectedFailure => "expected_failure",
            Self::Warning => "warning",
            Self::SuiteError => "suite_error",
            Self::Blocked => "blocked",
            Self::UnexpectedPass => "unexpected_pass",
            Self::Failed => "failed",
        }
    }

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::UnexpectedPass => "Unexpected pass",
            Self::SuiteError => "Not judged",
            Self::Blocked => "Blocked",
            Self::Warning => "Warning",
            Self::ExpectedFailure => "Known failure",
            Self::Info => "Info",
            Self::Passed => "Passed",
            Self::NotApplicable => "Not applicable",
        }
    }

    /// The words behind a number.
    pub(super) const fn counted(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Passed, _) => "passed",
            (Self::Failed, _) => "failed",
            (Self::Blocked, _) => "blocked",
            (Self::Warning, 1) => "warning",
            (Self::Warning, _) => "warnings",
            (Self::Info, _) => "info",
            (Self::NotApplicable, _) => "not applicable",
            (Self::ExpectedFailure, 1) => "expected failure",
            (Self::ExpectedFailure, _) => "expected failures",
            (Self::UnexpectedPass, 1) => "unexpected pass",
            (Self::UnexpectedPass, _) => "unexpected passes",
            (Self::SuiteError, 1) => "suite error",
            (Self::SuiteError, _) => "suite errors",
        }
    }

    /// Whether a report tells what came, and what to do about it.
    pub const fn is_told(self) -> bool {
        match self {
            Self::Failed | Self::UnexpectedPass | Self::SuiteError | Self::Warning | Self::Info => {
                true
            }
            Self::Blocked | Self::ExpectedFailure | Self::Passed | Self::NotApplicable => false,
        }
    }

    /// Whether the scenario ran.
    pub const fn ran(self) -> bool {
        match self {
            Self::NotApplicable => false,
            Self::Passed
            | Self::Info
            | Self::ExpectedFailure
            | Self::Warning
            | Self::SuiteError
            | Self::Blocked
            | Self::UnexpectedPass
            | Self::Failed => true,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many scenarios came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The OP does as the clause says.
    pub passed: usize,
    /// It breaks a binding rule.
    pub failed: usize,
    /// It breaks a recommendation.
    pub warning: usize,
    /// Something that no clause settles.
    pub info: usize,
    /// The target cannot or need not show it.
    pub not_applicable: usize,
    /// Something else that is broken stood in the way.
    #[serde(default)]
    pub blocked: usize,
    /// It breaks what is known to be broken.
    pub expected_failure: usize,
    /// It passes though it is listed as failing.
    pub unexpected_pass: usize,
    /// The suite could not judge.
    pub suite_error: usize,
}

impl Summary {
    /// Counts them.
    pub fn count(outcomes: impl Iterator<Item = Outcome>) -> Self {
        let mut summary = Self::default();
        for outcome in outcomes {
            *summary.of_mut(outcome) += 1;
        }
        summary
    }

    const fn of_mut(&mut self, outcome: Outcome) -> &mut usize {
        match outcome {
            Outcome::Failed => &mut self.failed,
            Outcome::UnexpectedPass => &mut self.unexpected_pass,
            Outcome::SuiteError => &mut self.suite_error,
            Outcome::Blocked => &mut self.blocked,
            Outcome::Warning => &mut self.warning,
            Outcome::ExpectedFailure => &mut self.expected_failure,
            Outcome::Info => &mut self.info,
            Outcome::Passed => &mut self.passed,
            Outcome::NotApplicable => &mut self.not_applicable,
        }
    }

    /// How many scenarios came out so.
    pub const fn of(mut self, outcome: Outcome) -> usize {
        *self.of_mut(outcome)
    }

    /// How many scenarios ran.
    pub fn ran(&self) -> usize {
        Outcome::BY_WEIGHT
            .into_iter()
            .filter(|outcome| outcome.ran())
            .map(|outcome| self.of(outcome))
            .sum()
    }
}
