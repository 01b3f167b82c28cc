use serde::{Deserialize, Serialize};

use crate::protocol::RequirementId;

/// What became of an entry of the known-failing list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownFailingStatus {
    /// What it names fails.
    ExpectedFailure,
    /// A scenario that it names does not fail.
    UnexpectedPass,
    /// It fits nothing that could fail.
    Stale,
    /// More runs meet what it names than it knows of: it hides none of them.
    Exceeded,
    /// What it names was left out or could not be judged this time.
    NotJudged,
}

impl KnownFailingStatus {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExpectedFailure => "expected_failure",
            Self::UnexpectedPass => "unexpected_pass",
            Self::Stale => "stale",
            Self::Exceeded => "exceeded",
            Self::NotJudged => "not_judged",
        }
    }

    /// What to do about an entry that came out so, if anything.
    pub(super) const fn next(self) -> Option<&'static str> {
        match self {
            Self::Stale => Some("take it off the list, or name what fails"),
            Self::Exceeded => Some(
                "look at what is new; once all of it is known, `--write-known-failing` writes the number anew",
            ),
            Self::ExpectedFailure | Self::UnexpectedPass | Self::NotJudged => None,
        }
    }
}

/// An entry of the known-failing list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFailingReport {
    /// What it names, in one line: runs, or a cause.
    pub scenario: String,
    /// The row, where it names a cause.
    #[serde(default)]
    pub requirement: Option<RequirementId>,
    /// What comes, where it names a cause.
    #[serde(default)]
    pub answer: Option<String>,
    /// Why that fails.
    pub reason: String,
    /// What became of it.
    pub status: KnownFailingStatus,
    /// In how many runs what it names was met.
    #[serde(default)]
    pub runs: usize,
    /// More about the status.
    pub detail: Option<String>,
}
