use std::fmt::Write as _;

use super::terminal::{in_one_line, without_commands};
use super::visible::visible;
use super::words::counted;
use super::{CauseReport, KnownFailingReport, Outcome, Palette, RunReport, ScenarioReport, hint};
use crate::catalogue::Catalogue;

/// At most so many runs are named one by one; the JSON report has all.
const NAMED: usize = 12;
/// So many where there are many causes: all of them are to fit on a few screens.
const NAMED_IN_SHORT: usize = 4;

/// So many causes fit on a screen with all that is known of them.
const WHOLE: usize = 3;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What fits on a screen: where there are many causes, the worst is shown with its exchange, and what breaks no binding
    /// rule has a line.
    Screen,
    /// Everything about each.
    Everything,
}

/// The report for people: short where all is well, one block for each cause, worst first, where it is not.
pub fn console(
    report: &RunReport,
    catalogue: &Catalogue,
    palette: Palette,
    detail: Detail,
) -> String {
    let mut text = String::new();
    for note in &report.notes {
        let _ = writeln!(text, "NOTE: {}\n", visible(note));
    }
    push_known(&mut text, report, catalogue, palette);
    let causes: Vec<&CauseReport> = report.told_causes().collect();
    let many = detail == Detail::Screen && causes.len() > WHOLE;
    for (at, cause) in causes.iter().enumerate() {
        match cause.outcome {
            _ if !many || at == 0 => {
                let named = if many { NAMED_IN_SHORT } else { NAMED };
                text.push_str(&cause_heading(cause, report, catalogue, palette));
                text.push_str(&visible(&cause_text(cause, report, catalogue, named)));
            }
            Outcome::Failed | Outcome::Blocked => {
                text.push_str(&cause_heading(cause, report, catalogue, palette));
                text.push_str(&visible(&cause_in_short(cause)));
            }
            // What is no fault is counted below.
            Outcome::Info => {}
            _ => text.push_str(&cause_in_a_line(cause, report, catalogue, palette)),
        }
    }
    if many {
        let _ = writeln!(
            text,
            "With -v each cause is shown with an exchange{}; `--report html=FILE` writes a page.\n",
            beside(&causes),
        );
    }
    for group in report.without_cause() {
        if let Some(first) = group.first() {
            text.push_str(&heading(first, group.len(), report.is_strict(), palette));
            text.push_str(&visible(&scenario_text(first, &group, report)));
        }
    }
    for entry in report.out_of_date() {
        text.push_str(&out_of_date(entry, palette));
    }
    push_modes(&mut text, report);
    text.push_str(&verdict_line(report, palette));
    without_commands(&text)
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
    painted(&without_commands(&line), report.tone(), palette)
}

/// One line in colour. What is in it is made visible first: a target brings no colours of its own.
fn painted(line: &str, tone: Outcome, palette: Palette) -> String {
    let line = visible(line).replace('\n', " ");
    palette.paint(&line, tone) + "\n"
}

fn cause_heading(
    cause: &CauseReport,
    report: &RunReport,
    catalogue: &Catalogue,
    palette: Palette,
) -> String {
    let outcome = cause.outcome.as_str().to_uppercase();
    let line = match catalogue.requirement(&cause.requirement) {
        Some(row) => format!(
            "{outcome}: {} ({}, section {}) {}",
            row.id, row.level, row.section, row.url
        ),
        None => format!("{outcome}: {}", cause.requirement),
    };
    painted(&line, cause.outcome.tone(report.is_strict()), palette)
}

fn heading(scenario: &ScenarioReport, count: usize, strict: bool, palette: Palette) -> String {
    let outcome = scenario.outcome.as_str().to_uppercase();
    let more = match count {
        0 | 1 => String::new(),
        more => format!(", and {} more for the same reason", more - 1),
    };
    let line = format!("{outcome}: {}{more}", scenario.run_id());
    painted(&line, scenario.outcome.tone(strict), palette)
}

fn out_of_date(entry: &KnownFailingReport, palette: Palette) -> String {
    let status = entry.status.as_str().to_uppercase();
    let line = format!("{status}: {} is on the known-failing list", entry.scenario);
    let detail = visible(entry.detail.as_deref().unwrap_or_default());
    let next = entry.status.next().unwrap_or_default();
    format!(
        "{}  {detail}\n  next      {next}\n\n",
        painted(&line, Outcome::Failed, palette),
    )
}

/// What the list hides, a line for each cause: nobody is to take a known failure for a pass.
fn push_known(text: &mut String, report: &RunReport, catalogue: &Catalogue, palette: Palette) {
    let mut told = false;
    for (cause, reason) in report.known_causes() {
        let line = cause_in_words("KNOWN", cause, catalogue);
        text.push_str(&painted(
            &format!("{line}: {reason}"),
            cause.outcome,
            palette,
        ));
        told = true;
    }
    if told {
        text.push('\n');
    }
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
            "{:>6}  {passed} of {} passed",
            mode.as_str(),
            counted(ran.len(), "scenario")
        );
    }
    text.push('\n');
}

