//! One cause, told once: a broken row, what was expected and what came, however many runs met it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::scenario::ScenarioReport;
use crate::protocol::{Level, RequirementId};
use crate::violation::{Came, Violation};

/// What makes two violations the same: the row and what came, without identifiers, numbers, and what else differs from
/// run to run. What would have been right may differ with the request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseKey {
    /// The row that is broken.
    pub requirement: RequirementId,
    /// How binding what was broken is.
    pub level: Level,
    /// What came: status and error code of an answer, else the words about it.
    pub answer: String,
}

impl CauseKey {
    /// The cause of a violation, whose texts are redacted.
    pub fn of(violation: &Violation) -> Self {
        Self {
            requirement: violation.requirement.clone(),
            level: violation.level,
            answer: answer(violation),
        }
    }
}

/// What is told of a request that should be refused and is answered as a valid one would be: at the token endpoint a valid one
/// of a pending request gets an error too.
const TAKEN: &str = "the request taken for a valid one";

/// Whether the answer is one to a valid request, where the clause asks for an error.
fn is_taken(violation: &Violation) -> bool {
    let is_wanted = |code: &str| violation.wanted.iter().any(|wanted| wanted == code);
    match &violation.came {
        Came::Answer { status, error } => match (status, error.as_deref()) {
            (200, None) => !violation.wanted.is_empty(),
            (400, Some(code @ "authorization_pending")) => {
                !violation.wanted.is_empty() && !is_wanted(code) && !is_wanted("slow_down")
            }
            _ => false,
        },
        _ => false,
    }
}

fn answer(violation: &Violation) -> String {
    match &violation.came {
        Came::Answer { .. } if is_taken(violation) => TAKEN.to_owned(),
        Came::Answer {
            status,
            error: Some(error),
        } => format!("HTTP {status} with error = \"{}\"", without_ids(error)),
        Came::Answer {
            status,
            error: None,
        } => format!("HTTP {status}"),
        Came::NoAnswer { timed_out: true } => "no answer in time".to_owned(),
        Came::NoAnswer { timed_out: false } => "no whole answer".to_owned(),
        Came::NoCallback => "no call".to_owned(),
        Came::Kind(kind) | Came::OfOurs(kind) => (*kind).to_owned(),
        Came::Part => without_ids(&violation.actual),
    }
}

/// So much of a text tells one cause from another; what a target sends may be endless.
const TOLD_APART: usize = 400;

static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[([A-Za-z_ -]+) #\d+\]").ok());
static LONG_WORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+/_~-]*[0-9][A-Za-z0-9+/_.~-]{15,}=*").ok());
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(^|[^A-Za-z0-9_])-?\d+(\.\d+)?").ok());

/// A text without what differs from run to run: placeholders lose their numbers, long words and numbers their value.
fn without_ids(text: &str) -> String {
    let text = match text.char_indices().nth(TOLD_APART) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    };
    let replaced = |text: &str, what: &LazyLock<Option<Regex>>, with: &str| match &**what {
        Some(regex) => regex.replace_all(text, with).into_owned(),
        None => text.to_owned(),
    };
    // A status says what came.
    let parts: Vec<String> = text
        .split("HTTP ")
        .enumerate()
        .map(|(at, part)| {
            let (status, rest) = match part.get(..3) {
                Some(status) if at > 0 && status.bytes().all(|byte| byte.is_ascii_digit()) => {
                    part.split_at(3)
                }
                _ => ("", part),
            };
            let rest = replaced(rest, &NUMBERED, "[$1]");
            let rest = replaced(&rest, &LONG_WORD, "…");
            format!("{status}{}", replaced(&rest, &NUMBER, "${1}N"))
        })
        .collect();
    parts.join("HTTP ")
}

