use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Keep;
use super::scripts::Ending;
use super::sent::{Registered, sent};
use crate::http::{Exchange, Party, Redactor, Request, SecretKind, without_mark};
use crate::op_under_test::scenario_context::{CibaWorld, Event, Log};
use crate::op_under_test::target::{Target, WitnessedExchange};
use crate::plan::{PlannedRun, Selection};
use crate::protocol::{DeliveryMode, Level, RequirementId};
use crate::report::{
    ExchangeReport, Line, Outcome, ScenarioReport, Wire, curl, request_text, response_text,
    transcript,
};
use crate::violation::{Came, Violation};

/// A run that left no trace: not selected, or lost by us.
pub(super) fn not_run(run: &PlannedRun) -> ScenarioReport {
    let (outcome, reason) = match &run.selection {
        Selection::NotApplicable(reason) => (Outcome::NotApplicable, reason.clone()),
        Selection::Selected | Selection::Blocked(_) => (
            Outcome::SuiteError,
            "the scenario was planned and never finished".to_owned(),
        ),
    };
    ScenarioReport {
        outcome,
        reason: Some(reason),
        ..blank(run)
    }
}

/// A run in which something of ours broke.
pub(super) fn broken(run: &PlannedRun, reason: String) -> ScenarioReport {
    ScenarioReport {
        outcome: Outcome::SuiteError,
        reason: Some(reason),
        ..blank(run)
    }
}

/// A run that was cut off by the user, after so long, or before it began.
pub(super) fn interrupted(run: &PlannedRun, after: Option<Duration>) -> ScenarioReport {
    if matches!(run.selection, Selection::NotApplicable(_)) {
        return not_run(run);
    }
    let reason = match after {
        Some(after) => format!(
            "the run was interrupted while this scenario acted or waited, {} s after its beginning",
            after.as_secs()
        ),
        None => "the run was interrupted before this scenario began".to_owned(),
    };
    ScenarioReport {
        outcome: Outcome::SuiteError,
        reason: Some(reason),
        duration_ms: milliseconds(after.unwrap_or_default()),
        ..blank(run)
    }
}

fn blank(run: &PlannedRun) -> ScenarioReport {
    ScenarioReport {
        id: run.scenario.id.clone(),
        title: run.scenario.title.clone(),
        requirements: run.scenario.requirements.clone(),
        level: run.scenario.level,
        client: run.client.clone(),
        mode: run.mode,
        outcome: Outcome::Passed,
        reason: None,
        blocked_by: None,
        duration_ms: 0,
        violations: Vec::new(),
        sent: Vec::new(),
        exchanges: Vec::new(),
        curl: None,
        transcript: String::new(),
    }
}

/// Judges what a scenario left behind.
pub(super) async fn build(
    run: &PlannedRun,
    target: &Target,
    keep: Keep,
    world: &mut CibaWorld,
    ending: Ending,
    elapsed: Duration,
) -> ScenarioReport {
    let outcome = outcome(&world.log, &ending, &run.scenario.requirements);
    let duration_ms = milliseconds(elapsed);
    if outcome == Outcome::Passed && keep == Keep::Trouble {
        return ScenarioReport {
            duration_ms,
            ..blank(run)
        };
    }
    let witnessed = witness(world, target).await;
    let log = std::mem::take(&mut world.log);
    let lines = lines(&log, &witnessed);
    let redactor = redactor(&lines, log.unanswered.as_deref(), world, run, target);
    let reason = match (outcome, ending) {
        (Outcome::SuiteError, Ending::Stopped(reason)) => {
            let reason = log.suite_error.clone().unwrap_or(reason);
            Some(redactor.redact(&reason))
        }
        (Outcome::NotApplicable, _) => log.not_applicable.clone(),
        (Outcome::Blocked, _) => {
            in_the_way(&log).map(|violation| blocked_reason(&redacted(violation, &redactor)))
        }
        _ => None,
    };
    let blocked_by = in_the_way(&log)
        .filter(|_| outcome == Outcome::Blocked)
        .map(|violation| violation.requirement.clone());
    ScenarioReport {
        outcome,
        reason,
        blocked_by,
        duration_ms,
        violations: log
            .violations
            .iter()
            .map(|violation| redacted(violation, &redactor))
            .collect(),
        sent: sent(&log, &Registered::of(world, target)),
        exchanges: exchanges(&log, &redactor),
        curl: (!log.violations.is_empty())
            .then(|| decisive(&log))
            .flatten()
            .map(|request| curl(request, &redactor)),
        transcript: match target.witness {
            Some(_) => transcript(&lines, &redactor),
            None => String::new(),
        },
        ..blank(run)
    }
}

