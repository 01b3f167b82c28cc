use std::fmt::Write as _;

use super::visible::visible;
use super::{KnownFailingReport, Outcome, Palette, RunReport, ScenarioReport, hint};
use crate::catalogue::Catalogue;
use crate::protocol::RequirementId;

/// The report for people: short where all is well, with the bytes where it is not.
pub fn console(report: &RunReport, catalogue: &Catalogue, palette: Palette) -> String {
    let mut text = String::new();
    for scenario in &report.scenarios {
        if scenario.outcome.is_told() {
            let tone = scenario.outcome.tone(report.is_strict());
            text.push_str(&heading(scenario, tone, palette));
            text.push_str(&visible(&scenario_text(scenario, catalogue)));
        }
    }
    for entry in report.stale() {
        text.push_str(&stale(entry, palette));
    }
    push_modes(&mut text, report);
    text.push_str(&verdict_line(report, palette));
    text
}

/// The verdict with its numbers, in one line.
pub fn verdict_line(report: &RunReport, palette: Palette) -> String {
    let line = format!(
        "{} ({}) {}: {} in {}",
        report.target.name,
        report.target.issuer,
        report.judgement(),
        report.counts(),
        report.seconds(),
    );
    painted(&line, report.tone(), palette)
}

/// One line in colour. What is in it is made visible first: a target brings no colours of its own.
fn painted(line: &str, tone: Outcome, palette: Palette) -> String {
    let line = visible(line).replace('\n', " ");
    palette.paint(&line, tone) + "\n"
}

fn heading(scenario: &ScenarioReport, tone: Outcome, palette: Palette) -> String {
    let outcome = scenario.outcome.as_str().to_uppercase();
    painted(&format!("{outcome}: {}", scenario.run_id()), tone, palette)
}

fn stale(entry: &KnownFailingReport, palette: Palette) -> String {
    let line = format!("STALE: {} is on the known-failing list", entry.scenario);
    let detail = visible(entry.detail.as_deref().unwrap_or_default());
    format!(
        "{}  {detail}\n  next      take it off the list, or name the scenario that fails\n\n",
        painted(&line, Outcome::Failed, palette),
    )
}

fn push_modes(text: &mut String, report: &RunReport) {
    for mode in crate::protocol::DeliveryMode::ALL {
        let ran: Vec<&ScenarioReport> = report
            .scenarios
            .iter()
            .filter(|scenario| scenario.mode == mode && scenario.outcome.ran())
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

/// What follows the heading.
fn scenario_text(scenario: &ScenarioReport, catalogue: &Catalogue) -> String {
    let mut text = format!("  {} ({} mode)\n", scenario.title, scenario.mode);
    for violation in &scenario.violations {
        push_requirement(&mut text, &violation.requirement, catalogue);
        let _ = writeln!(text, "    expected  {}", violation.expected);
        let _ = writeln!(text, "    actual    {}", violation.actual);
    }
    if let Some(reason) = &scenario.reason {
        let _ = writeln!(text, "  reason    {reason}");
    }
    for exchange in &scenario.exchanges {
        let _ = writeln!(text, "  {} -> {}", exchange.from, exchange.to);
        push_message(&mut text, "request>  ", &exchange.request);
        push_message(&mut text, "response< ", &exchange.response);
    }
    if let Some(curl) = &scenario.curl {
        let _ = writeln!(text, "  repeat    {curl}");
    }
    if let Some(hint) = hint::hint(scenario) {
        let _ = writeln!(text, "  next      {hint}");
    }
    text.push('\n');
    text
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