/// Everything that one cause did to a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseReport {
    /// The row that is broken.
    pub requirement: RequirementId,
    /// How binding what was broken is.
    pub level: Level,
    /// The worst outcome of the runs that it broke.
    pub outcome: Outcome,
    /// What the clause asks for.
    pub expected: String,
    /// What came in the example.
    pub actual: String,
    /// What came, without identifiers and numbers: what known-failing lists name.
    pub answer: String,
    /// The status of the answer, where an answer is what came.
    pub status: Option<u16>,
    /// The error code of the answer, if it has one.
    pub error: Option<String>,
    /// In how many runs it was found.
    pub runs: usize,
    /// How many clients met it.
    pub clients: usize,
    /// The runs in which it was found, in the order of the plan.
    pub scenarios: Vec<String>,
    /// How many runs came no further for it.
    pub blocked: usize,
    /// The run that shows it.
    pub example: String,
    /// What breaks no binding rule and is the very same answer wherever it was found: rows that are told with this cause
    /// and have none of their own.
    #[serde(default)]
    pub also: Vec<RequirementId>,
}

/// The causes of everything that did not pass, worst first. Where warnings count (`strict`), each is a cause.
pub(super) fn causes(scenarios: &[ScenarioReport], strict: bool) -> Vec<CauseReport> {
    let mut causes: BTreeMap<CauseKey, Gathered<'_>> = BTreeMap::new();
    for scenario in scenarios.iter().filter(|scenario| is_broken(scenario)) {
        let keys: BTreeSet<CauseKey> = scenario.violations.iter().map(CauseKey::of).collect();
        for key in keys {
            causes.entry(key).or_default().add(scenario);
        }
    }
    let told_with = if strict {
        BTreeMap::new()
    } else {
        told_with_another(&causes)
    };
    let mut reports: Vec<CauseReport> = causes
        .into_iter()
        .filter(|(key, _)| !told_with.contains_key(key))
        .filter_map(|(key, gathered)| {
            let with = told_with.iter().filter(|(_, other)| **other == key);
            let also = with.map(|(also, _)| also.requirement.clone());
            let also = also.filter(|row| *row != key.requirement).collect();
            Some(CauseReport {
                also,
                ..gathered.report(&key)?
            })
        })
        .collect();
    reports.sort_by_key(|cause| {
        let weight = (cause.outcome, cause.runs + cause.blocked);
        (std::cmp::Reverse(weight), cause.requirement.clone())
    });
    reports
}

/// Causes that break no binding rule, each with the binding one that the same answer broke: of the same row, or in every
/// run that met it.
fn told_with_another(causes: &BTreeMap<CauseKey, Gathered<'_>>) -> BTreeMap<CauseKey, CauseKey> {
    let is_must = |key: &CauseKey| key.level == Level::Must;
    let mut told = BTreeMap::new();
    for (key, gathered) in causes.iter().filter(|(key, _)| !is_must(key)) {
        let mut others = causes.keys().filter(|other| {
            let is_same_row = other.requirement == key.requirement;
            is_must(other)
                && other.answer == key.answer
                && (is_same_row || gathered.is_part_of(other))
        });
        if let Some(other) = others.next() {
            told.insert(key.clone(), other.clone());
        }
    }
    told
}

/// What the runs of one cause have in common.
#[derive(Default)]
struct Gathered<'a> {
    found: Vec<&'a ScenarioReport>,
    blocked: Vec<&'a ScenarioReport>,
}

impl<'a> Gathered<'a> {
    fn add(&mut self, scenario: &'a ScenarioReport) {
        if scenario.blocked_by.is_some() {
            self.blocked.push(scenario);
        } else {
            self.found.push(scenario);
        }
    }

    /// Whether all its runs met another cause too.
    fn is_part_of(&self, other: &CauseKey) -> bool {
        let mut runs = self.found.iter().chain(&self.blocked);
        runs.all(|run| {
            let mut violations = run.violations.iter();
            violations.any(|violation| CauseKey::of(violation) == *other)
        })
    }

