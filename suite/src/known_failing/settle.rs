use std::collections::HashSet;

use super::{Entry, KnownFailing};
use crate::catalogue::Catalogue;
use crate::known_failing::Named;
use crate::plan::{Plan, Selection};
use crate::protocol::Level;
use crate::report::{
    CauseKey, KnownFailingReport, KnownFailingStatus, Outcome, RunReport, ScenarioReport, binding,
};

/// Holds a report against a list: what fails as listed is expected, and an entry that is no longer true is told.
///
/// `whole` is the plan before any filter: an entry about a scenario that was left out this time is not stale.
pub fn settle(
    mut report: RunReport,
    known: &KnownFailing,
    whole: &Plan,
    catalogue: &Catalogue,
) -> RunReport {
    let mut scenarios = std::mem::take(&mut report.scenarios);
    let outcomes: Vec<KnownFailingReport> = known
        .entries
        .iter()
        .map(|entry| {
            let (status, detail) = status(entry, whole, &scenarios);
            KnownFailingReport {
                scenario: entry.name(),
                reason: entry.reason.clone(),
                status,
                detail,
            }
        })
        .collect();
    for scenario in &mut scenarios {
        apply(scenario, known, report.is_strict());
        if is_withheld(scenario, known) {
            withhold(scenario);
        }
    }
    expect_what_is_blocked_by_expected_failures(&mut scenarios);
    let mut settled = report.with(scenarios, |id| {
        catalogue.requirement(id).map(|row| row.level)
    });
    settled.hold_against(outcomes);
    settled
}

/// Whether it is what a list can name: something is broken, be it binding or not.
const fn fails(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Blocked | Outcome::Warning => true,
        Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::ExpectedFailure
        | Outcome::Info
        | Outcome::Passed
        | Outcome::NotApplicable => false,
    }
}

/// Whether a run was judged at all.
const fn is_judged(outcome: Outcome) -> bool {
    match outcome {
        Outcome::NotApplicable | Outcome::SuiteError | Outcome::Blocked => false,
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::Info
        | Outcome::Passed => true,
    }
}

/// Whether the run came out as an entry that names runs says.
fn is_as_named(entry: &Entry, scenario: &ScenarioReport) -> bool {
    let outcome = match entry.names {
        Named::Runs(_) => fails(scenario.outcome),
        Named::NotJudged(_) => scenario.outcome == Outcome::SuiteError,
        Named::Cause(_) => false,
    };
    outcome && entry.is_about(&scenario.run_id())
}

fn apply(scenario: &mut ScenarioReport, known: &KnownFailing, strict: bool) {
    let run_id = scenario.run_id();
    let named: Vec<&Entry> = known
        .entries
        .iter()
        .filter(|entry| is_as_named(entry, scenario))
        .collect();
    // The narrower entry knows better why.
    let entry = named
        .iter()
        .find(|entry| !entry.is_glob())
        .or_else(|| named.first())
        .copied()
        .or_else(|| by_cause(scenario, known, strict));
    if let Some(entry) = entry {
        scenario.outcome = Outcome::ExpectedFailure;
        scenario.reason = Some(entry.reason.clone());
        return;
    }
    let untrue = known
        .entries
        .iter()
        .find(|entry| !entry.is_glob() && entry.is_about(&run_id));
    if is_judged(scenario.outcome)
        && !fails(scenario.outcome)
        && let Some(entry) = untrue
    {
        scenario.outcome = Outcome::UnexpectedPass;
        scenario.reason = Some(format!(
            "the known-failing list names it in line {} ({}), and it does not fail: take it off the list",
            entry.line, entry.reason
        ));
    }
}

/// Whether the list keeps what was on the wire out of reports.
fn is_withheld(scenario: &ScenarioReport, known: &KnownFailing) -> bool {
    let keys: Vec<CauseKey> = scenario.violations.iter().map(CauseKey::of).collect();
    let mut withheld = known.entries.iter().filter(|entry| entry.withheld);
    withheld.any(|entry| is_as_named(entry, scenario) || keys.iter().any(|key| entry.is_cause(key)))
}

