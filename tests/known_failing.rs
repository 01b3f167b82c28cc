//! The known-failing list as its users meet it: what it hides, what it refuses, what is written for them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;

const FAULT: [&str; 2] = ["--fault", "expires-in-as-a-string"];
const SCENARIO: &str = "ciba-core/07_3_acknowledgement/expires_in-is-a-positive-integer";

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .arg("run")
        .args(arguments)
        .output()
        .unwrap()
}

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// A list with these entries.
fn list(name: &str, scenarios: &[&str]) -> String {
    let mut entries = String::new();
    for scenario in scenarios {
        entries.push_str("[[known_failing]]\nscenario = \"");
        entries.push_str(scenario);
        entries.push_str("\"\nreason = \"a reason\"\n");
    }
    let file = scratch(name);
    std::fs::write(&file, entries).unwrap();
    file.display().to_string()
}

/// The report of a run of one feature against a list.
fn judged(arguments: &[&str], list: &str) -> (Option<i32>, Value) {
    let mut all = vec!["--known-failing", list, "--report", "json=-"];
    all.extend(arguments);
    let output = run(&all);
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), report)
}

#[test]
fn what_fails_as_listed_is_expected() {
    let list = list("expected.toml", &[SCENARIO]);

    let (code, report) = judged(&[FAULT[0], FAULT[1], "07_3_acknowledgement"], &list);

    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["verdict"], "conformant");
    assert_eq!(report["summary"]["failed"], 0);
    assert_eq!(report["summary"]["expected_failure"], 3);
    assert_eq!(report["known_failing"][0]["status"], "expected_failure");
    let scenario = report["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .find(|scenario| scenario["id"] == SCENARIO)
        .unwrap();
    assert_eq!(scenario["reason"], "a reason");
    assert_eq!(scenario["violations"][0]["requirement"], "CIBA-7.3-08");
}

#[test]
fn what_is_not_listed_still_fails() {
    let list = list("one_client.toml", &[&format!("{SCENARIO}@poll-basic")]);

    let (code, report) = judged(&[FAULT[0], FAULT[1], "07_3_acknowledgement"], &list);

    assert_eq!(code, Some(1));
    assert_eq!(report["summary"]["failed"], 2);
    assert_eq!(report["summary"]["expected_failure"], 1);
}

#[test]
fn a_listed_scenario_that_passes_is_an_error() {
    let list = list("passes.toml", &[SCENARIO]);

    let (code, report) = judged(&["07_3_acknowledgement"], &list);

    assert_eq!(code, Some(1));
    assert_eq!(report["summary"]["unexpected_pass"], 3);
    assert_eq!(report["known_failing"][0]["status"], "unexpected_pass");
}

#[test]
fn a_glob_is_true_as_long_as_something_fails_that_it_fits() {
    let list = list("glob.toml", &["ciba-core/07_3_acknowledgement/*@p*"]);

    let (code, report) = judged(&[FAULT[0], FAULT[1], "07_3_acknowledgement"], &list);

    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["summary"]["unexpected_pass"], 0);
    assert!(report["summary"]["passed"].as_u64().unwrap() > 0);
}

#[rstest]
#[case::an_unknown_scenario(
    "unknown.toml",
    "ciba-core/07_3_acknowledgement/gone",
    "no scenario is named so"
)]
#[case::a_glob_over_what_passes(
    "glob_over_passes.toml",
    "ciba-core/07_3_acknowledgement/*",
    "nothing fails of the"
)]
#[case::one_that_is_not_applicable(
    "not_applicable.toml",
    "ciba-core/04_registration/clients-of-one-sector-know-the-user-by-one-subject",
    "it is not applicable: the target file has no two clients with the same sector"
)]
fn a_stale_entry_is_an_error(#[case] file: &str, #[case] scenario: &str, #[case] expected: &str) {
    let list = list(file, &[scenario]);

    let (code, report) = judged(&["07_3_acknowledgement"], &list);

    assert_eq!(code, Some(1), "{report:#}");
    assert_eq!(report["verdict"], "not_conformant");
    assert_eq!(report["known_failing"][0]["status"], "stale");
    let detail = report["known_failing"][0]["detail"].as_str().unwrap();
    assert!(detail.contains(expected), "{detail}");
}

