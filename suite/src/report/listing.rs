use std::fmt::Write as _;

use super::in_one_line;
use crate::catalogue::{Catalogue, Coverage, OracleWords, Requirement, Scenario};
use crate::plan::{Plan, Selection};

/// The plan for people: what runs for whom, and why the rest does not.
pub fn plan_table(plan: &Plan) -> String {
    let mut text = String::new();
    for run in &plan.runs {
        let _ = match &run.selection {
            Selection::Selected => writeln!(text, "selected        {}", run.id()),
            Selection::NotApplicable(reason) => {
                writeln!(
                    text,
                    "not applicable  {}: {}",
                    run.id(),
                    in_one_line(reason)
                )
            }
            Selection::Blocked(violation) => {
                writeln!(
                    text,
                    "blocked         {}: {}",
                    run.id(),
                    violation.requirement
                )
            }
        };
    }
    let _ = writeln!(text, "{} of {} selected", plan.selected(), plan.runs.len());
    text
}

/// Every scenario with its level and its requirements.
pub fn scenario_list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for scenario in catalogue.scenarios() {
        let requirements: Vec<&str> = scenario
            .requirements
            .iter()
            .map(crate::protocol::RequirementId::as_str)
            .collect();
        let modes: Vec<&str> = scenario.modes.iter().map(|mode| mode.as_str()).collect();
        let _ = writeln!(
            text,
            "{:<6} {}\n       {} ({})",
            scenario.level,
            scenario.id,
            requirements.join(" "),
            modes.join(", ")
        );
    }
    let _ = writeln!(text, "{} scenarios", catalogue.scenarios().len());
    text
}

/// A requirement with the rules that settle its gaps, and the scenarios that are about it with their sentences, or the
/// reason why there are none.
///
/// `places` tells where the functions of a scenario's steps stand.
pub fn explanation(
    row: &Requirement,
    catalogue: &Catalogue,
    rules: &[OracleWords],
    places: impl Fn(&Scenario) -> Vec<Option<String>>,
) -> String {
    let mut text = format!(
        "{} ({}, from {}; section {})\n{}\n{}\n",
        row.id, row.level, row.level_source, row.section, row.text, row.url
    );
    let _ = writeln!(text, "requirement: {}", row.place);
    if let Some(note) = &row.note {
        let _ = writeln!(text, "note: {note}");
    }
    for rule in rules.iter().filter(|rule| row.oracle.contains(&rule.id)) {
        text.push_str(&oracle_rule(rule));
    }
    if let Some(modules) = &row.oidf {
        let _ = writeln!(text, "covered at the OpenID Foundation by: {modules}");
    }
    match catalogue.coverage(row) {
        Coverage::Tested(scenarios) => {
            // The examples of an outline have the same sentences.
            for examples in scenarios.chunk_by(|one, next| is_same_outline(one, next)) {
                if let Some((first, others)) = examples.split_first() {
                    text.push_str(&sentences(first, &places(first)));
                    push_examples(&mut text, others);
                }
            }
        }
        Coverage::Waived(reason) => {
            let _ = writeln!(text, "waived: {reason}");
        }
        Coverage::Missing => text.push_str("no scenario is about it yet\n"),
        Coverage::Hidden => text.push_str(
            "no scenario is about it: it does not show to a black box that plays registered clients\n",
        ),
        Coverage::OnTheClient => {
            text.push_str("no scenario is about it: it binds the client, not the server\n");
        }
    }
    text
}

/// An oracle rule in one line.
pub fn oracle_rule(rule: &OracleWords) -> String {
    format!(
        "oracle rule {}, {}: {}\n",
        rule.id, rule.question, rule.verdict
    )
}

/// A scenario with its sentences, each with the place that it stands at.
fn sentences(scenario: &Scenario, places: &[Option<String>]) -> String {
    let mut text = format!(
        "scenario: {} (features/{}.feature:{})\n",
        scenario.id,
        scenario.feature(),
        scenario.line
    );
    for (step, place) in scenario.steps.iter().zip(places) {
        let place = place.as_deref().unwrap_or("no sentence");
        let _ = writeln!(text, "    {} {} ({place})", step.keyword.trim(), step.value);
    }
    text
}

fn is_same_outline(one: &Scenario, next: &Scenario) -> bool {
    (one.feature(), one.line) == (next.feature(), next.line)
}

/// The other examples of an outline, by the part of their ids that tells them apart.
fn push_examples(text: &mut String, others: &[&Scenario]) {
    if others.is_empty() {
        return;
    }
    let names: Vec<&str> = others
        .iter()
        .map(|scenario| scenario.id.rsplit('/').next().unwrap_or(&scenario.id))
        .collect();
    let _ = writeln!(
        text,
        "    and {} more like it: {}",
        names.len(),
        names.join(", ")
    );
}

/// Rows that somebody chooses from.
pub fn requirement_choice(rows: &[&Requirement]) -> String {
    let mut text = String::new();
    for row in rows {
        let _ = writeln!(
            text,
            "{} ({}, section {})\n    {}",
            row.id, row.level, row.section, row.text
        );
    }
    text
}

/// The coverage table: every row of the catalogue, and what is done about it; the totals come last.
pub fn requirement_table(catalogue: &Catalogue) -> String {
    let header = ["ROW", "LEVEL", "SECTION", "OIDF MODULE"].map(str::to_owned);
    let rows: Vec<([String; 4], String)> = catalogue
        .requirements()
        .map(|row| {
            let cells = [
                row.id.to_string(),
                row.level.to_string(),
                row.section.clone(),
                row.oidf.as_deref().map_or_else(|| "-".to_owned(), modules),
            ];
            (cells, covered_by(&catalogue.coverage(row)))
        })
        .collect();
    let mut widths = header.each_ref().map(|cell| cell.chars().count());
    for (cells, _) in &rows {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    let heading = (header, "COVERED BY".to_owned());
    for (cells, last) in std::iter::once(&heading).chain(&rows) {
        for (cell, width) in cells.iter().zip(widths) {
            let _ = write!(text, "{cell:<width$}  ");
        }
        let _ = writeln!(text, "{last}");
    }
    let totals = catalogue.totals();
    let _ = writeln!(text, "\n{} rows in all. {totals}", totals.rows);
    text
}

/// The first of several modules, and how many there are beside it.
fn modules(names: &str) -> String {
    match names.split_once(',') {
        None => names.to_owned(),
        Some((first, others)) => format!("{first} +{}", others.split(',').count()),
    }
}

fn covered_by(coverage: &Coverage<'_>) -> String {
    match coverage {
        Coverage::Tested(scenarios) => {
            let mut features: Vec<&str> = scenarios
                .iter()
                .map(|scenario| scenario.feature())
                .collect();
            features.dedup();
            let plural = if scenarios.len() == 1 { "" } else { "s" };
            format!(
                "{} scenario{plural} in {}",
                scenarios.len(),
                features.join(", ")
            )
        }
        Coverage::Waived(reason) => format!("waived: {reason}"),
        Coverage::Missing => "NOT COVERED".to_owned(),
        Coverage::Hidden => "- (does not show from outside)".to_owned(),
        Coverage::OnTheClient => "- (binds the client)".to_owned(),
    }
}