/// Anything of ours that broke makes the verdict worthless; else the worst violation decides. Where only other rows than
/// the scenario's own are broken, it came no further than to them.
pub(super) fn outcome(log: &Log, ending: &Ending, own: &[RequirementId]) -> Outcome {
    if log.suite_error.is_some() {
        return Outcome::SuiteError;
    }
    let worst = log.violations.iter().map(|violation| violation.level).max();
    let breaks_own = log
        .violations
        .iter()
        .any(|violation| violation.level == Level::Must && own.contains(&violation.requirement));
    match (worst, ending) {
        (Some(Level::Must), _) if breaks_own => Outcome::Failed,
        (Some(Level::Must), _) => Outcome::Blocked,
        (Some(Level::Should), _) => Outcome::Warning,
        (Some(_), _) => Outcome::Info,
        (None, _) if log.not_applicable.is_some() => Outcome::NotApplicable,
        (None, Ending::Completed) => Outcome::Passed,
        (None, Ending::Stopped(_)) => Outcome::SuiteError,
    }
}

/// What a blocked scenario came no further than to.
fn in_the_way(log: &Log) -> Option<&Violation> {
    log.violations
        .iter()
        .find(|violation| violation.level == Level::Must)
}

fn blocked_reason(violation: &Violation) -> String {
    format!(
        "it came no further than to {}: expected {}, got {}",
        violation.requirement, violation.expected, violation.actual
    )
}

/// Waits for what the scenario set in motion, so that the record of it is whole, and takes that record.
async fn witness(world: &mut CibaWorld, target: &Target) -> Vec<WitnessedExchange> {
    let Some(witness) = &target.witness else {
        return Vec::new();
    };
    let acknowledged = acknowledged(&world.log);
    if world.log.suite_error.is_none() && world.log.violations.is_empty() {
        witness.settle(&acknowledged).await;
        await_callbacks(world, target).await;
    }
    witness.seen(world.trace_id())
}

/// Every auth_req_id that the OP gave out in the scenario, also where no step went on with it.
fn acknowledged(log: &Log) -> Vec<String> {
    log.events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Exchange { exchange, .. } if exchange.response.status == 200 => {
                let body = without_mark(&exchange.response.body);
                let body: Value = serde_json::from_slice(body).ok()?;
                Some(body.get("auth_req_id")?.as_str()?.to_owned())
            }
            _ => None,
        })
        .collect()
}

async fn await_callbacks(world: &mut CibaWorld, target: &Target) {
    let mode = world
        .client()
        .map_or(DeliveryMode::Poll, |client| client.mode);
    let Some(endpoint) = target
        .notification_endpoint
        .clone()
        .filter(|_| mode.has_callback())
    else {
        return;
    };
    for transaction in world.transactions.clone() {
        let expected =
            usize::from(transaction.decision.is_some()).max(transaction.logged_callbacks);
        let callbacks = endpoint
            .wait_for(
                expected,
                &transaction.auth_req_id,
                &transaction.client_notification_token,
                target.patience.unexpected,
            )
            .await;
        world.log_callbacks(&transaction.auth_req_id, &callbacks);
    }
}

