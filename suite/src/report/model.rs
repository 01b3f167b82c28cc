use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cause::{CauseReport, by_level, causes, fail_what_is_only_blocked};
use super::known::{KnownFailingReport, KnownFailingStatus};
use super::outcome::{Outcome, Summary};
use super::scenario::ScenarioReport;
use super::verdict::{EarlyEnd, Verdict};
use crate::protocol::{Level, RequirementId};

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
    verdict: Verdict,
    /// How many scenarios came out how.
    pub summary: Summary,
    /// Every scenario, in the order of the plan.
    pub scenarios: Vec<ScenarioReport>,
    /// What everything comes down to that did not pass, worst first.
    #[serde(default)]
    pub causes: Vec<CauseReport>,
    /// Every requirement that was touched, by id.
    pub requirements: Vec<RequirementReport>,
    #[serde(default)]
    known_failing: Vec<KnownFailingReport>,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    ended_early: Option<EarlyEnd>,
    /// What came up about the target as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The arguments of `run` that select the same target again, such as `--target op.toml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeated_with: Vec<String>,
}

impl RunReport {
    /// Counts and sums up; `level` gives the level of a requirement.
    pub fn new(
        target: TargetReport,
        started_at: String,
        duration_ms: u64,
        scenarios: Vec<ScenarioReport>,
        level: impl Fn(&RequirementId) -> Option<Level>,
    ) -> Self {
        let report = Self {
            schema_version: 1,
            suite: SuiteReport {
                name: "ciba-conformance".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            target,
            started_at,
            duration_ms,
            verdict: Verdict::Inconclusive,
            summary: Summary::default(),
            causes: Vec::new(),
            requirements: Vec::new(),
            scenarios: Vec::new(),
            known_failing: Vec::new(),
            strict: false,
            ended_early: None,
            notes: Vec::new(),
            repeated_with: Vec::new(),
        };
        report.with(scenarios, level)
    }

    /// The same run with other scenarios, counted and summed up anew.
    pub(crate) fn with(
        mut self,
        mut scenarios: Vec<ScenarioReport>,
        level: impl Fn(&RequirementId) -> Option<Level>,
    ) -> Self {
        fail_what_is_only_blocked(&mut scenarios);
        self.causes = causes(&scenarios, self.strict);
        self.summary = Summary::count(scenarios.iter().map(|scenario| scenario.outcome));
        self.requirements = by_requirement(&scenarios, level);
        self.scenarios = scenarios;
        self.decide();
        self
    }

    /// Adds what became of the known-failing list.
    pub fn hold_against(&mut self, known_failing: Vec<KnownFailingReport>) {
        self.known_failing = known_failing;
        self.decide();
    }

    /// Makes warnings count, or not.
    pub fn judge_strictly(&mut self, strict: bool) {
        self.strict = strict;
        self.causes = causes(&self.scenarios, strict);
        self.decide();
    }

    /// Notes that the run stopped before everything was judged.
    pub fn end_early(&mut self, why: EarlyEnd) {
        self.ended_early = Some(why);
        self.decide();
    }

    fn decide(&mut self) {
        self.verdict = Verdict::of(
            &self.summary,
            &self.known_failing,
            self.strict,
            self.ended_early,
        );
    }

    /// The verdict.
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The exit code of the program that made this report.
    pub const fn exit_code(&self) -> u8 {
        match self.ended_early {
            Some(why) => why.exit_code(),
            None => self.verdict.exit_code(),
        }
    }

    /// Whether warnings count.
    pub const fn is_strict(&self) -> bool {
        self.strict
    }

    /// Why the run stopped before everything was judged, if it did.
    pub const fn ended_early(&self) -> Option<EarlyEnd> {
        self.ended_early
    }

    /// The entries of the known-failing list that fit nothing, or more than they know of.
    pub fn out_of_date(&self) -> impl Iterator<Item = &KnownFailingReport> {
        self.known_failing.iter().filter(|entry| {
            matches!(
                entry.status,
                KnownFailingStatus::Stale | KnownFailingStatus::Exceeded
            )
        })
    }
}

/// What a scenario says of a row: a row is broken only by a violation that cites it, and judged only by a scenario that
/// came to its end.
fn says_of(scenario: &ScenarioReport, row: &RequirementId) -> Outcome {
    let cited = scenario
        .violations
        .iter()
        .filter(|violation| violation.requirement == *row)
        .map(|violation| violation.level)
        .max();
    match (scenario.outcome, cited) {
        (Outcome::Failed | Outcome::Warning | Outcome::Info, Some(level)) => {
            by_level(level).min(scenario.outcome)
        }
        (Outcome::Failed | Outcome::Warning | Outcome::Info | Outcome::ExpectedFailure, None) => {
            Outcome::Blocked
        }
        (outcome, _) => outcome,
    }
}

/// A scenario speaks for the rows that it names; a violation speaks for its own row too, unless it was only in the way.
fn by_requirement(
    scenarios: &[ScenarioReport],
    level: impl Fn(&RequirementId) -> Option<Level>,
) -> Vec<RequirementReport> {
    let mut rows: BTreeMap<RequirementId, RequirementReport> = BTreeMap::new();
    for scenario in scenarios {
        let broken = scenario
            .violations
            .iter()
            .filter(|_| scenario.blocked_by.is_none())
            .map(|violation| &violation.requirement)
            .filter(|id| !scenario.requirements.contains(id));
        for id in scenario.requirements.iter().chain(broken) {
            let row = rows.entry(id.clone()).or_insert_with(|| RequirementReport {
                id: id.clone(),
                level: level(id).unwrap_or(scenario.level),
                outcome: Outcome::NotApplicable,
                scenarios: Vec::new(),
            });
            row.outcome = row.outcome.max(says_of(scenario, id));
            if !row.scenarios.contains(&scenario.id) {
                row.scenarios.push(scenario.id.clone());
            }
        }
    }
    rows.into_values().collect()
}
