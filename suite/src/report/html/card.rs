use serde::Serialize;

use super::super::visible::visible;
use super::super::{ExchangeReport, Outcome, ScenarioReport, hint};
use super::shown::{Clause, Shown, clause};

#[derive(Serialize)]
pub(super) struct Scenario {
    at: usize,
    pub(super) open: bool,
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
    /// The number of the run that shows what stood in the way.
    shown_by: Option<usize>,
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

/// One scenario with everything that it did.
pub(super) fn card(at: usize, scenario: &ScenarioReport, shown: &Shown<'_>) -> Scenario {
    let clean = |text: &str| visible(text).into_owned();
    // What stood in the way is shown once, by the run that failed for it.
    let is_blocked = scenario.outcome == Outcome::Blocked;
    Scenario {
        at,
        open: false,
        id: clean(&scenario.id),
        client: clean(&scenario.client),
        title: clean(&scenario.title),
        mode: scenario.mode.as_str(),
        outcome: scenario.outcome.as_str(),
        tone: scenario.outcome.tone(shown.report.is_strict()).as_str(),
        words: scenario.outcome.words(),
        duration: format!("{} ms", scenario.duration_ms),
        reason: scenario.reason.as_deref().map(clean),
        hint: parts(&clean(
            &hint::hint(scenario, &shown.report.repeated_with).unwrap_or_default(),
        )),
        curl: scenario.curl.clone().filter(|_| !is_blocked),
        shown_by: shown_by(scenario, shown),
        requirements: scenario
            .requirements
            .iter()
            .filter(|id| {
                !scenario
                    .violations
                    .iter()
                    .any(|violation| violation.requirement == **id)
            })
            .map(|id| clause(id, shown.catalogue))
            .collect(),
        violations: scenario
            .violations
            .iter()
            .map(|violation| Broken {
                clause: clause(&violation.requirement, shown.catalogue),
                expected: clean(&violation.expected),
                actual: clean(&violation.actual),
            })
            .collect(),
        exchanges: if is_blocked {
            Vec::new()
        } else {
            scenario.exchanges.iter().map(exchange).collect()
        },
    }
}

/// The run that shows what stood in the way of this one.
fn shown_by(scenario: &ScenarioReport, shown: &Shown<'_>) -> Option<usize> {
    let row = scenario.blocked_by.as_ref()?;
    let mut causes = shown.report.causes.iter();
    let cause = causes.find(|cause| cause.requirement == *row)?;
    shown.places.get(&cause.example).copied()
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
