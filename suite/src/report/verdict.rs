//! What a run says of its target: decided here and nowhere else. Renderers show it, and the exit code follows from it.

use serde::{Deserialize, Serialize};

use super::known::{KnownFailingReport, KnownFailingStatus};
use super::outcome::{Outcome, Summary};

/// The verdict on the target. The order is that of precedence: one failure outweighs whatever was not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing counts against the target.
    Conformant,
    /// Nothing counts against the target, but the suite could not judge everything.
    Inconclusive,
    /// Something counts against the target.
    NotConformant,
}

/// Why a run stopped before everything was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlyEnd {
    /// The user pressed Ctrl-C.
    Interrupted,
    /// The target no longer answered.
    TargetLost,
}

impl Verdict {
    /// The verdict on a run: the weightiest of what its outcomes and the known-failing list say.
    ///
    /// A run that ended early is inconclusive whatever it found: a target may well be shutting down when it fails last,
    /// and the exit code of such a run is not that of a failure.
    pub fn of(
        summary: &Summary,
        known_failing: &[KnownFailingReport],
        strict: bool,
        ended_early: Option<EarlyEnd>,
    ) -> Self {
        if ended_early.is_some() || summary.ran() == 0 {
            return Self::Inconclusive;
        }
        let by_outcome = Outcome::BY_WEIGHT
            .into_iter()
            .filter(|outcome| summary.of(*outcome) > 0)
            .map(|outcome| outcome.verdict(strict));
        let by_list = known_failing.iter().map(|entry| entry.status.verdict());
        by_outcome
            .chain(by_list)
            .max()
            .unwrap_or(Self::Inconclusive)
    }

    /// The exit code that belongs to it (0 conformant, 1 not, 3 not judged).
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::NotConformant => 1,
            Self::Inconclusive => 3,
        }
    }
}

impl EarlyEnd {
    /// The exit code of a run that ended so.
    pub const fn exit_code(self) -> u8 {
        match self {
            // What a shell gives for a program that Ctrl-C has ended.
            Self::Interrupted => 130,
            Self::TargetLost => Verdict::Inconclusive.exit_code(),
        }
    }
}

impl Outcome {
    /// The verdict on a run in which every scenario came out so; `strict`: warnings count.
    pub const fn verdict(self, strict: bool) -> Verdict {
        match self {
            Self::Failed | Self::Blocked | Self::UnexpectedPass => Verdict::NotConformant,
            Self::Warning if strict => Verdict::NotConformant,
            Self::SuiteError => Verdict::Inconclusive,
            Self::Warning
            | Self::ExpectedFailure
            | Self::Info
            | Self::Passed
            | Self::NotApplicable => Verdict::Conformant,
        }
    }

    /// The outcome in whose colour this one is shown: what counts against the target looks like a failure.
    ///
    /// What was only in the way of a scenario is no failure of its own.
    #[must_use]
    pub const fn tone(self, strict: bool) -> Self {
        match (self, self.verdict(strict)) {
            (Self::Blocked, _) | (_, Verdict::Inconclusive | Verdict::Conformant) => self,
            (_, Verdict::NotConformant) => Self::Failed,
        }
    }
}

impl KnownFailingStatus {
    /// What an entry of the list says of the run: one that is no longer true is no pass.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::UnexpectedPass | Self::Stale | Self::Exceeded => Verdict::NotConformant,
            Self::ExpectedFailure | Self::NotJudged => Verdict::Conformant,
        }
    }
}