#[test]
fn an_entry_about_what_was_left_out_is_not_stale() {
    let list = list(
        "left_out.toml",
        &[SCENARIO, "ciba-core/07_3_acknowledgement/*"],
    );

    let (code, report) = judged(&["ciba-core/13_"], &list);

    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["known_failing"][0]["status"], "not_judged");
    assert_eq!(report["known_failing"][1]["status"], "not_judged");
}

#[test]
fn a_list_that_is_written_is_accepted_once_it_has_reasons() {
    let file = scratch("written.toml").display().to_string();
    drop(std::fs::remove_file(&file));
    let wrong = [FAULT[0], FAULT[1], "07_3_acknowledgement"];

    let output = run(&[&["--write-known-failing", &file][..], &wrong].concat());

    assert_eq!(output.status.code(), Some(1));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("# CIBA-7.3-08 (must) https://"), "{text}");
    assert!(
        text.contains("#   actual    expires_in = \"600\""),
        "{text}"
    );
    let refused = run(&[&["--known-failing", &file][..], &wrong].concat());
    assert_eq!(refused.status.code(), Some(2));
    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(message.contains("has an empty reason"), "{message}");
    std::fs::write(&file, text.replace("reason = \"\"", "reason = \"known\"")).unwrap();
    let (code, _) = judged(&wrong, &file);
    assert_eq!(code, Some(0));
}

#[test]
fn a_list_that_is_written_anew_keeps_its_reasons() {
    let old = list("old.toml", &[&format!("{SCENARIO}@poll-basic")]);
    let new = scratch("new.toml").display().to_string();
    drop(std::fs::remove_file(&new));
    let wrong = [FAULT[0], FAULT[1], "07_3_acknowledgement"];
    let write = ["--known-failing", &old, "--write-known-failing", &new];

    run(&[&write[..], &wrong].concat());

    let text = std::fs::read_to_string(&new).unwrap();
    assert_eq!(text.matches("[[known_failing]]").count(), 1, "{text}");
    assert_eq!(text.matches("reason = \"a reason\"").count(), 1, "{text}");
    std::fs::write(&new, text.replace("a reason", "written by hand")).unwrap();
    run(&[&["--write-known-failing", &new][..], &wrong].concat());
    let text = std::fs::read_to_string(&new).unwrap();
    assert!(text.contains("reason = \"written by hand\""), "{text}");
}

#[test]
fn what_is_no_list_is_not_overwritten() {
    let file = scratch("no_list.toml").display().to_string();
    std::fs::write(&file, "my notes\n").unwrap();

    let output = run(&["--write-known-failing", &file, "07_3_acknowledgement"]);

    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my notes\n");
}

