//! Who is started, and who is not because somebody else is configured.

use axum::Router;
use axum::routing::get;
use rstest::rstest;
use serde_json::json;

use crate::http::{client, serve};
use crate::process::Program;

/// An Authlete whose service has this Issuer.
async fn authlete() -> String {
    let configuration = || async { axum::Json(json!({"issuer": "https://op.example.com"})) };
    let path = "/api/4711/service/configuration";
    serve(Router::new().route(path, get(configuration))).await
}

fn variables(authlete: &str) -> [(&str, &str); 4] {
    [
        ("AUTHLETE_BASE_URL", authlete),
        ("AUTHLETE_SERVICE_APIKEY", "4711"),
        ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3"),
        ("CIBA_ISSUER", "https://op.example.com"),
    ]
}

#[rstest]
#[case::authlete(&[], true)]
#[case::authlete_and_device(&["--authentication-device", "http://127.0.0.1:9"], false)]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_configured_is_not_stood_in_for(
    #[case] arguments: &[&str],
    #[case] is_simulator_wanted: bool,
) {
    let authlete = authlete().await;

    let mut program = Program::start(arguments, &variables(&authlete));
    let started = program.wait_until_it_listens();

    assert_eq!(started.value("authlete"), authlete);
    assert_eq!(started.value("issuer"), "https://op.example.com");
    assert_eq!(started.0.contains_key("simulator"), is_simulator_wanted);
    assert_eq!(started.0.contains_key("workspace"), is_simulator_wanted);
    let health = format!("{}/healthz", started.value("listening"));
    let answer = client().get(health).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let log = program.terminate();
    assert!(
        log.contains("not used here: fake_authlete_listen"),
        "a key without a use is told: {log}"
    );
    let told = log.contains("not used here: simulator_listen");
    assert_eq!(told, !is_simulator_wanted, "{log}");
}

#[tokio::test]
async fn a_device_alone_leaves_the_fake_in_its_place() {
    let arguments = ["--authentication-device", "http://127.0.0.1:9"];

    let mut program = Program::start(&arguments, &[]);
    let started = program.wait_until_it_listens();

    assert!(started.value("authlete").starts_with("embedded fake at "));
    assert!(!started.0.contains_key("simulator"));
    program.terminate();
}

fn scratch(name: &str, text: &str) -> String {
    let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&file, text).unwrap();
    file
}

#[rstest]
#[case::absent("no-such-clients.toml", "no-such-clients.toml")]
#[case::no_clients("serve-no-clients.toml", "clients_file")]
fn clients_of_the_fake_that_cannot_be_used_are_told(#[case] clients: &str, #[case] named: &str) {
    scratch("serve-no-clients.toml", "[[clients]]\nsecret = \"hunter2\"");
    let text = format!("clients_file = \"{clients}\"");
    let config = scratch(&format!("serve-with-{clients}"), &text);

    let (code, said) = Program::start(&["--config", &config], &[]).wait_until_it_ends();

    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(named), "{said}");
}

/// Where the log has a level of its own, `-v` and `-q` do not matter.
#[rstest]
#[case::as_it_is(&[], true, false)]
#[case::quiet(&["-q"], false, false)]
#[case::verbose(&["-v"], true, true)]
#[case::the_flag_says_it(&["-v", "--log", "info"], true, false)]
fn the_log_follows_the_flags_of_the_program(
    #[case] arguments: &[&str],
    #[case] is_told: bool,
    #[case] is_debugged: bool,
) {
    let mut program = Program::start(arguments, &[]);
    program.wait_until_it_listens();

    let log = program.terminate();

    assert_eq!(log.contains("shutting down"), is_told, "{log}");
    assert_eq!(log.contains("DEBUG"), is_debugged, "{log}");
}

#[test]
fn the_log_is_for_programs_where_they_want_it() {
    let mut program = Program::start(&["--log-format", "json"], &[]);
    program.wait_until_it_listens();

    let log = program.terminate();

    for line in log.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["level"].is_string(), "{line}");
    }
    assert!(log.contains("shutting down"), "{log}");
}
