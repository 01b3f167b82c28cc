//! The commands that prepare a run: `init`, `plan`, `doctor` and `completions`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Output};

use crate::harness;
use crate::server::{Answer, Authority, Server};
use libtest_mimic::Arguments;
use rstest::rstest;
use serde_json::json;
use suite::report::Outcome;

fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .args(arguments)
        .env("POLL_SECRET", "not-a-real-secret")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_file(&path));
    path
}

fn op(path: &str, issuer: &str) -> Answer {
    match path {
        "/.well-known/openid-configuration" => Answer::json(
            200,
            &json!({
                "issuer": issuer,
                "backchannel_authentication_endpoint": format!("{issuer}/ciba"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/jwks"),
                "backchannel_token_delivery_modes_supported": ["poll"],
                "grant_types_supported": ["urn:openid:params:grant-type:ciba"],
                "backchannel_user_code_parameter_supported": true,
            }),
        ),
        "/jwks" => Answer::json(200, &json!({"keys": []})),
        "/ciba" => Answer::html("<h1>Somebody is asked</h1>"),
        _ => Answer::json(400, &json!({"error": "invalid_request"})),
    }
}

#[test]
fn init_writes_a_file_that_plan_reads() {
    let server = Server::start(op);
    let file = scratch("init.toml");
    let path = file.display().to_string();

    let written = program(&["init", "--issuer", server.url(), "--output", &path]);
    let planned = program(&["plan", "--target", &path]);

    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    assert_eq!(planned.status.code(), Some(0), "{}", stderr(&planned));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("token_delivery_mode = \"poll\""), "{text}");
    assert!(text.contains("# user_code = true"), "{text}");
}

#[test]
fn init_overwrites_nothing_unless_it_is_told_to() {
    let server = Server::start(op);
    let file = scratch("precious.toml");
    std::fs::write(&file, "precious").unwrap();
    let path = file.display().to_string();

    let refused = program(&["init", "--issuer", server.url(), "--output", &path]);
    let kept = std::fs::read_to_string(&file).unwrap();
    let forced = program(&[
        "init",
        "--issuer",
        server.url(),
        "--output",
        &path,
        "--force",
    ]);

    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("is there already; --force"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(kept, "precious");
    assert_eq!(forced.status.code(), Some(0), "{}", stderr(&forced));
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("issuer = ")
    );
}

#[test]
fn init_writes_to_standard_output_and_trusts_an_authority() {
    let authority = Authority::new();
    let server = Server::start_with_tls(&authority.certificate(false), op);
    let pem = scratch("init.pem");
    std::fs::write(&pem, authority.pem()).unwrap();
    let pem = pem.display().to_string();

    let trusted = program(&["init", "--issuer", server.url(), "--ca-certificate", &pem]);
    let any = program(&[
        "init",
        "--issuer",
        server.url(),
        "--accept-invalid-certificates",
    ]);
    let neither = program(&["init", "--issuer", server.url()]);

    assert!(stdout(&trusted).contains(&format!("tls.ca_certificate = \"file:{pem}\"")));
    assert!(stdout(&any).contains("tls.accept_invalid_certificates = true"));
    assert_eq!(neither.status.code(), Some(3), "{}", stderr(&neither));
}

#[test]
fn the_plan_gives_the_reason_and_where_it_comes_from() {
    let server = Server::start(op);
    let file = scratch("plan.toml");
    let path = file.display().to_string();
    program(&["init", "--issuer", server.url(), "--output", &path]);

    let output = program(&["plan", "--target", &path]);

    let plan = stdout(&output);
    assert!(
        plan.contains(": the target file's authentication_device cannot approve"),
        "{plan}"
    );
    assert!(plan.contains(": the metadata has no backchannel_authentication_request_signing_alg"));
    assert!(plan.contains(": the target file has no client with token_delivery_mode = \"ping\""));
    for line in plan
        .lines()
        .filter(|line| line.starts_with("not applicable"))
    {
        let (_, reason) = line.split_once(": ").unwrap();
        let sources = [
            "the metadata",
            "the target file",
            "the client",
            "the issuer",
        ];
        assert!(
            sources.iter().any(|source| reason.starts_with(source)),
            "{line}"
        );
    }
}

#[test]
fn doctor_names_the_first_thing_that_is_wrong() {
    let file = scratch("doctor.toml");
    let server = Server::start(|path, issuer| match path {
        "/ciba" => Answer::json(400, &json!({"error": "unknown_user_id"})),
        _ => op(path, issuer),
    });
    let path = file.display().to_string();
    program(&["init", "--issuer", server.url(), "--output", &path]);
    let text = std::fs::read_to_string(&file).unwrap();

    let reached = program(&["doctor", "--target", &path]);
    std::fs::write(&file, text.replace(server.url(), "http://127.0.0.1:9")).unwrap();
    let nobody = program(&["doctor", "--target", &path]);
    std::fs::write(
        &file,
        text.replace(server.url(), "http://no-such-host.invalid"),
    )
    .unwrap();
    let nowhere = program(&["doctor", "--target", &path]);
    std::fs::write(&file, "name = 1").unwrap();
    let no_file = program(&["doctor", "--target", &path]);

    assert_eq!(reached.status.code(), Some(1));
    assert!(
        stdout(&reached).contains("the OP knows it by client_secret_basic"),
        "{}",
        stdout(&reached)
    );
    assert!(
        stdout(&reached).contains("problem  user approver"),
        "{}",
        stdout(&reached)
    );
    assert_eq!(nobody.status.code(), Some(1));
    assert!(
        stdout(&nobody).contains("-> is it running"),
        "{}",
        stdout(&nobody)
    );
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(
        stdout(&nowhere).contains("no-such-host.invalid cannot be resolved"),
        "{}",
        stdout(&nowhere)
    );
    assert_eq!(no_file.status.code(), Some(2));
}

