use super::{Entry, KnownFailing};
use crate::catalogue::Catalogue;
use crate::plan::{Plan, Selection};
use crate::report::{KnownFailingReport, KnownFailingStatus, Outcome, RunReport, ScenarioReport};

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
                scenario: entry.scenario.clone(),
                reason: entry.reason.clone(),
                status,
                detail,
            }
        })
        .collect();
    for scenario in &mut scenarios {
        apply(scenario, known);
    }
    let mut settled = report.with(scenarios, |id| {
        catalogue.requirement(id).map(|row| row.level)
    });
    settled.hold_against(outcomes);
    settled
}

/// Whether it is what a list can name: something is broken, be it binding or not.
const fn fails(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failed | Outcome::Warning => true,
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
        Outcome::NotApplicable | Outcome::SuiteError => false,
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::Info
        | Outcome::Passed => true,
    }
}

fn apply(scenario: &mut ScenarioReport, known: &KnownFailing) {
    let run_id = scenario.run_id();
    let about: Vec<&Entry> = known
        .entries
        .iter()
        .filter(|entry| entry.is_about(&run_id))
        .collect();
    if fails(scenario.outcome) {
        // The narrower entry knows better why.
        let entry = about
            .iter()
            .find(|entry| !entry.is_glob())
            .or_else(|| about.first());
        if let Some(entry) = entry {
            scenario.outcome = Outcome::ExpectedFailure;
            scenario.reason = Some(entry.reason.clone());
        }
    } else if is_judged(scenario.outcome)
        && let Some(entry) = about.iter().find(|entry| !entry.is_glob())
    {
        scenario.outcome = Outcome::UnexpectedPass;
        scenario.reason = Some(format!(
            "the known-failing list names it in line {} ({}), and it does not fail: take it off the list",
            entry.line, entry.reason
        ));
    }
}

fn status(
    entry: &Entry,
    whole: &Plan,
    scenarios: &[ScenarioReport],
) -> (KnownFailingStatus, Option<String>) {
    let planned: Vec<_> = whole
        .runs
        .iter()
        .filter(|run| entry.is_about(&run.id()))
        .collect();
    if planned.is_empty() {
        return stale("no scenario is named so; `list` prints their ids");
    }
    let selected = planned
        .iter()
        .filter(|run| run.selection == Selection::Selected)
        .count();
    if selected == 0 {
        return match &planned[0].selection {
            Selection::NotApplicable(reason) => stale(&format!("it is not applicable: {reason}")),
            Selection::Selected => (KnownFailingStatus::NotJudged, None),
        };
    }
    let judged: Vec<&ScenarioReport> = scenarios
        .iter()
        .filter(|scenario| is_judged(scenario.outcome) && entry.is_about(&scenario.run_id()))
        .collect();
    let failing = judged
        .iter()
        .filter(|scenario| fails(scenario.outcome))
        .count();
    if !entry.is_glob() && failing < judged.len() {
        return (KnownFailingStatus::UnexpectedPass, None);
    }
    if failing > 0 {
        return (KnownFailingStatus::ExpectedFailure, None);
    }
    if judged.len() == selected {
        return stale(&format!(
            "nothing fails of the {selected} scenarios that it fits"
        ));
    }
    (
        KnownFailingStatus::NotJudged,
        Some(format!(
            "{} of {selected} scenarios were judged",
            judged.len()
        )),
    )
}

fn stale(detail: &str) -> (KnownFailingStatus, Option<String>) {
    (KnownFailingStatus::Stale, Some(detail.to_owned()))
}
