//! What the renderers say in the same words.

use std::collections::BTreeSet;

use super::{CauseReport, EarlyEnd, Outcome, RunReport, ScenarioReport, Summary, Verdict};
use crate::protocol::{DeliveryMode, RequirementId};

impl RunReport {
    /// The verdict in one sentence.
    pub fn headline(&self) -> String {
        format!("{} {}", self.target.name, self.judgement())
    }

    /// The verdict, to be said of the target.
    pub fn judgement(&self) -> String {
        match self.verdict() {
            Verdict::NotConformant => format!("is not conformant{}", self.what_counts()),
            Verdict::Inconclusive => {
                format!("could not be judged completely{}", self.what_is_missing())
            }
            Verdict::Conformant => match self.summary.expected_failure {
                0 => "is conformant".to_owned(),
                1 => "is conformant but for 1 known failure".to_owned(),
                more => format!("is conformant but for {more} known failures"),
            },
        }
    }

    /// What counts against a target that broke no binding rule.
    fn what_counts(&self) -> String {
        let summary = &self.summary;
        if summary.failed > 0 {
            return String::new();
        }
        if summary.blocked > 0 {
            return format!(", because {} are blocked", counted(summary.blocked, "run"));
        }
        if summary.unexpected_pass > 0 || self.out_of_date().next().is_some() {
            return ", because the known-failing list is out of date".to_owned();
        }
        match summary.warning {
            1 => ", because 1 warning counts".to_owned(),
            more => format!(", because {more} warnings count"),
        }
    }

    fn what_is_missing(&self) -> &'static str {
        match self.ended_early() {
            Some(EarlyEnd::Interrupted) => ", because the run was interrupted",
            Some(EarlyEnd::TargetLost) => ", because it no longer answers",
            None if self.summary.ran() == 0 => ", because no scenario ran",
            None => "",
        }
    }

    /// The outcome in whose colour the verdict is shown.
    pub const fn tone(&self) -> Outcome {
        match self.verdict() {
            Verdict::NotConformant => Outcome::Failed,
            Verdict::Inconclusive => Outcome::SuiteError,
            Verdict::Conformant if self.summary.expected_failure > 0 => Outcome::ExpectedFailure,
            Verdict::Conformant => Outcome::Passed,
        }
    }

    /// How many scenarios ran, and how they came out.
    pub fn counts(&self) -> String {
        let shown: Vec<String> = Outcome::IN_THE_COUNTS
            .into_iter()
            .map(|outcome| (outcome, self.summary.of(outcome)))
            .filter(|(outcome, count)| {
                *count > 0 || matches!(outcome, Outcome::Passed | Outcome::Failed)
            })
            .map(|(outcome, count)| format!("{count} {}", outcome.counted(count)))
            .collect();
        let ran = counted(self.summary.ran(), "scenario");
        format!("{ran}, {}", shown.join(", "))
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
        Summary::count(of_mode.map(|scenario| scenario.outcome))
    }

    /// The causes that are told one by one: what is known to fail is not. What only stands in the way is told where it is.
    pub(super) fn told_causes(&self) -> impl Iterator<Item = &CauseReport> {
        self.causes
            .iter()
            .filter(|cause| cause.outcome.is_told() || cause.is_only_in_the_way())
    }

    /// The causes that are known, each with the reason that the list gives.
    pub(super) fn known_causes(&self) -> impl Iterator<Item = (&CauseReport, &str)> {
        let known = |cause: &&CauseReport| cause.outcome == Outcome::ExpectedFailure;
        self.causes.iter().filter(known).map(|cause| {
            let example = self.run(&cause.example);
            let reason = example.and_then(|example| example.reason.as_deref());
            (cause, reason.unwrap_or_default())
        })
    }

    /// What is told and has no cause, by its reason: what the suite could not judge, and what passes against the list.
    pub(super) fn without_cause(&self) -> Vec<Vec<&ScenarioReport>> {
        let mut groups: Vec<Vec<&ScenarioReport>> = Vec::new();
        let untold = self.scenarios.iter().filter(|scenario| {
            scenario.outcome.is_told()
                && (scenario.violations.is_empty()
                    || matches!(
                        scenario.outcome,
                        Outcome::SuiteError | Outcome::UnexpectedPass
                    ))
        });
        for scenario in untold {
            let same = groups.iter_mut().find(|group| {
                group.first().is_some_and(|first| {
                    first.outcome == scenario.outcome && first.reason == scenario.reason
                })
            });
            match same {
                Some(group) => group.push(scenario),
                None => groups.push(vec![scenario]),
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.first().map(|first| first.outcome)));
        groups
    }

    /// A run by its name.
    pub(super) fn run(&self, run_id: &str) -> Option<&ScenarioReport> {
        self.scenarios
            .iter()
            .find(|scenario| scenario.run_id() == run_id)
    }
}

impl CauseReport {
    /// Whether no run failed by it: the suite could not show what the target asked for.
    pub fn is_only_in_the_way(&self) -> bool {
        self.outcome == Outcome::Blocked && self.runs == 0
    }

    /// The rows that are told with it, in words, or nothing.
    pub(super) fn beside(&self) -> String {
        let names: Vec<&str> = self.also.iter().map(RequirementId::as_str).collect();
        match names.as_slice() {
            [] => String::new(),
            names => format!("the same answer is against {} too", names.join(" and ")),
        }
    }

    /// How far it reaches, in words.
    pub fn extent(&self) -> String {
        let (scenarios, clients): (BTreeSet<&str>, BTreeSet<&str>) = self
            .scenarios
            .iter()
            .map(|run| run.rsplit_once('@').unwrap_or((run.as_str(), "")))
            .unzip();
        if self.runs == 0 {
            let clients = counted(self.clients, "client");
            let blocked = counted(self.blocked, "run");
            return format!("{blocked} of {clients}, which came no further for it");
        }
        let blocked = match self.blocked {
            0 => String::new(),
            1 => "; 1 more run came no further for it".to_owned(),
            more => format!("; {more} more runs came no further for it"),
        };
        format!(
            "{}, {}, {}{blocked}",
            counted(self.runs, "run"),
            counted(scenarios.len(), "scenario"),
            counted(clients.len(), "client"),
        )
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
