//! The program as its users call it: output, files and exit codes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A file of this test alone, in the folder that cargo keeps for tests.
fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn the_report_has_the_members_that_its_readers_rely_on() {
    let file = scratch("report.json");

    let output = program(&[
        "run",
        "--report",
        &format!("json={}", file.display()),
        "ciba-core/07_3",
    ]);

    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["suite"]["name"], "ciba-conformance");
    assert_eq!(report["target"]["name"], "embedded");
    assert_eq!(report["verdict"], "conformant");
    let summary = report["summary"].as_object().unwrap();
    let members: Vec<&str> = summary.keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "passed",
            "failed",
            "warning",
            "info",
            "not_applicable",
            "blocked",
            "expected_failure",
            "unexpected_pass",
            "suite_error"
        ]
    );
    let scenarios = report["scenarios"].as_array().unwrap();
    assert_eq!(summary["passed"], scenarios.len());
    let members: Vec<&str> = scenarios[0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        members,
        [
            "id",
            "title",
            "requirements",
            "level",
            "client",
            "mode",
            "outcome",
            "reason",
            "blocked_by",
            "duration_ms",
            "violations",
            "exchanges",
            "curl"
        ]
    );
    let exchange = &scenarios[0]["exchanges"][0];
    assert_eq!(
        (&exchange["from"], &exchange["to"]),
        (&"client".into(), &"op".into())
    );
    assert!(exchange["request"].as_str().unwrap().starts_with("POST "));
    assert!(
        exchange["response"]
            .as_str()
            .unwrap()
            .starts_with("HTTP 200")
    );
    assert!(
        report["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["id"] == "CIBA-7.3-06")
    );
}

#[test]
fn the_report_holds_no_secret() {
    let output = program(&["run", "--report", "json=-", "ciba-core/10_1_token_request"]);

    let text = stdout(&output);
    assert!(!text.contains("secret-for-the-fake"), "a client secret");
    assert!(!text.contains("eyJ"), "a JWT");
    assert!(text.contains("[access_token #1]"));
    assert!(serde_json::from_str::<Value>(&text).is_ok());
}

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

    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("explanation", stdout(&output)));
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

#[rstest]
#[case::an_unknown_command(&["judge"], "unrecognized subcommand")]
#[case::a_filter_that_fits_nothing(&["run", "no-such-scenario"], "no scenario to run")]
#[case::an_unknown_report(&["run", "--report", "xml=r.xml"], "there are: har, html, json, junit, markdown")]
#[case::a_report_without_a_file(&["run", "--report", "json"], "json=report.json")]
#[case::a_target_file_that_is_not_there(&["run", "--target", "no-such-file.toml"], "no-such-file.toml")]
#[case::an_unknown_requirement(&["explain", "CIBA-99-1"], "no such requirement")]
fn a_wrong_use_is_exit_code_2(#[case] arguments: &[&str], #[case] expected: &str) {
    let output = program(arguments);

    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
}

#[test]
fn a_target_that_is_not_there_is_exit_code_3() {
    // A port that was free a moment ago: nobody listens.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let file = scratch("nobody.toml");
    let text = format!(
        r#"
name = "nobody"
issuer = "http://{address}"
[[clients]]
id = "poll"
client_id = "poll"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "not-a-real-secret"
[users.approver]
login_hint = "alice"
"#
    );
    std::fs::write(&file, text).unwrap();

    let output = program(&["run", "--target", &file.display().to_string()]);

    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("cannot start at http://"),
        "{}",
        stderr(&output)
    );
}

const ONE_SCENARIO: &str = "a-pending-request-is-refused-with-authorization_pending@poll";

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

/// A server that breaks a recommendation, and nothing else.
#[rstest]
#[case::lenient(&[], "conformant", "is conformant: ", 0)]
#[case::strict(&["--strict"], "not_conformant", "is not conformant, because 3 warnings count: ", 1)]
fn warnings_count_in_every_place_or_in_none(
    #[case] strict: &[&str],
    #[case] verdict: &str,
    #[case] words: &str,
    #[case] code: i32,
) {
    let name = format!("{verdict}.json");
    let file = scratch(&name);
    let report = format!("json={}", file.display());
    let mut arguments = vec!["run", "--fault", "acknowledgement-that-may-be-stored"];
    arguments.extend(["07_3_acknowledgement", "--report", &report]);
    arguments.extend(strict);

    let told = program(&arguments);
    let quiet = program(&[&arguments[..], &["--quiet"]].concat());

    assert_eq!(told.status.code(), Some(code), "{}", stderr(&told));
    assert_eq!(quiet.status.code(), Some(code));
    let report: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(report["verdict"], verdict);
    assert_eq!(report["strict"], !strict.is_empty());
    let told = stdout(&told);
    assert!(told.lines().last().unwrap().contains(words), "{told}");
    let quiet = stdout(&quiet);
    assert_eq!(quiet.lines().count(), 1, "{quiet}");
    assert!(quiet.contains(words), "{quiet}");
}

/// What to do next follows from what the suite had sent and from what came.
#[rstest]
#[case::wrong_credentials_on_purpose(
    "invalid-client-as-unauthorized-client",
    "13_authentication_error_response/a-request-with-wrong-credentials",
    "the suite sent other credentials than the registered ones here, on purpose",
    "look at its grant types and its delivery mode"
)]
#[case::no_callback(
    "no-callback-after-all",
    "10_2_ping_callback/an-approval-is-pinged",
    "see that the OP reaches the notification endpoint of the target file",
    "read the rule with"
)]
fn the_advice_fits_the_fault(
    #[case] fault: &str,
    #[case] filter: &str,
    #[case] given: &str,
    #[case] never: &str,
) {
    let output = program(&["run", "--fault", fault, filter]);

    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains(given), "{text}");
    assert!(!text.contains(never), "{text}");
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
