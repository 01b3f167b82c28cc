use serde::{Deserialize, Serialize};

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
    /// What it names was left out or could not be judged this time.
    NotJudged,
}

/// An entry of the known-failing list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFailingReport {
    /// What it names.
    pub scenario: String,
    /// Why that fails.
    pub reason: String,
    /// What became of it.
    pub status: KnownFailingStatus,
    /// More about the status.
    pub detail: Option<String>,
}
