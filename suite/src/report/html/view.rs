use serde::Serialize;

use super::super::visible::visible;
use super::super::{CauseReport, Outcome, RunReport, ScenarioReport, Summary};
use super::card::{Scenario, card};
use super::sections::{Section, sections};
use super::shown::{Clause, Shown, clause};
use crate::catalogue::Catalogue;
use crate::protocol::DeliveryMode;

/// So many findings are unfolded when the page opens.
const UNFOLDED: usize = 8;

/// What the template shows; every text is made harmless to the eye here, and escaped there.
#[derive(Serialize)]
pub(super) struct Page {
    headline: String,
    tone: &'static str,
    target: String,
    issuer: String,
    profile: String,
    started_at: String,
    duration: String,
    suite: String,
    ran: usize,
    counts: Vec<Count>,
    modes: Vec<Mode>,
    known: Vec<Known>,
    out_of_date: Vec<OutOfDate>,
    notes: Vec<String>,
    sections: Vec<Section>,
    requirements: usize,
    causes: Vec<Cause>,
    findings: Vec<Scenario>,
    features: Vec<Feature>,
    outcomes: Vec<Count>,
    clients: Vec<String>,
    mode_names: Vec<&'static str>,
}

#[derive(Serialize)]
struct Count {
    outcome: &'static str,
    /// Of the outcome whose colour it has.
    tone: &'static str,
    words: &'static str,
    number: usize,
}

#[derive(Serialize)]
struct Mode {
    name: &'static str,
    summary: Summary,
    ran: usize,
}

/// What was broken once, however many runs met it.
#[derive(Serialize)]
struct Cause {
    tone: &'static str,
    words: &'static str,
    clause: Clause,
    expected: String,
    actual: String,
    extent: String,
    beside: String,
    /// The number of the run that shows it.
    at: Option<usize>,
    example: String,
    runs: Vec<String>,
}

/// A cause that the known-failing list hides.
#[derive(Serialize)]
struct Known {
    clause: Clause,
    answer: String,
    extent: String,
    reason: String,
}

#[derive(Serialize)]
struct OutOfDate {
    scenario: String,
    detail: String,
}

#[derive(Serialize)]
struct Feature {
    name: String,
    scenarios: Vec<Scenario>,
    ran: usize,
    passed: usize,
}

pub(super) fn page(report: &RunReport, catalogue: &Catalogue) -> Page {
    let places = report.scenarios.iter().enumerate();
    let shown = Shown {
        report,
        catalogue,
        places: places
            .map(|(at, scenario)| (scenario.run_id(), at))
            .collect(),
    };
    let clean = |text: &str| visible(text).into_owned();
    let mut findings: Vec<(&ScenarioReport, Scenario)> = Vec::new();
    let mut features: Vec<Feature> = Vec::new();
    for (at, scenario) in report.scenarios.iter().enumerate() {
        let card = card(at, scenario, &shown);
        if is_finding(scenario.outcome) {
            findings.push((scenario, card));
            continue;
        }
        let name = feature(&scenario.id);
        if features.last().is_none_or(|last| last.name != name) {
            features.push(Feature {
                name: name.to_owned(),
                scenarios: Vec::new(),
                ran: 0,
                passed: 0,
            });
        }
        if let Some(last) = features.last_mut() {
            last.ran += usize::from(scenario.outcome.ran());
            last.passed += usize::from(scenario.outcome == Outcome::Passed);
            last.scenarios.push(card);
        }
    }
    findings.sort_by_key(|(scenario, _)| std::cmp::Reverse(scenario.outcome));
    let mut findings: Vec<Scenario> = findings.into_iter().map(|(_, card)| card).collect();
    for finding in findings.iter_mut().take(UNFOLDED) {
        finding.open = true;
    }
    let mut clients: Vec<String> = report
        .scenarios
        .iter()
        .map(|scenario| clean(&scenario.client))
        .collect();
    clients.sort();
    clients.dedup();
    let counts = counts(&report.summary, report.is_strict());
    Page {
        headline: clean(&report.headline()),
        tone: report.tone().as_str(),
        target: clean(&report.target.name),
        issuer: clean(&report.target.issuer),
        profile: clean(&report.target.profile),
        started_at: report.started_at.clone(),
        duration: report.seconds(),
        suite: format!("{} {}", report.suite.name, report.suite.version),
        ran: report.summary.ran(),
        outcomes: counts
            .iter()
            .filter(|count| count.number > 0)
            .map(|count| Count { ..*count })
            .collect(),
        counts,
        modes: modes(report),
        notes: report.notes.iter().map(|note| clean(note)).collect(),
        known: report
            .known_causes()
            .map(|(cause, reason)| Known {
                clause: clause(&cause.requirement, catalogue),
                answer: clean(&cause.answer),
                extent: cause.extent(),
                reason: clean(reason),
            })
            .collect(),
        out_of_date: report
            .out_of_date()
            .map(|entry| OutOfDate {
                scenario: clean(&entry.scenario),
                detail: clean(entry.detail.as_deref().unwrap_or_default()),
            })
            .collect(),
        sections: sections(report, catalogue),
        requirements: report.requirements.len(),
        causes: report
            .told_causes()
            .map(|cause| cause_view(cause, &shown))
            .collect(),
        findings,
        features,
        clients,
        mode_names: DeliveryMode::ALL.iter().map(|mode| mode.as_str()).collect(),
    }
}

fn cause_view(cause: &CauseReport, shown: &Shown<'_>) -> Cause {
    let clean = |text: &str| visible(text).into_owned();
    Cause {
        tone: cause.outcome.tone(shown.report.is_strict()).as_str(),
        words: cause.outcome.words(),
        clause: clause(&cause.requirement, shown.catalogue),
        expected: clean(&cause.expected),
        actual: clean(&cause.actual),
        extent: cause.extent(),
        beside: cause.beside(),
        at: shown.places.get(&cause.example).copied(),
        example: clean(&cause.example),
        runs: cause.scenarios.iter().map(|run| clean(run)).collect(),
    }
}

/// Whether a scenario stands at the top, and not under its feature.
const fn is_finding(outcome: Outcome) -> bool {
    outcome.is_told() || matches!(outcome, Outcome::ExpectedFailure)
}

fn counts(summary: &Summary, strict: bool) -> Vec<Count> {
    Outcome::BY_WEIGHT
        .iter()
        .map(|outcome| Count {
            outcome: outcome.as_str(),
            tone: outcome.tone(strict).as_str(),
            words: outcome.words(),
            number: summary.of(*outcome),
        })
        .collect()
}

fn modes(report: &RunReport) -> Vec<Mode> {
    DeliveryMode::ALL
        .iter()
        .map(|mode| {
            let summary = report.summary_of(*mode);
            Mode {
                name: mode.as_str(),
                ran: summary.ran(),
                summary,
            }
        })
        .collect()
}

/// `ciba-core/07_3_acknowledgement/…` is in the feature `ciba-core/07_3_acknowledgement`.
fn feature(id: &str) -> &str {
    id.match_indices('/').nth(1).map_or(id, |(at, _)| &id[..at])
}
