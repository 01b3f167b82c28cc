//! What the renderers say in the same words.

use super::{Outcome, RunReport, Summary, Verdict};
use crate::protocol::DeliveryMode;

impl Outcome {
    /// From the worst to what did not run.
    pub const BY_WEIGHT: [Self; 8] = [
        Self::Failed,
        Self::UnexpectedPass,
        Self::SuiteError,
        Self::Warning,
        Self::ExpectedFailure,
        Self::Info,
        Self::Passed,
        Self::NotApplicable,
    ];

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::UnexpectedPass => "Unexpected pass",
            Self::SuiteError => "Not judged",
            Self::Warning => "Warning",
            Self::ExpectedFailure => "Known failure",
            Self::Info => "Info",
            Self::Passed => "Passed",
            Self::NotApplicable => "Not applicable",
        }
    }
}

impl Summary {
    /// How many scenarios came out so.
    pub const fn of(&self, outcome: Outcome) -> usize {
        match outcome {
            Outcome::Failed => self.failed,
            Outcome::UnexpectedPass => self.unexpected_pass,
            Outcome::SuiteError => self.suite_error,
            Outcome::Warning => self.warning,
            Outcome::ExpectedFailure => self.expected_failure,
            Outcome::Info => self.info,
            Outcome::Passed => self.passed,
            Outcome::NotApplicable => self.not_applicable,
        }
    }
}

impl RunReport {
    /// The verdict in one sentence.
    pub fn headline(&self) -> String {
        format!("{} {}", self.target.name, self.judgement())
    }

    /// The verdict, to be said of the target.
    pub fn judgement(&self) -> String {
        let summary = &self.summary;
        match self.verdict {
            Verdict::NotConformant if summary.failed == 0 => {
                "is not as the known-failing list says".to_owned()
            }
            Verdict::NotConformant => "is not conformant".to_owned(),
            Verdict::Inconclusive => "could not be judged completely".to_owned(),
            Verdict::Conformant if self.is_spoilt_by_warnings() => {
                format!("is conformant but for {}", many(summary.warning, "warning"))
            }
            Verdict::Conformant if summary.expected_failure > 0 => format!(
                "is conformant but for {}",
                many(summary.expected_failure, "known failure")
            ),
            Verdict::Conformant => "is conformant".to_owned(),
        }
    }

    /// Whether warnings count and there are some.
    pub const fn is_spoilt_by_warnings(&self) -> bool {
        self.strict && self.summary.warning > 0
    }

    /// How many scenarios ran, and how they came out.
    pub fn counts(&self) -> String {
        let summary = &self.summary;
        let rows = [
            (summary.passed, "passed", "passed"),
            (summary.failed, "failed", "failed"),
            (summary.warning, "warning", "warnings"),
            (summary.info, "info", "info"),
            (summary.not_applicable, "not applicable", "not applicable"),
            (
                summary.expected_failure,
                "expected failure",
                "expected failures",
            ),
            (
                summary.unexpected_pass,
                "unexpected pass",
                "unexpected passes",
            ),
            (summary.suite_error, "suite error", "suite errors"),
        ];
        let shown: Vec<String> = rows
            .iter()
            .filter(|(count, name, _)| *count > 0 || matches!(*name, "passed" | "failed"))
            .map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }))
            .collect();
        format!("{} scenarios, {}", summary.ran(), shown.join(", "))
    }

    /// How long the run took.
    pub fn seconds(&self) -> String {
        format!(
            "{}.{:02} s",
            self.duration_ms / 1000,
            self.duration_ms % 1000 / 10
        )
    }

    /// How the scenarios of one delivery mode came out.
    pub fn summary_of(&self, mode: DeliveryMode) -> Summary {
        let of_mode = self
            .scenarios
            .iter()
            .filter(|scenario| scenario.mode == mode);
        Summary::count(&of_mode)
    }
}

fn many(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