/// What follows the heading of a cause: one run shows it.
fn cause_text(
    cause: &CauseReport,
    report: &RunReport,
    catalogue: &Catalogue,
    named: usize,
) -> String {
    let mut text = String::new();
    if let Some(row) = catalogue.requirement(&cause.requirement) {
        let _ = writeln!(text, "  {}", row.text);
    }
    let _ = writeln!(text, "    expected  {}", in_one_line(&cause.expected));
    let _ = writeln!(text, "    actual    {}", in_one_line(&cause.actual));
    push_beside(&mut text, cause);
    let _ = writeln!(text, "  in {}", cause.extent());
    if let Some(example) = report.run(&cause.example) {
        let _ = writeln!(text, "  such as {}", example.run_id());
        let _ = writeln!(text, "    {} ({} mode)", example.title, example.mode);
        push_decisive_exchange(&mut text, example);
        push_next(&mut text, example, report);
    }
    push_names(&mut text, &cause.scenarios, named);
    text.push('\n');
    text
}

fn cause_in_short(cause: &CauseReport) -> String {
    let mut text = format!(
        "    expected  {}\n    actual    {}; in {}, such as {}\n",
        in_one_line(&cause.expected),
        in_one_line(&cause.actual),
        cause.extent(),
        cause.example
    );
    push_beside(&mut text, cause);
    text
}

fn push_beside(text: &mut String, cause: &CauseReport) {
    if !cause.also.is_empty() {
        let _ = writeln!(text, "    beside    {}", cause.beside());
    }
}

fn cause_in_a_line(
    cause: &CauseReport,
    report: &RunReport,
    catalogue: &Catalogue,
    palette: Palette,
) -> String {
    let outcome = cause.outcome.as_str().to_uppercase();
    let line = cause_in_words(&outcome, cause, catalogue);
    painted(&line, cause.outcome.tone(report.is_strict()), palette)
}

fn cause_in_words(outcome: &str, cause: &CauseReport, catalogue: &Catalogue) -> String {
    let level = match catalogue.requirement(&cause.requirement) {
        Some(row) => format!(" ({}, section {})", row.level, row.section),
        None => String::new(),
    };
    format!(
        "{outcome}: {}{level}: {}, in {}",
        cause.requirement,
        cause.actual,
        cause.extent()
    )
}

/// What else -v tells: what is recorded for information.
fn beside(causes: &[&CauseReport]) -> String {
    let recorded = causes
        .iter()
        .filter(|cause| cause.outcome == Outcome::Info)
        .count();
    match recorded {
        0 => String::new(),
        1 => ", and one more thing is told that is no fault".to_owned(),
        more => format!(", and {more} more things are told that are no fault"),
    }
}

/// The exchange that decided, and what the user had done before it or did then.
fn push_decisive_exchange(text: &mut String, scenario: &ScenarioReport) {
    for act in scenario
        .exchanges
        .iter()
        .flat_map(|exchange| &exchange.before)
    {
        let _ = writeln!(text, "  == {}", in_one_line(act));
    }
    if let Some(exchange) = scenario.exchanges.last() {
        let _ = writeln!(text, "  {} -> {}", exchange.from, exchange.to);
        push_message(text, "request>  ", &exchange.request);
        push_message(text, "response< ", &exchange.response);
        for act in &exchange.after {
            let _ = writeln!(text, "  == {}", in_one_line(act));
        }
    }
}

fn push_next(text: &mut String, scenario: &ScenarioReport, report: &RunReport) {
    if let Some(curl) = &scenario.curl {
        let _ = writeln!(text, "  repeat    {curl}");
    }
    if let Some(hint) = hint::hint(scenario, &report.repeated_with) {
        let _ = writeln!(text, "  next      {hint}");
    }
}

/// The runs one below the other, where there is more than the one that was shown.
fn push_names(text: &mut String, runs: &[String], named: usize) {
    if runs.len() < 2 {
        return;
    }
    for run in runs.iter().take(named) {
        let _ = writeln!(text, "    {run}");
    }
    if runs.len() > named {
        let _ = writeln!(
            text,
            "    … and {} more: the JSON report names all",
            runs.len() - named
        );
    }
}

/// What follows the heading of runs that have no cause: the suite could not judge, or the list is not true.
fn scenario_text(
    scenario: &ScenarioReport,
    group: &[&ScenarioReport],
    report: &RunReport,
) -> String {
    let mut text = format!("  {} ({} mode)\n", scenario.title, scenario.mode);
    if let Some(reason) = &scenario.reason {
        let _ = writeln!(text, "  reason    {}", in_one_line(reason));
    }
    push_decisive_exchange(&mut text, scenario);
    push_next(&mut text, scenario, report);
    let names: Vec<String> = group.iter().map(|run| run.run_id()).collect();
    push_names(&mut text, &names, NAMED);
    text.push('\n');
    text
}

fn push_message(text: &mut String, mark: &str, message: &str) {
    for line in message.lines() {
        let _ = writeln!(text, "    {}", format!("{mark}{line}").trim_end());
    }
}
