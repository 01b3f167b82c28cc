use std::collections::HashSet;

use super::named::{fails, is_as_named, is_judged};
use super::status::{became, is_exceeded};
use super::{Entry, KnownFailing};
use crate::catalogue::Catalogue;
use crate::plan::Plan;
use crate::protocol::Level;
use crate::report::{CauseKey, KnownFailingReport, Outcome, RunReport, ScenarioReport, binding};

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
        .map(|entry| became(entry, whole, &scenarios))
        .collect();
    let hiding: Vec<&Entry> = known
        .entries
        .iter()
        .filter(|entry| !is_exceeded(entry, &scenarios))
        .collect();
    for scenario in &mut scenarios {
        apply(scenario, &hiding, report.is_strict());
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

fn apply(scenario: &mut ScenarioReport, known: &[&Entry], strict: bool) {
    let run_id = scenario.run_id();
    let named: Vec<&Entry> = known
        .iter()
        .copied()
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
fn by_cause<'a>(scenario: &ScenarioReport, known: &[&'a Entry], strict: bool) -> Option<&'a Entry> {
    if !fails(scenario.outcome) {
        return None;
    }
    let mut entries = causes(scenario, strict)
        .into_iter()
        .map(|key| known.iter().copied().find(|entry| entry.is_cause(&key)));
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::{Entry, KnownFailing, Outcome, ScenarioReport, apply, is_withheld, withhold};
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

        let list = list(&causes[..listed]);
        let entries: Vec<&Entry> = list.entries.iter().collect();
        apply(&mut scenario, &entries, strict);

        assert_eq!(scenario.outcome, expected);
    }
}
