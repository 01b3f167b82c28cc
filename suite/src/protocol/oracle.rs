use std::fmt;

use serde::{Deserialize, Serialize};

/// A rule that settles what counts where the documents leave a gap or contradict each other;
/// `fixtures/requirements/oracle.toml` has their wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the wording stands in one place")]
pub enum OracleRule {
    O1,
    O2,
    O3,
    O4,
    O5,
    O6,
    O7,
    O8,
    O9,
    O10,
    O11,
    O12,
    O13,
    O14,
    O15,
    O16,
    O17,
    O18,
    O19,
}

impl OracleRule {
    /// Every rule.
    pub const ALL: [Self; 19] = [
        Self::O1,
        Self::O2,
        Self::O3,
        Self::O4,
        Self::O5,
        Self::O6,
        Self::O7,
        Self::O8,
        Self::O9,
        Self::O10,
        Self::O11,
        Self::O12,
        Self::O13,
        Self::O14,
        Self::O15,
        Self::O16,
        Self::O17,
        Self::O18,
        Self::O19,
    ];
}

impl fmt::Display for OracleRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
