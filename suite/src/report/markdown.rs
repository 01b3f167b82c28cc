use std::fmt::Write as _;

use super::visible::visible;
use super::{CauseReport, Outcome, RunReport, ScenarioReport, Verdict, hint};
use crate::catalogue::Catalogue;
use crate::protocol::DeliveryMode;

/// A job summary holds one mebibyte; this leaves room for those of other steps.
const SIZE: usize = 200_000;
/// The longest text from a target that is shown whole.
const TEXT: usize = 1_500;

/// The report as GitHub-flavoured Markdown, short enough for the summary of a CI job.
pub fn markdown(report: &RunReport, catalogue: &Catalogue) -> String {
    let mut text = format!(
        "## {} {}\n\n{} · `{}` · profile {} · {} · {} {}\n\n",
        mark(report),
        inline(&report.headline()),
        report.counts(),
        code(&report.target.issuer),
        inline(&report.target.profile),
        report.seconds(),
        report.suite.name,
        report.suite.version,
    );
    for note in &report.notes {
        let _ = writeln!(text, "> {}\n", inline(note));
    }
    push_modes(&mut text, report);
    push_known_causes(&mut text, report);
    push_out_of_date(&mut text, report);
    push_notes(&mut text, report);
    let blocks: Vec<String> = report
        .told_causes()
        .map(|cause| cause_text(cause, report, catalogue))
        .chain(
            report
                .without_cause()
                .iter()
                .map(|group| group_text(group, report)),
        )
        .collect();
    for (at, shown) in blocks.iter().enumerate() {
        if text.len() + shown.len() > SIZE {
            let _ = writeln!(
                text,
                "… and {} more: the HTML and JSON reports tell all.",
                blocks.len() - at
            );
            break;
        }
        text.push_str(shown);
    }
    push_known(&mut text, report);
    text
}

const fn mark(report: &RunReport) -> &'static str {
    match report.verdict() {
        Verdict::Conformant => "✅",
        Verdict::NotConformant => "❌",
        Verdict::Inconclusive => "⚠️",
    }
}

fn push_modes(text: &mut String, report: &RunReport) {
    text.push_str(
        "| mode | ran | passed | failed | blocked | warnings | known failures | other | not applicable |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for mode in DeliveryMode::ALL {
        let summary = report.summary_of(mode);
        let told = summary.passed
            + summary.failed
            + summary.blocked
            + summary.warning
            + summary.expected_failure;
        let _ = writeln!(
            text,
            "| {mode} | {} | {} | {} | {} | {} | {} | {} | {} |",
            summary.ran(),
            summary.passed,
            summary.failed,
            summary.blocked,
            summary.warning,
            summary.expected_failure,
            summary.ran() - told,
            summary.not_applicable,
        );
    }
    text.push('\n');
}

/// What the list hides, and why.
fn push_known_causes(text: &mut String, report: &RunReport) {
    for (cause, reason) in report.known_causes() {
        let _ = writeln!(
            text,
            "- **known**: {}: {}, in {}: {}",
            inline(cause.requirement.as_str()),
            inline(&clipped(&cause.answer)),
            cause.extent(),
            inline(reason)
        );
    }
    if report.known_causes().next().is_some() {
        text.push('\n');
    }
}

fn push_out_of_date(text: &mut String, report: &RunReport) {
    for entry in report.out_of_date() {
        let _ = writeln!(
            text,
            "- **{}** entry of the known-failing list `{}`: {}",
            entry.status.as_str(),
            code(&entry.scenario),
            inline(entry.detail.as_deref().unwrap_or_default())
        );
    }
    if report.out_of_date().next().is_some() {
        text.push('\n');
    }
}

/// What came up about the target as a whole.
fn push_notes(text: &mut String, report: &RunReport) {
    for note in &report.notes {
        let _ = writeln!(text, "- **note**: {}", inline(note));
    }
    if !report.notes.is_empty() {
        text.push('\n');
    }
}

