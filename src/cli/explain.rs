mod judged_by;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use clap::Args;

use super::{CliError, print};
use judged_by::{checks_of, with_line};
use suite::catalogue::{Catalogue, Coverage, OracleWords, Requirement, oracle_rules};
use suite::config::ConfigError;
use suite::error::SuiteError;
use suite::protocol::RequirementId;
use suite::report;
use suite::runner::{judging_places, places};

/// Where checks and steps name a requirement or an oracle rule. A test holds it against the sources.
const CHECKS: &str = include_str!("../../fixtures/checks.toml");

/// So many rows are explained one after the other; of more, one is chosen.
const EXPLAINED: usize = 3;
/// What is no row, and resembles one at least so much, is taken for a slip of the finger (0 to 1).
const ALIKE: f64 = 0.85;

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A requirement (CIBA-7.1-35), a section (7.3, "RFC 6749 5.2", 8414), the address of one, an oracle rule (O6), a
    /// scenario, a fault, or words of a requirement's text.
    #[arg(required = true)]
    what: Vec<String>,
    /// Everything about each of them, however many there are.
    #[arg(long)]
    all: bool,
}

pub(super) fn explain(catalogue: &Catalogue, arguments: &Explain) -> Result<u8, CliError> {
    let asked = arguments.what.join(" ");
    let rules = oracle_rules().map_err(|error| SuiteError::Internal(error.to_string()))?;
    let is_asked_for = |rule: &&OracleWords| rule.id.to_string().eq_ignore_ascii_case(&asked);
    if let Some(rule) = rules.iter().find(is_asked_for) {
        print(&settled_by(rule, catalogue)?)?;
        return Ok(0);
    }
    let rows = rows(catalogue, &asked)?;
    let text = if arguments.all || rows.len() <= EXPLAINED {
        let chains: Vec<String> = rows
            .iter()
            .map(|row| chain(row, catalogue, &rules))
            .collect::<Result<_, _>>()?;
        chains.join("\n")
    } else {
        let chosen = report::requirement_choice(&rows);
        format!(
            "{chosen}\n{} requirements; `explain ID` shows what hangs on one of them, --all what hangs on each\n",
            rows.len()
        )
    };
    print(&text)?;
    Ok(0)
}

/// The rows that somebody asks for in whatever way.
fn rows<'a>(catalogue: &'a Catalogue, asked: &str) -> Result<Vec<&'a Requirement>, ConfigError> {
    let by_clause = catalogue.find(asked);
    if !by_clause.is_empty() {
        return Ok(by_clause);
    }
    let by_name = named(catalogue, asked);
    let rows = if by_name.is_empty() {
        catalogue.about(asked)
    } else {
        by_name
    };
    if rows.is_empty() {
        return Err(ConfigError::unusable(asked, unknown(catalogue, asked)));
    }
    Ok(rows)
}

/// The rows of the scenario, or of the fault, of that name.
fn named<'a>(catalogue: &'a Catalogue, name: &str) -> Vec<&'a Requirement> {
    let id = name.split_once('@').map_or(name, |(id, _)| id);
    let mut scenarios = catalogue.scenarios().iter();
    let mut faults = zoo::wrong::all();
    let ids: Vec<RequirementId> = if let Some(scenario) = scenarios.find(|one| one.id == id) {
        scenario.requirements.clone()
    } else if let Some(fault) = faults.find(|fault| fault.name == name) {
        vec![fault.requirement.into()]
    } else {
        Vec::new()
    };
    ids.iter()
        .filter_map(|id| catalogue.requirement(id))
        .collect()
}

fn unknown(catalogue: &Catalogue, asked: &str) -> String {
    let asked = asked.to_uppercase();
    let mut alike: Vec<(f64, &str)> = catalogue
        .requirements()
        .map(|row| row.id.as_str())
        .map(|id| (strsim::jaro_winkler(id, &asked), id))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    let alike: Vec<&str> = alike.iter().take(3).map(|(_, id)| *id).collect();
    let guess = match alike.as_slice() {
        [] => ";".to_owned(),
        alike => format!("; did you mean {}?", alike.join(" or ")),
    };
    format!(
        "no such requirement, section, oracle rule, scenario or fault{guess} `list --requirements` prints all \
         requirements with their sections"
    )
}

/// A row with everything that hangs on it.
fn chain(
    row: &Requirement,
    catalogue: &Catalogue,
    rules: &[OracleWords],
) -> Result<String, SuiteError> {
    let mut text = report::explanation(row, catalogue, rules, places);
    push_checks(&mut text, row.id.as_str())?;
    push_judged_by(&mut text, catalogue, row);
    push_faults(&mut text, catalogue, row);
    Ok(text)
}

/// Where checks and steps name it.
fn push_checks(text: &mut String, id: &str) -> Result<(), SuiteError> {
    for place in checks()?.remove(id).unwrap_or_default() {
        let _ = writeln!(text, "check: {}", with_line(&place));
    }
    Ok(())
}

/// The checks that the sentences call which judge in its scenarios, or the sentences that judge for themselves.
fn push_judged_by(text: &mut String, catalogue: &Catalogue, row: &Requirement) {
    let Coverage::Tested(scenarios) = catalogue.coverage(row) else {
        return;
    };
    let places: BTreeSet<String> = scenarios.into_iter().flat_map(judging_places).collect();
    let checks: BTreeSet<String> = places.iter().flat_map(|place| checks_of(place)).collect();
    for place in &checks {
        let _ = writeln!(text, "check: {place}, by a sentence");
    }
    if checks.is_empty() {
        for place in places {
            let _ = writeln!(text, "check: {place}, in the sentence itself");
        }
    }
}

/// The faults that break the row, or else those of other rows that its scenarios must catch.
fn push_faults(text: &mut String, catalogue: &Catalogue, row: &Requirement) {
    let mut own = zoo::wrong::all()
        .filter(|fault| row.id.as_str() == fault.requirement)
        .peekable();
    if own.peek().is_some() {
        for fault in own {
            let (file, line) = (fault.place.file(), fault.place.line());
            let _ = writeln!(text, "fault: {} ({file}:{line})", fault.name);
        }
        return;
    }
    let Coverage::Tested(scenarios) = catalogue.coverage(row) else {
        return;
    };
    let catches = |fault: &&zoo::Fault| {
        let mut patterns = fault.scenarios.iter();
        patterns.any(|pattern| scenarios.iter().any(|one| zoo::matches(pattern, &one.id)))
    };
    for fault in zoo::wrong::all().filter(catches) {
        let (file, line) = (fault.place.file(), fault.place.line());
        let _ = writeln!(
            text,
            "fault: {} ({file}:{line}), of {}, caught by its scenarios",
            fault.name, fault.requirement
        );
    }
}

/// The rule, and the rows of the catalogue that it settles.
fn settled_by(rule: &OracleWords, catalogue: &Catalogue) -> Result<String, SuiteError> {
    let mut text = report::oracle_rule(rule);
    let rows = catalogue.requirements();
    for row in rows.filter(|row| row.oracle.contains(&rule.id)) {
        let _ = writeln!(text, "requirement: {} ({}) {}", row.id, row.level, row.text);
    }
    push_checks(&mut text, &rule.id.to_string())?;
    Ok(text)
}

fn checks() -> Result<BTreeMap<String, Vec<String>>, SuiteError> {
    toml::from_str(CHECKS)
        .map_err(|error| SuiteError::Internal(format!("fixtures/checks.toml: {error}")))
}
