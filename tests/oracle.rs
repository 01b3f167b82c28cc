//! The oracle rules, held against each other: what the catalogue says of them, which checks decide by them, which wrong
//! servers show what they are against, and which right servers show what they allow.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use suite::catalogue::{Catalogue, Scenario, oracle_rules};
use suite::checks::oracle::{BY_REQUIREMENT, RULINGS};
use suite::protocol::{Level, OracleRule, RequirementId};
use suite::report::Outcome;
use zoo::{unlike_ours, wrong};

/// The rule that nothing is against: whatever the OP does is recorded.
const FORBIDS_NOTHING: OracleRule = OracleRule::O5;

type Rules = BTreeSet<OracleRule>;

fn all() -> Rules {
    OracleRule::ALL.into()
}

/// The rules that the catalogue names with a requirement.
fn rules_on(catalogue: &Catalogue, requirement: &RequirementId) -> Rules {
    let row = catalogue.requirement(requirement);
    row.map_or_else(Rules::new, |row| row.oracle.iter().copied().collect())
}

/// The rules that the catalogue names with the requirements of the scenarios that one of these patterns means.
fn rules_of(catalogue: &Catalogue, patterns: &[&str]) -> Rules {
    let is_meant = |scenario: &&Scenario| {
        let mut patterns = patterns.iter();
        patterns.any(|pattern| zoo::matches(pattern, &scenario.id))
    };
    let meant = catalogue.scenarios().iter().filter(is_meant);
    meant
        .flat_map(|scenario| &scenario.requirements)
        .flat_map(|requirement| rules_on(catalogue, requirement))
        .collect()
}

#[test]
fn every_rule_has_its_words() {
    let words = oracle_rules().unwrap();

    let named: Vec<OracleRule> = words.into_iter().map(|rule| rule.id).collect();

    assert_eq!(named, OracleRule::ALL);
}

#[test]
fn every_rule_settles_a_requirement_that_is_judged() {
    let catalogue = Catalogue::embedded().unwrap();

    let settled: Rules = catalogue
        .requirements()
        .filter(|row| row.is_judged())
        .flat_map(|row| row.oracle.clone())
        .collect();

    assert_eq!(settled, all());
}

#[test]
fn every_rule_is_named_by_a_check() {
    let named: Rules = RULINGS.iter().map(|(_, ruling)| ruling.rule).collect();

    assert_eq!(named, all());
}

/// A ruling that no check takes would decide nothing.
#[test]
fn every_ruling_is_taken_by_a_check() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/src/checks");
    let checks: String = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("oracle.rs"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let is_taken = |name: &str, rule| {
        let by_requirement = BY_REQUIREMENT.iter().any(|(_, ruling)| *ruling == rule);
        by_requirement || checks.contains(&format!("oracle::{name}"))
    };

    let idle: Vec<&str> = RULINGS
        .iter()
        .filter(|(name, ruling)| !is_taken(name, *ruling))
        .map(|(name, _)| *name)
        .collect();

    assert_eq!(idle, Vec::<&str>::new());
}

#[test]
fn a_ruling_on_a_requirement_is_the_one_that_the_catalogue_names() {
    let catalogue = Catalogue::embedded().unwrap();

    let strangers: Vec<String> = BY_REQUIREMENT
        .iter()
        .filter(|(id, ruling)| {
            !rules_on(&catalogue, &RequirementId::from(*id)).contains(&ruling.rule)
        })
        .map(|(id, ruling)| format!("{id}: {ruling}"))
        .collect();

    assert_eq!(strangers, Vec::<String>::new());
}

/// What is only recorded by a rule that forbids nothing needs no wrong server.
#[test]
fn every_rule_that_forbids_something_is_broken_by_a_fault() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut broken = Rules::from([FORBIDS_NOTHING]);
    let mut unrelated = Vec::new();
    for fault in wrong::all() {
        let mut concerned = rules_of(&catalogue, fault.scenarios);
        concerned.extend(rules_on(&catalogue, &fault.requirement.into()));
        for rule in fault.oracle {
            broken.insert(*rule);
            if !concerned.contains(rule) || *rule == FORBIDS_NOTHING {
                unrelated.push(format!("{}: {rule}", fault.name));
            }
        }
    }

    assert_eq!(unrelated, Vec::<String>::new());
    assert_eq!(broken, all());
}

#[test]
fn every_rule_is_kept_by_a_right_server_that_shows_what_it_allows() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut kept = Rules::new();
    let mut unrelated = Vec::new();
    for variant in unlike_ours::all() {
        let concerned = rules_of(&catalogue, variant.scenarios);
        for rule in variant.allowed_by {
            kept.insert(*rule);
            if !concerned.contains(rule) {
                unrelated.push(format!("{}: {rule}", variant.name));
            }
        }
    }

    assert_eq!(unrelated, Vec::<String>::new());
    assert_eq!(kept, all());
}

/// What a rule makes a warning must not be a failure: a fault shows it, and says how it ends.
#[test]
fn every_rule_that_makes_something_a_warning_has_a_fault_that_ends_in_one() {
    let warned: Rules = RULINGS
        .iter()
        .filter(|(_, ruling)| ruling.level == Level::Should)
        .map(|(_, ruling)| ruling.rule)
        .collect();

    let shown: Rules = wrong::all()
        .filter(|fault| fault.outcome == Some(Outcome::Warning))
        .flat_map(|fault| fault.oracle.iter().copied())
        .collect();

    assert_eq!(shown, warned);
}
