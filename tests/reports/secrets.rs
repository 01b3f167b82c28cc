use std::path::PathBuf;
use std::process::{Command, Output};

use rstest::rstest;

const MARKS: [&str; 2] = ["secret-for-the-fake", "eyJ"];

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .arg("run")
        .args(arguments)
        .output()
        .unwrap()
}

#[rstest]
#[case::a_failing_acknowledgement("expires-in-as-a-string", "07_3")]
#[case::a_failing_push("pushed-id-token-of-another-request", "the-pushed-id-token-is-valid")]
fn no_report_holds_a_secret(#[case] fault: &str, #[case] filter: &str) {
    let files = ["har", "html", "json", "junit", "markdown"].map(|format| {
        let name = format!("secrets-{fault}.{format}");
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        (format!("{format}={}", file.display()), file)
    });
    let mut arguments = vec!["--fault", fault, filter];
    for (request, _) in &files {
        arguments.extend(["--report", request]);
    }

    let output = run(&arguments);

    assert_eq!(output.status.code(), Some(1));
    let mut told = vec![("console".to_owned(), output.stdout)];
    for (request, file) in files {
        told.push((request, std::fs::read(file).unwrap()));
    }
    for (name, text) in told {
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("embedded"), "{name} tells nothing");
        for mark in MARKS {
            assert!(!text.contains(mark), "{mark} is in {name}");
        }
    }
}

#[test]
fn secrets_are_shown_to_who_asks_for_them_with_a_warning() {
    let output = run(&[
        "--show-secrets",
        "--report",
        "json=-",
        "ciba-core/10_1_token_request",
    ]);

    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("eyJ"));
    assert!(!text.contains("[access_token #1]"));
    assert!(!text.contains("{issuer}"));
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.contains("hold credentials and tokens"), "{warning}");
}

#[test]
fn a_failing_scenario_carries_the_request_that_decided_and_what_to_do() {
    let name = "expires_in-is-a-positive-integer@poll-basic";
    let wrong = ["--fault", "expires-in-as-a-string", name];

    let data = run(&[&wrong[..], &["--report", "json=-"]].concat());
    let console = run(&wrong);

    let report: serde_json::Value = serde_json::from_slice(&data.stdout).unwrap();
    let curl = report["scenarios"][0]["curl"].as_str().unwrap();
    assert!(
        curl.starts_with("curl -sS -i -u poll-basic:\"$CLIENT_SECRET\" "),
        "{curl}"
    );
    assert!(curl.ends_with("/backchannel/authentication"), "{curl}");
    let text = String::from_utf8(console.stdout).unwrap();
    assert!(
        text.contains("  repeat    curl -sS -i -u poll-basic:"),
        "{text}"
    );
    assert!(text.contains("  next      read the rule with"), "{text}");
}