/// The suite's exchanges in order, each followed by those that it caused.
fn lines(log: &Log, witnessed: &[WitnessedExchange]) -> Vec<Line> {
    let mut lines = Vec::new();
    let caused_by = |span: u64| {
        let mark = format!("-{span:016x}-");
        witnessed
            .iter()
            .filter(move |seen| seen.traceparent.contains(&mark))
            .map(|seen| Line::Exchange {
                depth: 1,
                exchange: seen.exchange.clone(),
            })
    };
    for (_, event) in &log.events {
        match event {
            Event::Exchange { span, exchange } => {
                lines.push(Line::Exchange {
                    depth: 0,
                    exchange: (**exchange).clone(),
                });
                lines.extend(caused_by(*span));
            }
            Event::Act { span, text } => {
                lines.push(Line::Act(text.clone()));
                lines.extend(caused_by(*span));
            }
            Event::Callback(exchange) => lines.push(Line::Exchange {
                depth: 0,
                exchange: (**exchange).clone(),
            }),
        }
    }
    lines
}

/// One redactor for a scenario: what is secret or accidental gets a name, by first appearance.
fn redactor(
    lines: &[Line],
    unanswered: Option<&Request>,
    world: &CibaWorld,
    run: &PlannedRun,
    target: &Target,
) -> Redactor {
    if run.show_secrets {
        return Redactor::revealing();
    }
    let mut redactor = Redactor::new();
    if let Ok(client) = world.client()
        && let Some(secret) = &client.secret
    {
        redactor.learn(SecretKind::ClientSecret, secret.expose());
    }
    for (_, value) in &target.config.connection.headers {
        redactor.learn(SecretKind::Header, value.expose());
    }
    for line in lines {
        if let Line::Exchange { exchange, .. } = line {
            redactor.learn_exchange(exchange);
        }
    }
    if let Some(request) = unanswered {
        redactor.learn_request(request);
    }
    for transaction in &world.transactions {
        redactor.learn(SecretKind::AuthReqId, &transaction.auth_req_id);
    }
    redactor.name(&target.config.issuer, "{issuer}");
    if let Some(endpoint) = &target.notification_endpoint {
        redactor.name(endpoint.base_url(), "{notification_endpoint}");
        redactor.name(endpoint.elsewhere_url(), "{elsewhere}");
    }
    redactor
}

/// The client's last request: a check that finds something ends the scenario.
fn decisive(log: &Log) -> Option<&Request> {
    log.unanswered.as_deref().or_else(|| {
        log.events.iter().rev().find_map(|(_, event)| match event {
            Event::Exchange { exchange, .. } if exchange.to == Party::Op => Some(&exchange.request),
            _ => None,
        })
    })
}

fn exchanges(log: &Log, redactor: &Redactor) -> Vec<ExchangeReport> {
    let mut before = Vec::new();
    let mut reports: Vec<ExchangeReport> = Vec::new();
    for (over, event) in &log.events {
        match event {
            Event::Exchange { exchange, .. } | Event::Callback(exchange) => {
                reports.push(ExchangeReport {
                    before: std::mem::take(&mut before),
                    ..exchange_report(*over, exchange, redactor)
                });
            }
            Event::Act { text, .. } => before.push(redactor.redact(text)),
        }
    }
    if let Some(last) = reports.last_mut() {
        last.after = before;
    }
    reports
}

fn exchange_report(over: SystemTime, exchange: &Exchange, redactor: &Redactor) -> ExchangeReport {
    let started = over.checked_sub(exchange.duration).unwrap_or(over);
    ExchangeReport {
        from: exchange.from.as_str().to_lowercase(),
        to: exchange.to.as_str().to_lowercase(),
        request: request_text(&exchange.request, redactor),
        response: response_text(&exchange.response, redactor),
        status: exchange.response.status,
        duration_ms: milliseconds(exchange.duration),
        before: Vec::new(),
        after: Vec::new(),
        started_at: humantime::format_rfc3339_millis(started).to_string(),
        wire: Some(Wire::of(exchange, redactor)),
    }
}

fn redacted(violation: &Violation, redactor: &Redactor) -> Violation {
    let mut came = violation.came.clone();
    if let Came::Answer {
        error: Some(error), ..
    } = &mut came
    {
        *error = redactor.redact(error);
    }
    Violation {
        came,
        expected: redactor.redact(&violation.expected),
        actual: redactor.redact(&violation.actual),
        ..violation.clone()
    }
}

/// Whole milliseconds, for reports.
pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