    /// A run that is about the row shows it best, and the plainest of these the one with the fewest exchanges.
    fn report(&self, key: &CauseKey) -> Option<CauseReport> {
        let all = || self.found.iter().chain(&self.blocked);
        let example = all().min_by_key(|scenario| {
            (
                scenario.blocked_by.is_some(),
                std::cmp::Reverse(scenario.outcome),
                !scenario.requirements.contains(&key.requirement),
                scenario.exchanges.len(),
            )
        })?;
        let shown = example
            .violations
            .iter()
            .find(|violation| CauseKey::of(violation) == *key)?;
        let (status, error) = match &shown.came {
            Came::Answer { status, error } => (Some(*status), error.clone()),
            _ => (None, None),
        };
        let clients: BTreeSet<&str> = all().map(|scenario| scenario.client.as_str()).collect();
        let worst = self.found.iter().map(|scenario| scenario.outcome).max();
        Some(CauseReport {
            requirement: key.requirement.clone(),
            level: key.level,
            outcome: worst.unwrap_or(example.outcome).min(by_level(key.level)),
            expected: shown.expected.clone(),
            actual: shown.actual.clone(),
            answer: key.answer.clone(),
            status,
            error,
            runs: self.found.len(),
            clients: clients.len(),
            scenarios: self.found.iter().map(|found| found.run_id()).collect(),
            blocked: self.blocked.len(),
            example: example.run_id(),
            also: Vec::new(),
        })
    }
}

/// The outcome of a scenario whose worst violation is of this level.
pub(crate) const fn by_level(level: Level) -> Outcome {
    match level {
        Level::Must => Outcome::Failed,
        Level::Should => Outcome::Warning,
        Level::Info | Level::May => Outcome::Info,
    }
}

const fn is_broken(scenario: &ScenarioReport) -> bool {
    match scenario.outcome {
        Outcome::Failed
        | Outcome::Blocked
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::Info => true,
        Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::Passed
        | Outcome::NotApplicable => false,
    }
}

/// No cause is only in the way: where no run failed by it, the first that met it has failed. What the suite does not show is no
/// failure of anybody's.
pub(super) fn fail_what_is_only_blocked(scenarios: &mut [ScenarioReport]) {
    let mut told: BTreeSet<CauseKey> = scenarios
        .iter()
        .filter(|scenario| matches!(scenario.outcome, Outcome::Failed | Outcome::ExpectedFailure))
        .flat_map(binding)
        .collect();
    for scenario in scenarios {
        if scenario.outcome != Outcome::Blocked {
            continue;
        }
        let of_ours = |violation: &Violation| matches!(violation.came, Came::OfOurs(_));
        if scenario.violations.iter().any(of_ours) {
            continue;
        }
        let untold: Vec<CauseKey> = binding(scenario)
            .into_iter()
            .filter(|key| !told.contains(key))
            .collect();
        if !untold.is_empty() {
            scenario.outcome = Outcome::Failed;
            scenario.blocked_by = None;
            scenario.reason = None;
            told.extend(untold);
        }
    }
}

