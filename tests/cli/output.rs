//! How much a run says, in which colours, and where.

use std::process::Command;

use rstest::rstest;
use serde_json::Value;

use crate::{ONE_SCENARIO, program, stderr, stdout};

#[rstest]
#[case::asked_for(&["--color", "always"], None, true)]
#[case::asked_for_in_spite_of_the_environment(&["--color", "always"], Some("1"), true)]
#[case::unwanted(&["--color", "never"], None, false)]
#[case::unwanted_by_the_environment(&[], Some("1"), false)]
#[case::nobody_looks(&[], None, false)]
fn colours_are_as_the_user_wants_them(
    #[case] arguments: &[&str],
    #[case] no_color: Option<&str>,
    #[case] expected: bool,
) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"));
    command.args(["run", ONE_SCENARIO]).args(arguments);
    match no_color {
        Some(value) => command.env("NO_COLOR", value),
        None => command.env_remove("NO_COLOR"),
    };

    let output = command.output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stdout(&output).contains("\u{1b}["),
        expected,
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_quiet_run_says_the_verdict_alone() {
    let output = program(&["run", "-q", ONE_SCENARIO]);

    let text = stdout(&output);
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains("is conformant"), "{text}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_verbose_run_tells_what_happens_on_standard_error() {
    let once = program(&["run", "-v", ONE_SCENARIO]);
    let twice = program(&["-vv", "run", ONE_SCENARIO]);

    assert!(
        stderr(&once).contains("scenario finished"),
        "{}",
        stderr(&once)
    );
    assert!(!stderr(&once).contains("exchange"), "{}", stderr(&once));
    assert!(stderr(&twice).contains("exchange"), "{}", stderr(&twice));
    assert!(!stdout(&once).contains("scenario finished"));
}

#[test]
fn a_log_in_json_is_one_object_a_line_and_holds_no_secret() {
    let output = program(&[
        "run",
        "--log-format",
        "json",
        "-vv",
        "ciba-core/10_1_token_request",
    ]);

    let text = stderr(&output);
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let finished = |event: &&Value| event["message"] == "scenario finished";
    assert!(events.iter().filter(finished).count() > 10, "{text}");
    assert!(events.iter().any(|event| event["message"] == "exchange"));
    for secret in [
        "secret-for-the-fake",
        "eyJ",
        "auth_req_id=",
        "token=",
        "Basic ",
        "Bearer ",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn quiet_and_verbose_exclude_each_other() {
    let output = program(&["run", "-q", "-v", ONE_SCENARIO]);

    assert_eq!(output.status.code(), Some(2));
}
