/// How something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As a run needs it.
    Well,
    /// Worth to know; a run does without it.
    Note,
    /// A run will suffer from it.
    Problem,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// How it was found.
    pub state: State,
    /// What was seen.
    pub seen: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

impl Finding {
    pub(super) fn well(subject: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            state: State::Well,
            seen: seen.into(),
            remedy: None,
        }
    }

    pub(super) fn note(subject: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            state: State::Note,
            ..Self::well(subject, seen)
        }
    }

    pub(super) fn problem(
        subject: impl Into<String>,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Problem,
            remedy: Some(remedy.into()),
            ..Self::well(subject, seen)
        }
    }
}

/// Whether a run need not suffer.
pub fn is_well(findings: &[Finding]) -> bool {
    findings
        .iter()
        .all(|finding| finding.state != State::Problem)
}
