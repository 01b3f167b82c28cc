//! What there is to run, and what a requirement is about.

use regex::Regex;

use crate::{program, stdout};

#[test]
fn the_plan_says_what_runs() {
    let output = program(&["plan", "07_3_acknowledgement"]);

    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("selected        ciba-core/07_3_acknowledgement/"));
}

#[test]
fn the_list_names_scenarios_with_their_requirements() {
    let output = program(&["list"]);

    let text = stdout(&output);
    assert!(text.contains(
        "ciba-core/07_3_acknowledgement/the-auth_req_id-keeps-to-the-allowed-characters"
    ));
    assert!(text.contains("CIBA-7.3-06"));
}

#[test]
fn the_coverage_table_says_what_is_done_about_each_requirement() {
    let output = program(&["list", "--requirements"]);

    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    let row = |id: &str| {
        let found = text
            .lines()
            .find(|line| line.starts_with(&format!("{id} ")));
        found
            .unwrap_or_else(|| panic!("{id} is missing"))
            .to_owned()
    };
    assert!(row("CIBA-7.3-06").contains("ciba-core/07_3_acknowledgement"));
    assert!(row("CIBA-7.1-03").contains("fapi-ciba-id1"));
    assert!(row("C-8705-01").contains("waived: Certificates are a method"));
    assert!(row("CIBA-7.1-24").contains("binds the client"));
    assert!(!text.contains("NOT COVERED"), "{text}");
    let totals = text.lines().last().unwrap();
    assert!(
        totals.contains("requirements bind the server and show from outside"),
        "{totals}"
    );
}

#[test]
fn a_waived_requirement_is_explained_with_its_reason() {
    let output = program(&["explain", "C-8705-01"]);

    assert!(stdout(&output).contains("waived: Certificates are a method of RFC 8705"));
}

#[test]
fn a_requirement_is_explained_with_its_scenarios_and_its_clause() {
    let output = program(&["explain", "CIBA-7.1-35"]);

    let text = stdout(&output);
    assert!(text.contains("https://openid.net/specs/"));
    assert!(text.contains("scenario: ciba-core/07_1_authentication_request/"));
}

#[test]
fn a_requirement_is_explained_with_its_whole_chain() {
    let output = program(&["explain", "CIBA-7.3-08"]);

    // Lines move with what stands above them.
    let lines = Regex::new(r"(\.(?:rs|feature)):[0-9]+").unwrap();
    let text = stdout(&output);
    let text = lines.replace_all(&text, "$1:[line]");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("explanation", text));
}

#[test]
fn an_oracle_rule_is_explained_with_its_rows_and_its_checks() {
    let output = program(&["explain", "O6"]);

    let text = stdout(&output);
    assert!(text.contains("oracle rule O6, parameters beside a signed request"));
    assert!(text.contains("requirement: CIBA-7.1.1-21"), "{text}");
    assert!(
        text.contains("check: suite/src/checks/signed_request.rs"),
        "{text}"
    );
}