fn push_known(text: &mut String, report: &RunReport) {
    let known: Vec<&ScenarioReport> = report
        .scenarios
        .iter()
        .filter(|scenario| scenario.outcome == Outcome::ExpectedFailure)
        .collect();
    if known.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "<details><summary>{} known failures</summary>\n",
        known.len()
    );
    for scenario in known {
        let line = format!(
            "- `{}`: {}\n",
            code(&scenario.run_id()),
            inline(scenario.reason.as_deref().unwrap_or_default())
        );
        if text.len() + line.len() > SIZE + SIZE / 2 {
            text.push_str("- …\n");
            break;
        }
        text.push_str(&line);
    }
    text.push_str("\n</details>\n");
}

/// One cause, with the run that shows it and the names of all.
fn cause_text(cause: &CauseReport, report: &RunReport, catalogue: &Catalogue) -> String {
    let mut text = format!(
        "### {}: {}\n\n",
        cause.outcome.words(),
        inline(cause.requirement.as_str())
    );
    if let Some(row) = catalogue.requirement(&cause.requirement) {
        let _ = writeln!(
            text,
            "[{}]({}) ({}, section {}): {}\n",
            row.id,
            row.url,
            row.level,
            inline(&row.section),
            inline(&row.text)
        );
    }
    text.push_str(&block(&format!(
        "expected  {}\nactual    {}",
        clipped(&cause.expected),
        clipped(&cause.actual)
    )));
    let _ = writeln!(
        text,
        "In {}, such as `{}`.\n",
        cause.extent(),
        code(&cause.example)
    );
    if !cause.also.is_empty() {
        let _ = writeln!(text, "Beside it: {}.\n", inline(&cause.beside()));
    }
    if let Some(example) = report.run(&cause.example) {
        push_next(&mut text, example, report);
    }
    push_names(&mut text, cause.scenarios.iter());
    text
}

/// Runs that have no cause, for one reason.
fn group_text(group: &[&ScenarioReport], report: &RunReport) -> String {
    let Some(first) = group.first() else {
        return String::new();
    };
    let mut text = format!(
        "### {}: {}\n\n`{}` ({} mode)\n\n",
        first.outcome.words(),
        inline(&first.title),
        code(&first.run_id()),
        first.mode
    );
    if let Some(reason) = &first.reason {
        let _ = writeln!(text, "{}\n", inline(clipped(reason).as_str()));
    }
    push_next(&mut text, first, report);
    let names: Vec<String> = group.iter().map(|run| run.run_id()).collect();
    push_names(&mut text, names.iter());
    text
}

fn push_next(text: &mut String, scenario: &ScenarioReport, report: &RunReport) {
    if let Some(hint) = hint::hint(scenario, &report.repeated_with) {
        let _ = writeln!(text, "Next: {}\n", sentence(&hint));
    }
    if let Some(curl) = &scenario.curl {
        text.push_str("<details><summary>Repeat it</summary>\n\n");
        text.push_str(&block(&clipped(curl)));
        text.push_str("</details>\n\n");
    }
}

/// All runs, folded up, where there is more than the one that was shown.
fn push_names<'a>(text: &mut String, runs: impl ExactSizeIterator<Item = &'a String>) {
    if runs.len() < 2 {
        return;
    }
    let _ = writeln!(text, "<details><summary>{} runs</summary>\n", runs.len());
    for run in runs {
        let _ = writeln!(text, "- `{}`", code(run));
    }
    text.push_str("\n</details>\n\n");
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((at, _)) => format!("{} … ({} bytes)", &text[..at], text.len()),
        None => text.to_owned(),
    }
}

/// A fenced block that nothing inside can end.
fn block(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n\n")
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}

/// For between two backticks, which a name must not end.
fn code(text: &str) -> String {
    visible(text).replace('`', "'").replace(['\n', '|'], " ")
}

/// A sentence of ours, with code between backticks.
fn sentence(text: &str) -> String {
    let mut shown = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            let _ = write!(shown, "`{}`", code(part));
        } else {
            shown.push_str(&inline(part));
        }
    }
    shown
}

/// Text that is no markup, in one line.
fn inline(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '\n' => shown.push(' '),
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                shown.push('\\');
                shown.push(character);
            }
            character => shown.push(character),
        }
    }
    shown
}
