use std::collections::BTreeMap;

use serde::Serialize;

use super::super::visible::visible;
use super::super::{Outcome, RequirementReport, RunReport};
use crate::catalogue::Catalogue;

/// The requirements of one section, with what became of them.
#[derive(Serialize)]
pub(super) struct Section {
    title: String,
    kept: usize,
    judged: usize,
    broken: usize,
    /// Of the kind whose colour the section has.
    tone: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    level: &'static str,
    text: String,
    url: String,
    /// Of the outcome whose colour it has.
    tone: &'static str,
    words: &'static str,
    scenarios: usize,
    /// The number of the first scenario that shows the outcome.
    at: Option<usize>,
}

/// Every requirement that was touched, by section, in the order of the documents.
pub(super) fn sections(report: &RunReport, catalogue: &Catalogue) -> Vec<Section> {
    let mut grouped: BTreeMap<(Vec<u32>, String), Vec<&RequirementReport>> = BTreeMap::new();
    for row in &report.requirements {
        let section = catalogue
            .requirement(&row.id)
            .map_or("none", |requirement| requirement.section.as_str());
        let title = title(section);
        grouped.entry((order(&title), title)).or_default().push(row);
    }
    grouped
        .into_iter()
        .map(|((_, title), rows)| section(title, &rows, report, catalogue))
        .collect()
}

fn section(
    title: String,
    rows: &[&RequirementReport],
    report: &RunReport,
    catalogue: &Catalogue,
) -> Section {
    let judged: Vec<&RequirementReport> = rows
        .iter()
        .filter(|row| row.outcome.ran())
        .copied()
        .collect();
    let kept = judged.iter().filter(|row| is_kept(row.outcome)).count();
    let worst = rows
        .iter()
        .map(|row| row.outcome)
        .max()
        .unwrap_or(Outcome::NotApplicable);
    Section {
        title,
        kept,
        judged: judged.len(),
        broken: judged.len() - kept,
        tone: worst.tone(report.is_strict()).as_str(),
        rows: rows
            .iter()
            .map(|row| requirement(row, report, catalogue))
            .collect(),
    }
}

/// Whether its scenarios found nothing wrong with a requirement.
const fn is_kept(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Info => true,
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::Blocked
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::NotApplicable => false,
    }
}

fn requirement(row: &RequirementReport, report: &RunReport, catalogue: &Catalogue) -> Row {
    let known = catalogue.requirement(&row.id);
    let at = report.scenarios.iter().position(|scenario| {
        scenario.outcome == row.outcome
            && (scenario.requirements.contains(&row.id)
                || scenario
                    .violations
                    .iter()
                    .any(|violation| violation.requirement == row.id))
    });
    Row {
        id: visible(row.id.as_str()).into_owned(),
        level: row.level.as_str(),
        text: known.map_or_else(String::new, |known| known.text.clone()),
        url: known.map_or_else(String::new, |known| known.url.clone()),
        tone: row.outcome.tone(report.is_strict()).as_str(),
        words: row.outcome.words(),
        scenarios: row.scenarios.len(),
        at,
    }
}

/// A row may stand in several sections; the first is where it is looked for.
fn title(section: &str) -> String {
    let first = section
        .split([',', ';', '('])
        .next()
        .unwrap_or_default()
        .trim();
    if first.starts_with(|character: char| character.is_ascii_digit()) {
        format!("CIBA Core {first}")
    } else if first == "none" {
        "Beyond any document".to_owned()
    } else {
        let words: Vec<&str> = first.split(' ').collect();
        let kept = if first.starts_with("RFC") {
            2
        } else {
            words
                .iter()
                .take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()))
                .count()
        };
        words[..kept.min(words.len())].join(" ")
    }
}

/// CIBA Core first, its sections by number, then the other documents by name.
fn order(title: &str) -> Vec<u32> {
    match title.strip_prefix("CIBA Core ") {
        Some(section) => section
            .split('.')
            .map(|part| part.parse().unwrap_or(u32::MAX))
            .collect(),
        None => vec![u32::MAX],
    }
}
