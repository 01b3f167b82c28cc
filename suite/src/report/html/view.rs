use serde::Serialize;

use super::super::visible::visible;
use super::super::{
    CauseReport, ExchangeReport, Outcome, RunReport, ScenarioReport, Summary, hint,
};
use super::sections::{Section, sections};
use crate::catalogue::Catalogue;
use crate::protocol::{DeliveryMode, RequirementId};

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
    stale: Vec<Stale>,
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
    /// The number of the run that shows it.
    at: Option<usize>,
    example: String,
    runs: Vec<String>,
}

#[derive(Serialize)]
struct Stale {
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

#[derive(Serialize)]
struct Scenario {
    at: usize,
    open: bool,
    id: String,
    client: String,
    title: String,
    mode: &'static str,
    outcome: &'static str,
    tone: &'static str,
    words: &'static str,
    duration: String,
    reason: Option<String>,
    hint: Vec<Part>,
    curl: Option<String>,
    requirements: Vec<Clause>,
    violations: Vec<Broken>,
    exchanges: Vec<Exchange>,
}

/// A part of a sentence, as it is or as code.
#[derive(Serialize)]
struct Part {
    is_code: bool,
    text: String,
}

#[derive(Serialize)]
struct Clause {
    id: String,
    level: String,
    section: String,
    url: String,
    text: String,
}

#[derive(Serialize)]
struct Broken {
    clause: Clause,
    expected: String,
    actual: String,
}

#[derive(Serialize)]
struct Exchange {
    /// What happened just before it, such as a decision of the user.
    before: Vec<String>,
    /// What happened then, where no other exchange followed.
    after: Vec<String>,
    from: String,
    to: String,
    /// Whether the client sent it: it stands on the left.
    from_client: bool,
    request_line: String,
    request: String,
    response_line: String,
    response: String,
    /// The class of the status: 2, 3, 4 or 5.
    class: u16,
    duration_ms: u64,
}

pub(super) fn page(report: &RunReport, catalogue: &Catalogue) -> Page {
    let clean = |text: &str| visible(text).into_owned();
    let mut findings: Vec<(&ScenarioReport, Scenario)> = Vec::new();
    let mut features: Vec<Feature> = Vec::new();
    for (at, scenario) in report.scenarios.iter().enumerate() {
        let shown = view(at, scenario, report.is_strict(), catalogue);
        if is_finding(scenario.outcome) {
            findings.push((scenario, shown));
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
            last.scenarios.push(shown);
        }
    }
    findings.sort_by_key(|(scenario, _)| std::cmp::Reverse(scenario.outcome));
    let mut findings: Vec<Scenario> = findings.into_iter().map(|(_, shown)| shown).collect();
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
        stale: report
            .stale()
            .map(|entry| Stale {
                scenario: clean(&entry.scenario),
                detail: clean(entry.detail.as_deref().unwrap_or_default()),
            })
            .collect(),
        sections: sections(report, catalogue),
        requirements: report.requirements.len(),
        causes: report
            .told_causes()
            .map(|cause| cause_view(cause, report, catalogue))
            .collect(),
        findings,
        features,
        clients,
        mode_names: DeliveryMode::ALL.iter().map(|mode| mode.as_str()).collect(),
    }
}

fn cause_view(cause: &CauseReport, report: &RunReport, catalogue: &Catalogue) -> Cause {
    let clean = |text: &str| visible(text).into_owned();
    Cause {
        tone: cause.outcome.tone(report.is_strict()).as_str(),
        words: cause.outcome.words(),
        clause: clause(&cause.requirement, catalogue),
        expected: clean(&cause.expected),
        actual: clean(&cause.actual),
        extent: cause.extent(),
        at: report
            .scenarios
            .iter()
            .position(|scenario| scenario.run_id() == cause.example),
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

fn view(at: usize, scenario: &ScenarioReport, strict: bool, catalogue: &Catalogue) -> Scenario {
    let clean = |text: &str| visible(text).into_owned();
    Scenario {
        at,
        open: false,
        id: clean(&scenario.id),
        client: clean(&scenario.client),
        title: clean(&scenario.title),
        mode: scenario.mode.as_str(),
        outcome: scenario.outcome.as_str(),
        tone: scenario.outcome.tone(strict).as_str(),
        words: scenario.outcome.words(),
        duration: format!("{} ms", scenario.duration_ms),
        reason: scenario.reason.as_deref().map(clean),
        hint: parts(&clean(&hint::hint(scenario).unwrap_or_default())),
        curl: scenario.curl.clone(),
        requirements: scenario
            .requirements
            .iter()
            .filter(|id| {
                !scenario
                    .violations
                    .iter()
                    .any(|violation| violation.requirement == **id)
            })
            .map(|id| clause(id, catalogue))
            .collect(),
        violations: scenario
            .violations
            .iter()
            .map(|violation| Broken {
                clause: clause(&violation.requirement, catalogue),
                expected: clean(&violation.expected),
                actual: clean(&violation.actual),
            })
            .collect(),
        exchanges: scenario.exchanges.iter().map(exchange).collect(),
    }
}

/// Code stands between backticks.
fn parts(text: &str) -> Vec<Part> {
    text.split('`')
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(at, text)| Part {
            is_code: at % 2 == 1,
            text: text.to_owned(),
        })
        .collect()
}

fn clause(id: &RequirementId, catalogue: &Catalogue) -> Clause {
    let id_text = visible(id.as_str()).into_owned();
    match catalogue.requirement(id) {
        Some(row) => Clause {
            id: id_text,
            level: row.level.to_string(),
            section: row.section.clone(),
            url: row.url.clone(),
            text: row.text.clone(),
        },
        None => Clause {
            id: id_text,
            level: String::new(),
            section: String::new(),
            url: String::new(),
            text: String::new(),
        },
    }
}

fn exchange(exchange: &ExchangeReport) -> Exchange {
    let split = |message: &str| {
        let message = visible(message).into_owned();
        match message.split_once('\n') {
            Some((first, rest)) => (first.to_owned(), rest.to_owned()),
            None => (message, String::new()),
        }
    };
    let (request_line, request) = split(&exchange.request);
    let (response_line, response) = split(&exchange.response);
    Exchange {
        before: acts(&exchange.before),
        after: acts(&exchange.after),
        from: party(&exchange.from),
        to: party(&exchange.to),
        from_client: exchange.from == "client",
        request_line,
        request,
        response_line,
        response,
        class: exchange.status / 100,
        duration_ms: exchange.duration_ms,
    }
}

fn acts(acts: &[String]) -> Vec<String> {
    acts.iter().map(|act| visible(act).into_owned()).collect()
}

fn party(name: &str) -> String {
    if name == "op" {
        "OP".to_owned()
    } else {
        visible(name).into_owned()
    }
}