#[rstest]
#[case::what_it_names("the-acknowledgement-is-json", 0)]
#[case::nothing_there("no-such-scenario", 1)]
fn the_list_of_known_failures_may_be_named_in_the_file(#[case] scenario: &str, #[case] code: i32) {
    const FOLDER: &str = "ciba-core/07_3_acknowledgement";
    let server = Server::start(op);
    let file = scratch(&format!("known-{code}.toml"));
    let list = scratch(&format!("known-{code}-list.toml"));
    let entry = format!(
        "[[known_failing]]\nscenario = \"{FOLDER}/{scenario}@poll\"\nreason = \"it answers by a page\"\n"
    );
    std::fs::write(&list, entry).unwrap();
    let path = file.display().to_string();
    program(&["init", "--issuer", server.url(), "--output", &path]);
    let text = std::fs::read_to_string(&file).unwrap();
    let key = format!("known_failing = \"{}\"\n\n[[clients]]", list.display());
    let text = text.replacen("[[clients]]", &key, 1);
    std::fs::write(&file, text.replace("env:POLL_SECRET", "not-a-real-secret")).unwrap();
    // A filter that names what is listed, or else something that passes.
    let filter = if code == 0 {
        scenario
    } else {
        "ciba-core/04_metadata"
    };

    let run = program(&["run", "--target", &path, filter]);
    let judgement = harness::Judgement::of(&file).unwrap();

    assert_eq!(
        run.status.code(),
        Some(code),
        "{}{}",
        stdout(&run),
        stderr(&run)
    );
    let listed = format!("{FOLDER}/{scenario}@poll");
    let selected: BTreeSet<String> = judgement.ids().filter(|id| id.contains(filter)).collect();
    let outcomes = judgement.run(&selected).unwrap();
    let expected = (code == 0).then_some(Outcome::ExpectedFailure);
    assert_eq!(outcomes.of(&listed), expected);
    assert_eq!(outcomes.stale().is_empty(), code == 0);
}

#[test]
fn a_gateway_gets_its_headers_and_the_report_does_not_show_them() {
    const KEY: &str = "a-key-that-only-the-gateway-may-see";
    let server = Server::start(op);
    let file = scratch("gateway.toml");
    let path = file.display().to_string();
    program(&["init", "--issuer", server.url(), "--output", &path]);
    let text = std::fs::read_to_string(&file).unwrap();
    let headers = format!("headers = {{ x-api-key = \"{KEY}\" }}\n\n[[clients]]");
    std::fs::write(&file, text.replacen("[[clients]]", &headers, 1)).unwrap();
    let before = server.heads().len();

    let output = program(&[
        "run",
        "--target",
        &path,
        "--report",
        "json=-",
        "ciba-core/07_3",
    ]);

    let heads = server.heads().split_off(before);
    assert!(heads.len() > 3, "{heads:?}");
    assert!(
        heads
            .iter()
            .all(|head| head.contains(&format!("x-api-key: {KEY}"))),
        "{heads:?}"
    );
    assert!(
        stdout(&output).contains("\"summary\""),
        "{}",
        stderr(&output)
    );
    assert!(!stdout(&output).contains(KEY));
}

#[rstest]
#[case::what_is_right("ciba-core/04_metadata", 0)]
#[case::what_is_wrong("ciba-core/07_3", 1)]
fn cargos_harness_and_run_come_to_the_same_outcomes(#[case] filter: &str, #[case] code: i32) {
    let server = Server::start(op);
    let file = scratch(&format!("harness-{code}.toml"));
    let path = file.display().to_string();
    program(&["init", "--issuer", server.url(), "--output", &path]);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("env:POLL_SECRET", "not-a-real-secret")).unwrap();

    let run = program(&["run", "--target", &path, "--report", "json=-", filter]);
    let harness = Arguments::from_iter(["conformance", filter]);
    let judged = harness::judge(&harness, &file, |id| id.contains(filter)).unwrap();

    assert_eq!(run.status.code(), Some(code), "{}", stderr(&run));
    let expected = if code == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(101)
    };
    assert_eq!(format!("{judged:?}"), format!("{expected:?}"));
    let report: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let judgement = harness::Judgement::of(&file).unwrap();
    let selected: BTreeSet<String> = judgement.ids().filter(|id| id.contains(filter)).collect();
    let outcomes = judgement.run(&selected).unwrap();
    for scenario in report["scenarios"].as_array().unwrap() {
        let text = |member: &str| scenario[member].as_str().unwrap();
        let id = format!("{}@{}", text("id"), text("client"));
        assert_eq!(
            outcomes.of(&id).map(Outcome::as_str),
            Some(text("outcome")),
            "{id}"
        );
    }
}

#[rstest]
#[case::bash("bash", "complete -F")]
#[case::zsh("zsh", "#compdef ciba-conformance")]
#[case::fish("fish", "complete -c ciba-conformance")]
fn completions_know_the_commands(#[case] shell: &str, #[case] expected: &str) {
    let output = program(&["completions", shell]);

    assert_eq!(output.status.code(), Some(0));
    let script = stdout(&output);
    assert!(script.contains(expected), "{script}");
    assert!(script.contains("doctor"), "{script}");
}
