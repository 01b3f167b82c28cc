use std::collections::HashSet;

use super::named::{fails, is_as_named, is_judged};
use super::{Entry, Named};
use crate::plan::{Plan, Selection};
use crate::report::{KnownFailingReport, KnownFailingStatus, Outcome, ScenarioReport};

/// What became of an entry.
pub(super) fn became(
    entry: &Entry,
    whole: &Plan,
    scenarios: &[ScenarioReport],
) -> KnownFailingReport {
    let (status, detail) = status(entry, whole, scenarios);
    let cause = match &entry.names {
        Named::Cause(cause) => Some(cause),
        Named::Runs(_) | Named::NotJudged(_) => None,
    };
    KnownFailingReport {
        scenario: entry.name(),
        requirement: cause.map(|cause| cause.requirement.clone()),
        answer: cause.map(|cause| cause.answer.clone()),
        reason: entry.reason.clone(),
        status,
        runs: hidden(entry, scenarios),
        detail,
    }
}

/// How many runs come out as the entry says.
fn hidden(entry: &Entry, scenarios: &[ScenarioReport]) -> usize {
    match &entry.names {
        Named::Cause(cause) => {
            cause.met(scenarios.iter().filter(|scenario| fails(scenario.outcome)))
        }
        Named::Runs(_) | Named::NotJudged(_) => scenarios
            .iter()
            .filter(|scenario| is_as_named(entry, scenario))
            .count(),
    }
}

/// Whether more runs meet a cause than is known of it: an entry about one corner hides no server that is wrong
/// everywhere.
pub(super) fn is_exceeded(entry: &Entry, scenarios: &[ScenarioReport]) -> bool {
    most(entry).is_some_and(|most| hidden(entry, scenarios) > most)
}

/// In how many runs it may be met.
const fn most(entry: &Entry) -> Option<usize> {
    match &entry.names {
        Named::Cause(cause) => cause.runs,
        Named::Runs(_) | Named::NotJudged(_) => None,
    }
}

/// The status of an entry, and more about it.
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
    let met = hidden(entry, scenarios);
    if let Some(most) = most(entry).filter(|most| met > *most) {
        let detail =
            format!("{met} runs met it, and the list knows of {most}: it hides none of them");
        return (KnownFailingStatus::Exceeded, Some(detail));
    }
    if met > 0 {
        return (KnownFailingStatus::ExpectedFailure, None);
    }
    // What turned out not to be applicable would not have shown it either.
    let looked_at: HashSet<String> = scenarios
        .iter()
        .filter(|run| is_judged(run.outcome) || run.outcome == Outcome::NotApplicable)
        .map(ScenarioReport::run_id)
        .collect();
    let judged = selected(whole, |run| looked_at.contains(run));
    let selected = selected(whole, |_| true);
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
