//! What features and faults share stands in one place, and both still say it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::change::Change;
use crate::fault::Fault;
use crate::{matches, wrong};
use embedded::known;
use suite::catalogue::{Catalogue, Scenario};
use suite::op_under_test::made_up;

/// What a fault says that it knows requests by, and the scenarios that must catch it do not say.
fn drifted<'a>(
    faults: impl Iterator<Item = &'a Fault>,
    scenarios: &[Scenario],
) -> (usize, Vec<String>) {
    let (mut compared, mut told) = (0, Vec::new());
    for fault in faults.filter(|fault| !fault.quotes.is_empty()) {
        let is_named = |scenario: &&Scenario| {
            let mut patterns = fault.scenarios.iter();
            patterns.any(|pattern| matches(pattern, &scenario.id))
        };
        let catchers: Vec<&Scenario> = scenarios.iter().filter(is_named).collect();
        let said_nowhere = |quote: &&str| !catchers.iter().any(|scenario| says(scenario, quote));
        let silent = |scenario: &&&Scenario| !fault.quotes.iter().any(|q| says(scenario, q));
        let name = fault.name;
        let quotes = fault.quotes.iter().filter(|quote| said_nowhere(quote));
        told.extend(quotes.map(|quote| format!("{name}: no catcher says {quote:?}")));
        let silent = catchers.iter().filter(silent);
        told.extend(silent.map(|scenario| format!("{name}: {} is silent", scenario.id)));
        compared += catchers.len() * fault.quotes.len();
    }
    (compared, told)
}

fn says(scenario: &Scenario, text: &str) -> bool {
    let mut steps = scenario.steps.iter();
    steps.any(|step| step.value.contains(text))
}

#[test]
fn what_a_fault_knows_a_request_by_stands_in_the_scenarios_that_must_catch_it() {
    let catalogue = Catalogue::embedded().unwrap();

    let (compared, told) = drifted(wrong::all(), catalogue.scenarios());

    assert_eq!(told, [""; 0]);
    assert!(compared > 10, "{compared}");
}

#[test]
fn a_word_that_a_feature_no_longer_says_is_told() {
    const CATCHERS: &[&str] = &[
        "ciba-core/07_1_2_user_code/a-wrong-user_code-is-refused",
        "ciba-core/07_1_2_user_code/a-missing-user_code-is-refused",
    ];
    let catalogue = Catalogue::embedded().unwrap();
    let change = Change::Callback(|_| {});
    let fault = Fault::of("made-up", "CIBA-7.1.2-02", CATCHERS, change)
        .quoting(&[made_up::WRONG_USER_CODE, "no-longer-said"]);

    let (_, told) = drifted(std::iter::once(&fault), catalogue.scenarios());

    let silent = format!("made-up: {} is silent", CATCHERS[1]);
    let lost = "made-up: no catcher says \"no-longer-said\"".to_owned();
    assert_eq!(told, [lost, silent]);
}

/// Where a text of these stands by hand, in the files below a folder of the workspace but for one.
fn by_hand(texts: &[&str], folder: &str, but: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let mut folders = vec![root];
    let mut told = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(but) && path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let literals = texts.iter().map(|text| format!("{text:?}"));
                let found = literals.filter(|literal| source.contains(literal));
                told.extend(found.map(|literal| format!("{}: {literal}", path.display())));
            }
        }
    }
    told
}

#[test]
fn what_has_a_name_stands_nowhere_else_by_hand() {
    // But for `push` and the names of parameters: they are the specification's.
    let quoted = [
        UNKNOWN_PARAMETER,
        UNKNOWN_ACR,
        DRAFT_GRANT_TYPE,
        NO_CODE,
        BAD_CODE,
    ];
    let of_the_suite = [
        made_up::SHORT_LIFETIME,
        made_up::NO_TOKEN,
        made_up::UNKNOWN_SCOPE,
        made_up::WRONG_USER_CODE,
        made_up::UNREGISTERED_KEY,
        made_up::BASIC_IN_OTHER_LETTERS,
        made_up::HINT_THAT_IS_NOT_UTF_8,
        made_up::HINT_WITH_A_NULL_CHARACTER,
        made_up::HINT_WITH_A_BROKEN_ESCAPE,
        made_up::HINT_THAT_IS_JSON,
        made_up::UNREGISTERED,
    ];
    let of_the_fixtures = [
        known::APPROVER,
        known::APPROVER_HINT,
        known::APPROVER_CODE,
        known::DENIER,
        known::ABSENT,
        known::ABSENT_HINT,
        known::BYSTANDER,
        known::LOCKED,
        known::UNREACHABLE,
        known::LOCKABLE,
        known::NOBODY_HINT,
        known::PUSH_BASIC,
        known::PUSH_POST,
        known::PING_POST,
        known::WITHOUT_CIBA,
        known::UNREACHABLE_ENDPOINT,
    ];

    let mut told = by_hand(&quoted, "zoo/src", "quoted.rs");
    for folder in ["zoo/src", "suite/src/op_under_test"] {
        told.extend(by_hand(&of_the_suite, folder, "made_up.rs"));
    }
    for folder in ["zoo/src", "embedded/src"] {
        told.extend(by_hand(&of_the_fixtures, folder, "known.rs"));
    }

    assert_eq!(told, [""; 0]);
    assert!(!by_hand(&[made_up::NO_TOKEN], "suite/src", "nothing.rs").is_empty());
}
