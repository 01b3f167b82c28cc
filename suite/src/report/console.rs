use std::fmt::Write as _;

use super::visible::visible;
use super::{Outcome, RunReport, ScenarioReport, hint};
use crate::catalogue::Catalogue;
use crate::protocol::RequirementId;

/// The report for people: short where all is well, with the bytes where it is not.
pub fn console(report: &RunReport, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for scenario in &report.scenarios {
        match scenario.outcome {
            Outcome::Failed
            | Outcome::Warning
            | Outcome::Info
            | Outcome::UnexpectedPass
            | Outcome::SuiteError => push_scenario(&mut text, scenario, catalogue),
            Outcome::Passed | Outcome::NotApplicable | Outcome::ExpectedFailure => {}
        }
    }
    for entry in report.stale() {
        let _ = writeln!(
            text,
            "STALE: {} is on the known-failing list\n  {}\n  next      take it off the list, or name the scenario that fails\n",
            entry.scenario,
            entry.detail.as_deref().unwrap_or_default()
        );
    }
    for note in &report.notes {
        let _ = writeln!(text, "NOTE: {note}\n");
    }
    push_modes(&mut text, report);
    let _ = writeln!(
        text,
        "{} ({}) {}: {} in {}",
        report.target.name,
        report.target.issuer,
        report.judgement(),
        report.counts(),
        report.seconds(),
    );
    visible(&text).into_owned()
}

fn push_modes(text: &mut String, report: &RunReport) {
    for mode in crate::protocol::DeliveryMode::ALL {
        let ran: Vec<&ScenarioReport> = report
            .scenarios
            .iter()
            .filter(|scenario| scenario.mode == mode && scenario.outcome != Outcome::NotApplicable)
            .collect();
        let passed = ran
            .iter()
            .filter(|scenario| scenario.outcome == Outcome::Passed)
            .count();
        let _ = writeln!(
            text,
            "{:>6}  {passed} of {} scenarios passed",
            mode.as_str(),
            ran.len()
        );
    }
    text.push('\n');
}

fn push_scenario(text: &mut String, scenario: &ScenarioReport, catalogue: &Catalogue) {
    let _ = writeln!(
        text,
        "{}: {}\n  {} ({} mode)",
        scenario.outcome.as_str().to_uppercase(),
        scenario.run_id(),
        scenario.title,
        scenario.mode
    );
    for violation in &scenario.violations {
        push_requirement(text, &violation.requirement, catalogue);
        let _ = writeln!(text, "    expected  {}", violation.expected);
        let _ = writeln!(text, "    actual    {}", violation.actual);
    }
    if let Some(reason) = &scenario.reason {
        let _ = writeln!(text, "  reason    {reason}");
    }
    for exchange in &scenario.exchanges {
        let _ = writeln!(text, "  {} -> {}", exchange.from, exchange.to);
        push_message(text, "request>  ", &exchange.request);
        push_message(text, "response< ", &exchange.response);
    }
    if let Some(curl) = &scenario.curl {
        let _ = writeln!(text, "  repeat    {curl}");
    }
    if let Some(hint) = hint::hint(scenario) {
        let _ = writeln!(text, "  next      {hint}");
    }
    text.push('\n');
}

fn push_requirement(text: &mut String, id: &RequirementId, catalogue: &Catalogue) {
    match catalogue.requirement(id) {
        Some(row) => {
            let _ = writeln!(
                text,
                "  {} ({}, section {}) {}\n    {}",
                row.id, row.level, row.section, row.url, row.text
            );
        }
        None => {
            let _ = writeln!(text, "  {id}");
        }
    }
}

fn push_message(text: &mut String, mark: &str, message: &str) {
    for line in message.lines() {
        let _ = writeln!(text, "    {}", format!("{mark}{line}").trim_end());
    }
}
