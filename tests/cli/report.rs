//! What a run leaves in files, and what its last line says.

use rstest::rstest;
use serde_json::Value;

use crate::{program, scratch, stderr, stdout};

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
