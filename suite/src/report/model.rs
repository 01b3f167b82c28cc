use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Wire;
use crate::protocol::{DeliveryMode, Level, RequirementId};
use crate::violation::Violation;

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
    /// It passes though it is listed as failing.
    UnexpectedPass,
    /// It breaks a binding rule.
    Failed,
}

impl Outcome {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Passed => "passed",
            Self::Info => "info",
            Self::ExpectedFailure => "expected_failure",
            Self::Warning => "warning",
            Self::SuiteError => "suite_error",
            Self::UnexpectedPass => "unexpected_pass",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The verdict on the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing failed.
    Conformant,
    /// Something failed.
    NotConformant,
    /// Nothing failed, but the suite could not judge everything.
    Inconclusive,
}

impl Verdict {
    /// The words for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::NotConformant => "not conformant",
            Self::Inconclusive => "inconclusive",
        }
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
    /// It breaks what is known to be broken.
    pub expected_failure: usize,
    /// It passes though it is listed as failing.
    pub unexpected_pass: usize,
    /// The suite could not judge.
    pub suite_error: usize,
}

impl Summary {
    pub(super) fn count<'a>(
        scenarios: &(impl Iterator<Item = &'a ScenarioReport> + Clone),
    ) -> Self {
        let of = |outcome: Outcome| {
            scenarios
                .clone()
                .filter(|scenario| scenario.outcome == outcome)
                .count()
        };
        Self {
            passed: of(Outcome::Passed),
            failed: of(Outcome::Failed),
            warning: of(Outcome::Warning),
            info: of(Outcome::Info),
            not_applicable: of(Outcome::NotApplicable),
            expected_failure: of(Outcome::ExpectedFailure),
            unexpected_pass: of(Outcome::UnexpectedPass),
            suite_error: of(Outcome::SuiteError),
        }
    }

    /// How many scenarios ran.
    pub const fn ran(&self) -> usize {
        self.passed
            + self.failed
            + self.warning
            + self.info
            + self.expected_failure
            + self.unexpected_pass
            + self.suite_error
    }
}

/// Whom the report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetReport {
    /// The name of the target file.
    pub name: String,
    /// The Issuer Identifier.
    pub issuer: String,
    /// The profile that it was judged by.
    pub profile: String,
}

/// One HTTP exchange, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeReport {
    /// Who sent the request.
    pub from: String,
    /// Who answered.
    pub to: String,
    /// The request, as text.
    pub request: String,
    /// The response, as text.
    pub response: String,
    /// From the first byte sent to the last byte received.
    pub duration_ms: u64,
    /// When the request began (RFC 3339, UTC).
    #[serde(default)]
    pub started_at: String,
    /// Both messages with every header; no part of the JSON report.
    #[serde(skip)]
    pub wire: Option<Wire>,
}

/// One scenario for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioReport {
    /// The scenario's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The rows of the catalogue that it is about.
    pub requirements: Vec<RequirementId>,
    /// What breaking it means.
    pub level: Level,
    /// The client's name in the target file.
    pub client: String,
    /// The delivery mode.
    pub mode: DeliveryMode,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it did not run, or what went wrong on our side.
    pub reason: Option<String>,
    /// How long it took.
    pub duration_ms: u64,
    /// What the OP did wrong, redacted.
    pub violations: Vec<Violation>,
    /// What was on the wire, redacted.
    pub exchanges: Vec<ExchangeReport>,
    /// A shell command that repeats the request that decided, if one did; its secrets are variables.
    #[serde(default)]
    pub curl: Option<String>,
    /// All parties' exchanges as reviewed in snapshots; no part of the JSON report.
    #[serde(skip)]
    pub transcript: String,
}

impl ScenarioReport {
    /// The name in reports and known-failing lists: `id@client`.
    pub fn run_id(&self) -> String {
        format!("{}@{}", self.id, self.client)
    }
}