/// Leaves out everything that shows how it is done: what is left is the row, and what came by status and error code.
fn withhold(scenario: &mut ScenarioReport) {
    scenario.exchanges.clear();
    scenario.curl = None;
    scenario.transcript.clear();
    for violation in &mut scenario.violations {
        violation.actual = CauseKey::of(violation).answer;
    }
}

/// The entry of the first cause, if every cause of the failure is listed: another answer is another failure.
fn by_cause<'a>(
    scenario: &ScenarioReport,
    known: &'a KnownFailing,
    strict: bool,
) -> Option<&'a Entry> {
    if !fails(scenario.outcome) {
        return None;
    }
    let mut entries = causes(scenario, strict)
        .into_iter()
        .map(|key| known.entries.iter().find(|entry| entry.is_cause(&key)));
    let first = entries.next()??;
    entries.all(|entry| entry.is_some()).then_some(first)
}

/// What makes it fail: its binding violations, or else its warnings; both where warnings count.
fn causes(scenario: &ScenarioReport, strict: bool) -> Vec<CauseKey> {
    let mut causes = binding(scenario);
    if causes.is_empty() || strict {
        let violations = scenario.violations.iter();
        let warnings = violations.filter(|violation| violation.level == Level::Should);
        causes.extend(warnings.map(CauseKey::of));
    }
    causes
}

fn expect_what_is_blocked_by_expected_failures(scenarios: &mut [ScenarioReport]) {
    let causes_of = |outcome: Outcome| -> HashSet<CauseKey> {
        scenarios
            .iter()
            .filter(|scenario| scenario.outcome == outcome)
            .flat_map(binding)
            .collect()
    };
    let expected = causes_of(Outcome::ExpectedFailure);
    for scenario in scenarios.iter_mut() {
        let is_expected = |keys: &[CauseKey]| keys.iter().all(|key| expected.contains(key));
        if scenario.outcome == Outcome::Blocked && is_expected(&binding(scenario)) {
            scenario.outcome = Outcome::ExpectedFailure;
        }
    }
}

fn status(
    entry: &Entry,
    whole: &Plan,
    scenarios: &[ScenarioReport],
) -> (KnownFailingStatus, Option<String>) {
    match entry.names {
        Named::Cause(_) => status_of_cause(entry, whole, scenarios),
        Named::Runs(_) | Named::NotJudged(_) => status_of_runs(entry, whole, scenarios),
    }
}

fn status_of_cause(
    entry: &Entry,
    whole: &Plan,
    scenarios: &[ScenarioReport],
) -> (KnownFailingStatus, Option<String>) {
    let is_seen = scenarios
        .iter()
        .filter(|scenario| fails(scenario.outcome))
        .flat_map(|scenario| &scenario.violations)
        .any(|violation| entry.is_cause(&CauseKey::of(violation)));
    if is_seen {
        return (KnownFailingStatus::ExpectedFailure, None);
    }
    let selected = selected(whole, |_| true);
    let judged = scenarios
        .iter()
        .filter(|scenario| is_judged(scenario.outcome))
        .count();
    if judged < selected {
        return (
            KnownFailingStatus::NotJudged,
            Some(format!("{judged} of {selected} scenarios were judged")),
        );
    }
    stale("nothing fails for that reason; `run` prints the causes as a list names them")
}

fn selected(whole: &Plan, is_named: impl Fn(&str) -> bool) -> usize {
    whole
        .runs
        .iter()
        .filter(|run| run.selection == Selection::Selected && is_named(&run.id()))
        .count()
}

