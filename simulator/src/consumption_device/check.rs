//! What a client has to look at before it believes an answer.

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it has to be.
    Passed,
    /// The answer must not be used.
    Failed,
    /// It cannot be made, or need not.
    Skipped,
}

/// One check, as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// Where the rule is.
    pub clause: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found.
    pub detail: String,
}

impl Check {
    /// A check of something that is so or is not.
    pub(super) fn of(
        name: &'static str,
        clause: &'static str,
        holds: bool,
        detail: impl Into<String>,
    ) -> Self {
        let verdict = if holds {
            Verdict::Passed
        } else {
            Verdict::Failed
        };
        Self {
            name,
            clause,
            verdict,
            detail: detail.into(),
        }
    }

    /// A check that was not made.
    pub(super) fn skipped(
        name: &'static str,
        clause: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            name,
            clause,
            verdict: Verdict::Skipped,
            detail: detail.into(),
        }
    }

    /// Whether it forbids to go on.
    pub(super) fn has_failed(&self) -> bool {
        self.verdict == Verdict::Failed
    }
}