/// One requirement, with what its scenarios say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementReport {
    /// The row of the catalogue.
    pub id: RequirementId,
    /// How binding it is.
    pub level: Level,
    /// The worst outcome of its scenarios.
    pub outcome: Outcome,
    /// The scenarios that are about it, or that found it broken.
    pub scenarios: Vec<String>,
}

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

/// The suite's own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteReport {
    /// `ciba-conformance`
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Everything that a run found. Its JSON form is a public interface: members are added, never renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunReport {
    /// The version of this form.
    pub schema_version: u32,
    /// Who judged.
    pub suite: SuiteReport,
    /// Who was judged.
    pub target: TargetReport,
    /// When the run began (RFC 3339, UTC).
    pub started_at: String,
    /// How long it took.
    pub duration_ms: u64,
    /// The verdict.
    pub verdict: Verdict,
    /// How many scenarios came out how.
    pub summary: Summary,
    /// Every scenario, in the order of the plan.
    pub scenarios: Vec<ScenarioReport>,
    /// Every requirement that was touched, by id.
    pub requirements: Vec<RequirementReport>,
    /// The entries of the known-failing list, in its order.
    #[serde(default)]
    pub known_failing: Vec<KnownFailingReport>,
    /// Whether warnings count.
    #[serde(default)]
    pub strict: bool,
    /// What came up about the target as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl RunReport {
    /// Adds what became of the known-failing list; one that is out of date is no pass.
    pub fn hold_against(&mut self, known_failing: Vec<KnownFailingReport>) {
        self.known_failing = known_failing;
        if self.stale().next().is_some() {
            self.verdict = Verdict::NotConformant;
        }
    }

    /// The entries of the known-failing list that fit nothing.
    pub fn stale(&self) -> impl Iterator<Item = &KnownFailingReport> {
        self.known_failing
            .iter()
            .filter(|entry| entry.status == KnownFailingStatus::Stale)
    }

    /// Counts and sums up; `level` gives the level of a requirement.
    pub fn new(
        target: TargetReport,
        started_at: String,
        duration_ms: u64,
        scenarios: Vec<ScenarioReport>,
        level: impl Fn(&RequirementId) -> Option<Level>,
    ) -> Self {
        let summary = Summary::count(&scenarios.iter());
        let verdict = if summary.failed + summary.unexpected_pass > 0 {
            Verdict::NotConformant
        } else if summary.suite_error > 0 {
            Verdict::Inconclusive
        } else {
            Verdict::Conformant
        };
        Self {
            schema_version: 1,
            suite: SuiteReport {
                name: "ciba-conformance".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            target,
            started_at,
            duration_ms,
            verdict,
            summary,
            requirements: by_requirement(&scenarios, level),
            scenarios,
            known_failing: Vec::new(),
            strict: false,
            notes: Vec::new(),
        }
    }
}

/// A scenario speaks for the rows that it names; a violation speaks for its own row too.
fn by_requirement(
    scenarios: &[ScenarioReport],
    level: impl Fn(&RequirementId) -> Option<Level>,
) -> Vec<RequirementReport> {
    let mut rows: BTreeMap<RequirementId, RequirementReport> = BTreeMap::new();
    for scenario in scenarios {
        let broken = scenario
            .violations
            .iter()
            .map(|violation| &violation.requirement)
            .filter(|id| !scenario.requirements.contains(id));
        for id in scenario.requirements.iter().chain(broken) {
            let row = rows.entry(id.clone()).or_insert_with(|| RequirementReport {
                id: id.clone(),
                level: level(id).unwrap_or(scenario.level),
                outcome: Outcome::NotApplicable,
                scenarios: Vec::new(),
            });
            row.outcome = row.outcome.max(scenario.outcome);
            if !row.scenarios.contains(&scenario.id) {
                row.scenarios.push(scenario.id.clone());
            }
        }
    }
    rows.into_values().collect()
}