fn status_of_runs(
    entry: &Entry,
    whole: &Plan,
    scenarios: &[ScenarioReport],
) -> (KnownFailingStatus, Option<String>) {
    let planned: Vec<_> = whole
        .runs
        .iter()
        .filter(|run| entry.is_about(&run.id()))
        .collect();
    let Some(first) = planned.first() else {
        return stale("no scenario is named so; `list` prints their ids");
    };
    let selected = selected(whole, |run| entry.is_about(run));
    if selected == 0 {
        return match &first.selection {
            Selection::NotApplicable(reason) => stale(&format!("it is not applicable: {reason}")),
            Selection::Selected | Selection::Blocked(_) => (KnownFailingStatus::NotJudged, None),
        };
    }
    let about: Vec<&ScenarioReport> = scenarios
        .iter()
        .filter(|scenario| entry.is_about(&scenario.run_id()))
        .collect();
    let as_named = about
        .iter()
        .filter(|scenario| is_as_named(entry, scenario))
        .count();
    let judged = about
        .iter()
        .filter(|scenario| is_judged(scenario.outcome) || is_as_named(entry, scenario))
        .count();
    if !entry.is_glob() && as_named < judged {
        return (KnownFailingStatus::UnexpectedPass, None);
    }
    if as_named > 0 {
        return (KnownFailingStatus::ExpectedFailure, None);
    }
    if judged == selected {
        return stale(&format!(
            "nothing fails of the {selected} scenarios that it fits"
        ));
    }
    (
        KnownFailingStatus::NotJudged,
        Some(format!("{judged} of {selected} scenarios were judged")),
    )
}

fn stale(detail: &str) -> (KnownFailingStatus, Option<String>) {
    (KnownFailingStatus::Stale, Some(detail.to_owned()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::{KnownFailing, Outcome, ScenarioReport, apply, is_withheld, withhold};
    use crate::report::CauseKey;
    use crate::testing;
    use crate::violation::{Actual, Came, Violation};

    /// It breaks a must and a should.
    fn failed() -> ScenarioReport {
        ScenarioReport {
            requirements: vec!["CIBA-7.3-01".into()],
            violations: vec![
                Violation::must("CIBA-7.3-01", "HTTP 200", "HTTP 201"),
                Violation::should("CIBA-7.3-04", "an entropy", "less of it"),
            ],
            ..testing::failed("a")
        }
    }

    fn list(causes: &[CauseKey]) -> KnownFailing {
        let entry = |cause: &CauseKey| {
            format!(
                "[[known_failing]]\nrequirement = \"{}\"\nanswer = '{}'\nreason = \"a reason\"\n",
                cause.requirement, cause.answer
            )
        };
        let text: String = causes.iter().map(entry).collect();
        KnownFailing::parse(&text, "list.toml").unwrap()
    }

    #[test]
    fn what_is_withheld_keeps_its_row_and_loses_what_was_on_the_wire() {
        let mut scenario = ScenarioReport {
            curl: Some("curl".to_owned()),
            transcript: "> POST".to_owned(),
            violations: vec![Violation::must(
                "CIBA-7.3-01",
                "one",
                Actual::new("a [token #1] of somebody", Came::Kind("two")),
            )],
            ..failed()
        };
        let told =
            "[[known_failing]]\nrequirement = \"CIBA-7.3-01\"\nanswer = \"two\"\nreason = \"a\"\n";
        let kept = KnownFailing::parse(&format!("{told}withheld = true\n"), "list.toml").unwrap();
        let told = KnownFailing::parse(told, "list.toml").unwrap();

        let asked = (is_withheld(&scenario, &told), is_withheld(&scenario, &kept));
        withhold(&mut scenario);

        assert_eq!(asked, (false, true));
        assert_eq!(scenario.violations[0].actual, "two");
        assert_eq!((scenario.curl, scenario.transcript), (None, String::new()));
        assert!(scenario.exchanges.is_empty());
    }

    #[rstest]
    #[case::the_must_alone(1, false, Outcome::ExpectedFailure)]
    #[case::the_must_alone_where_warnings_count(1, true, Outcome::Failed)]
    #[case::both_where_warnings_count(2, true, Outcome::ExpectedFailure)]
    fn every_cause_that_counts_has_to_be_listed(
        #[case] listed: usize,
        #[case] strict: bool,
        #[case] expected: Outcome,
    ) {
        let mut scenario = failed();
        let causes: Vec<CauseKey> = scenario.violations.iter().map(CauseKey::of).collect();

        apply(&mut scenario, &list(&causes[..listed]), strict);

        assert_eq!(scenario.outcome, expected);
    }
}
