mod judged_by;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use clap::Args;

use super::{CliError, print};
use judged_by::checks_of;
use suite::catalogue::{Catalogue, Coverage, OracleWords, oracle_rules};
use suite::config::ConfigError;
use suite::error::SuiteError;
use suite::report;
use suite::runner::{judging_places, places};

/// Where checks and steps name a requirement or an oracle rule. A test holds it against the sources.
const CHECKS: &str = include_str!("../../fixtures/checks.toml");

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The row of the catalogue, such as CIBA-7.1-35, or an oracle rule, such as O6.
    requirement: String,
}

pub(super) fn explain(catalogue: &Catalogue, arguments: &Explain) -> Result<u8, CliError> {
    let id = arguments.requirement.as_str();
    let rules = oracle_rules().map_err(|error| SuiteError::Internal(error.to_string()))?;
    let mut text = if let Some(rule) = rules.iter().find(|rule| rule.id.to_string() == id) {
        settled_by(rule, catalogue)
    } else {
        let row = catalogue.requirement(&id.into()).ok_or_else(|| {
            ConfigError::unusable(
                id,
                "no such requirement; `list` prints the scenarios with theirs",
            )
        })?;
        report::explanation(row, catalogue, &rules, places)
    };
    for place in checks()?.remove(id).unwrap_or_default() {
        let _ = writeln!(text, "check: {place}");
    }
    for place in judged_by(catalogue, id) {
        let _ = writeln!(text, "check: {place}, by a sentence");
    }
    for fault in zoo::wrong::all().filter(|fault| fault.requirement == id) {
        let (file, line) = (fault.place.file(), fault.place.line());
        let _ = writeln!(text, "fault: {} ({file}:{line})", fault.name);
    }
    print(&text)?;
    Ok(0)
}

/// The rule, and the rows of the catalogue that it settles.
fn settled_by(rule: &OracleWords, catalogue: &Catalogue) -> String {
    let mut text = report::oracle_rule(rule);
    let rows = catalogue.requirements();
    for row in rows.filter(|row| row.oracle.contains(&rule.id)) {
        let _ = writeln!(text, "requirement: {} ({}) {}", row.id, row.level, row.text);
    }
    text
}

/// The checks that the sentences call which judge in the scenarios about a requirement.
fn judged_by(catalogue: &Catalogue, id: &str) -> BTreeSet<String> {
    let row = catalogue.requirement(&id.into());
    let scenarios = match row.map(|row| catalogue.coverage(row)) {
        Some(Coverage::Tested(scenarios)) => scenarios,
        _ => Vec::new(),
    };
    let places = scenarios.into_iter().flat_map(judging_places);
    places.flat_map(|place| checks_of(&place)).collect()
}

fn checks() -> Result<BTreeMap<String, Vec<String>>, SuiteError> {
    toml::from_str(CHECKS)
        .map_err(|error| SuiteError::Internal(format!("fixtures/checks.toml: {error}")))
}