/// The causes of a scenario that break a binding rule.
pub(crate) fn binding(scenario: &ScenarioReport) -> Vec<CauseKey> {
    scenario
        .violations
        .iter()
        .filter(|violation| violation.level == Level::Must)
        .map(CauseKey::of)
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{CauseKey, causes, fail_what_is_only_blocked, without_ids};
    use crate::report::{Outcome, ScenarioReport};
    use crate::testing::failed;
    use crate::violation::{Actual, Came, Violation};

    fn scenario(title: &str, own: &str, broken: &str, outcome: Outcome) -> ScenarioReport {
        ScenarioReport {
            requirements: vec![own.into()],
            outcome,
            blocked_by: (outcome == Outcome::Blocked).then(|| broken.into()),
            violations: vec![Violation::must(broken, "HTTP 200", "HTTP 201")],
            ..failed(title)
        }
    }

    fn outcomes(mut scenarios: Vec<ScenarioReport>) -> Vec<Outcome> {
        fail_what_is_only_blocked(&mut scenarios);
        scenarios.iter().map(|scenario| scenario.outcome).collect()
    }

    #[test]
    fn the_first_that_was_blocked_has_failed_where_nothing_else_did() {
        let blocked = |title| scenario(title, "CIBA-7.1-01", "CIBA-7.3-01", Outcome::Blocked);

        let outcomes = outcomes(vec![blocked("a"), blocked("b")]);

        assert_eq!(outcomes, [Outcome::Failed, Outcome::Blocked]);
    }

    #[rstest]
    #[case::that_failed(Outcome::Failed)]
    #[case::that_is_known_to_fail(Outcome::ExpectedFailure)]
    fn what_is_blocked_stays_so_beside_a_scenario(#[case] told: Outcome) {
        let outcomes = outcomes(vec![
            scenario("a", "CIBA-7.1-01", "CIBA-7.3-01", Outcome::Blocked),
            scenario("b", "CIBA-7.3-01", "CIBA-7.3-01", told),
        ]);

        assert_eq!(outcomes, [Outcome::Blocked, told]);
    }

    /// One answer that breaks a rule and a recommendation is told once, and not where it breaks the recommendation alone.
    #[rstest]
    #[case::everywhere(&[true, true], false, 1)]
    #[case::but_for_one(&[true, false], false, 2)]
    #[case::where_warnings_count(&[true, true], true, 2)]
    fn a_warning_for_the_same_answer_is_no_cause_of_its_own(
        #[case] binding: &[bool],
        #[case] strict: bool,
        #[case] expected: usize,
    ) {
        let run = |(at, is_binding): (usize, &bool)| {
            let mut run = scenario(
                &format!("run-{at}"),
                "CIBA-7.3-01",
                "CIBA-7.3-01",
                Outcome::Failed,
            );
            let recommended = Violation::should("CIBA-7.3-04", "HTTP 200", "HTTP 201");
            if *is_binding {
                run.violations.push(recommended);
            } else {
                run.violations = vec![recommended];
            }
            run
        };
        let scenarios: Vec<ScenarioReport> = binding.iter().enumerate().map(run).collect();

        let told = causes(&scenarios, strict);

        assert_eq!(told.len(), expected);
        let beside = told.iter().flat_map(|cause| &cause.also).count();
        assert_eq!(beside, 2 - expected);
    }

    #[test]
    fn what_is_wrong_in_one_way_is_one_cause_whatever_its_words() {
        let described = |text: &str| {
            let actual = Actual::new(text, Came::Kind("a bad description"));
            CauseKey::of(&Violation::must("CIBA-13-03", "a good one", actual))
        };

        assert_eq!(described("for input \"a\""), described("for input \"b\""));
    }

    #[rstest]
    #[case::accepted(200, None, &["invalid_request"], "the request taken for a valid one")]
    #[case::pending(400, Some("authorization_pending"), &["invalid_request"], "the request taken for a valid one")]
    #[case::not_slowed(400, Some("authorization_pending"), &["slow_down"], "HTTP 400 with error = \"authorization_pending\"")]
    #[case::refused(400, Some("invalid_scope"), &["invalid_request"], "HTTP 400 with error = \"invalid_scope\"")]
    #[case::no_error_is_asked_for(200, None, &[], "HTTP 200")]
    fn a_bad_request_that_is_taken_is_one_cause_at_either_endpoint(
        #[case] status: u16,
        #[case] error: Option<&str>,
        #[case] wanted: &[&str],
        #[case] expected: &str,
    ) {
        let error = error.map(str::to_owned);
        let actual = Actual::new("an answer", Came::Answer { status, error });
        let violation = Violation::must("C-6749-13", "an error", actual);
        let violation = violation.instead_of(wanted.iter().copied());

        assert_eq!(CauseKey::of(&violation).answer, expected);
    }

    #[rstest]
    #[case::a_placeholder("the [auth_req_id #12] came", "the [auth_req_id] came")]
    #[case::a_number("expires_in = 599", "expires_in = N")]
    #[case::a_number_in_a_text("expires_in = \"-600\"", "expires_in = \"N\"")]
    #[case::a_status("HTTP 400 with 12 bytes", "HTTP 400 with N bytes")]
    #[case::a_word_with_a_digit("a sha256 of es256", "a sha256 of es256")]
    #[case::a_token("at_hash = \"Z9_VC_ARYCLOsea5ldD67QYq\"", "at_hash = \"…\"")]
    #[case::a_name("client_notification_token", "client_notification_token")]
    fn what_differs_from_run_to_run_is_cut_out(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(without_ids(text), expected);
    }
}