fn cause(name: &str, answer: &str) -> String {
    let file = scratch(name);
    let text = format!(
        "[[known_failing]]\nrequirement = \"CIBA-7.3-08\"\nanswer = '{answer}'\nreason = \"a reason\"\n"
    );
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

#[test]
fn a_cause_is_expected_in_whatever_run_it_shows() {
    let list = cause("cause.toml", "expires_in = \"N\"");

    let (code, report) = judged(&[FAULT[0], FAULT[1], "07_3_"], &list);

    assert_eq!(code, Some(0), "{:#}", report["causes"]);
    assert_eq!(report["known_failing"][0]["status"], "expected_failure");
    assert_eq!(report["summary"]["failed"], 0);
    assert_eq!(report["summary"]["blocked"], 0);
}

/// What is known of one corner does not hide that the whole server answers so.
#[test]
fn a_cause_that_more_runs_meet_than_the_list_knows_of_is_a_failure() {
    let file = scratch("corner.toml").display().to_string();
    drop(std::fs::remove_file(&file));
    let filled_in = |file: &str| {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("\nruns = "), "{text}");
        std::fs::write(file, text.replace("reason = \"\"", "reason = \"known\"")).unwrap();
    };
    let everywhere = ["--fault", "acknowledgement-with-201"];
    let corner = [&everywhere[..], &["07_3_acknowledgement/a-valid-request"]].concat();
    run(&[&["--write-known-failing", &file][..], &corner].concat());
    filled_in(&file);
    let wider = [&everywhere[..], &["07_3_"]].concat();

    let (known, report) = judged(&corner, &file);
    let (code, grown) = judged(&wider, &file);

    assert_eq!(known, Some(0), "{:#}", report["causes"]);
    assert_eq!(code, Some(1));
    assert_eq!(grown["verdict"], "not_conformant");
    assert_eq!(grown["known_failing"][0]["status"], "exceeded");
    assert_eq!(grown["known_failing"][0]["requirement"], "CIBA-7.3-01");
    assert_eq!(
        grown["summary"]["expected_failure"], 0,
        "{:#}",
        grown["causes"]
    );

    run(&[&["--write-known-failing", &file][..], &wider].concat());
    let (code, report) = judged(&wider, &file);
    assert_eq!(code, Some(0), "{:#}", report["known_failing"]);

    let other = scratch("corner_anew.toml").display().to_string();
    drop(std::fs::remove_file(&other));
    let write = ["--known-failing", &file, "--write-known-failing", &other];
    run(&[&write[..], &everywhere, &["07_"]].concat());
    let text = std::fs::read_to_string(&other).unwrap();
    assert!(text.contains("reason = \"known\""), "{text}");
}

/// Nobody takes a known failure for a pass: what is hidden stands first, with its reason.
#[test]
fn what_the_list_hides_is_told_with_its_reason() {
    let list = list("told.toml", &[SCENARIO]);

    let output = run(&[
        &["--known-failing", &list][..],
        &FAULT,
        &["07_3_acknowledgement"],
    ]
    .concat());

    let text = String::from_utf8(output.stdout).unwrap();
    let first = text.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("KNOWN: CIBA-7.3-08 (must, section 7.3): "),
        "{text}"
    );
    assert!(
        first.ends_with("in 3 runs, 1 scenario, 3 clients: a reason"),
        "{text}"
    );
}

#[test]
fn another_answer_is_another_failure() {
    let list = cause("another_cause.toml", "no expires_in");

    let (code, report) = judged(&[FAULT[0], FAULT[1], "07_3_acknowledgement"], &list);

    assert_eq!(code, Some(1));
    assert_eq!(report["summary"]["failed"], 3);
    assert_eq!(report["known_failing"][0]["status"], "not_judged");
}

/// One status that stands in the way of nearly everything is told once, and one entry hides it all.
#[test]
fn what_is_blocked_by_an_expected_failure_is_expected() {
    let wrong = ["--fault", "acknowledgement-with-201", "07_3_"];
    let failing =
        "ciba-core/07_3_acknowledgement/a-valid-request-is-acknowledged-with-an-auth_req_id";
    let list = list("blocked.toml", &[failing]);

    let output = run(&[&wrong[..], &["--report", "json=-"]].concat());
    let (code, report) = judged(&wrong, &list);

    let without: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(without["summary"]["failed"], 3, "{:#}", without["causes"]);
    assert!(without["summary"]["blocked"].as_u64().unwrap() > 10);
    assert_eq!(code, Some(0), "{:#}", report["causes"]);
}

#[test]
fn a_bad_list_is_exit_code_2_before_anything_runs() {
    let file = scratch("bad.toml");
    std::fs::write(&file, "[[known_failing]]\nscenario = 5\nreason = \"x\"\n").unwrap();

    let output = run(&["--known-failing", &file.display().to_string()]);

    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("bad.toml:2: "), "{message}");
    assert!(output.stdout.is_empty());
}
