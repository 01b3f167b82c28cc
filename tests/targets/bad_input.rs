//! What users get wrong, and targets that are not there, or not for long: one clear message each, and the exit code
//! that says whose turn it is (2 the user's, 3 the target's).

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::server::{Answer, Authority, Server};
use rstest::rstest;
use serde_json::{Value, json};

/// A target file with one client and one user.
pub(crate) fn target_file(issuer: &str) -> String {
    format!(
        r#"
name = "op"
issuer = "{issuer}"
[[clients]]
id = "poll"
client_id = "client-1"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "not-a-real-secret"
[users.approver]
login_hint = "alice"
[limits]
callback_wait = 1
"#
    )
}

/// A file of one test alone, in the folder that cargo keeps for tests.
pub(crate) fn written(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

pub(crate) fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .args(arguments)
        .output()
        .unwrap()
}

/// What `run` says about a target file on standard error, and its exit code.
fn run(name: &str, text: &str) -> (i32, String) {
    let file = written(&format!("bad-input-{name}.toml"), text);
    ended(&program(&["run", "--target", &file.display().to_string()]))
}

pub(crate) fn ended(output: &Output) -> (i32, String) {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    (output.status.code().unwrap(), said)
}

pub(crate) fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "backchannel_authentication_endpoint": format!("{issuer}/ciba"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "backchannel_token_delivery_modes_supported": ["poll"],
    })
}

/// A server that knows its clients, and acknowledges every request with an `expires_in` that is none.
pub(crate) fn careless(path: &str, issuer: &str) -> Answer {
    match path {
        "/.well-known/openid-configuration" => Answer::json(200, &metadata(issuer)),
        "/jwks" => Answer::json(200, &json!({"keys": []})),
        "/ciba" => Answer::json(
            200,
            &json!({"auth_req_id": "8c1f8e8a0f5b4d6e9a7c", "expires_in": "600", "interval": 1}),
        ),
        _ => Answer::json(400, &json!({"error": "invalid_request"})),
    }
}

#[rstest]
#[case::no_url("op.example.com", "is no URL", 2)]
#[case::a_host_that_is_not_there("http://no-such-host.invalid", "no-such-host.invalid", 3)]
#[case::a_port_where_nobody_listens(
    "http://127.0.0.1:9",
    "is it running, and is the port of the issuer right?",
    3
)]
fn a_wrong_url_is_told(#[case] issuer: &str, #[case] expected: &str, #[case] code: i32) {
    let name = format!("wrong-url-{}", issuer.len());

    let (ended, said) = run(&name, &target_file(issuer));

    assert_eq!(ended, code, "{said}");
    assert!(said.contains(expected), "{said}");
    assert!(said.contains(issuer), "{said}");
}

#[rstest]
#[case::expired(true, true, "renew its certificate")]
#[case::of_an_unknown_authority(false, false, "tls.ca_certificate")]
fn a_certificate_that_does_not_verify_is_told_with_the_remedy(
    #[case] expired: bool,
    #[case] trusted: bool,
    #[case] expected: &str,
) {
    let authority = Authority::new();
    let server = Server::start_with_tls(&authority.certificate(expired), careless);
    let name = format!("certificate-{expired}");
    let pem = written(&format!("{name}.pem"), authority.pem());
    let mut text = target_file(server.url());
    if trusted {
        let key = format!(
            "tls.ca_certificate = \"file:{}\"\n[[clients]]",
            pem.display()
        );
        text = text.replace("[[clients]]", &key);
    }

    let (code, said) = run(&name, &text);

    assert_eq!(code, 3, "{said}");
    assert!(said.contains(expected), "{said}");
    assert!(said.contains(server.url()), "{said}");
}

#[rstest]
#[case::by_its_authority("tls.ca_certificate = \"file:PEM\"", false)]
#[case::whatever_it_is("tls.accept_invalid_certificates = true", true)]
fn a_certificate_can_be_trusted(#[case] key: &str, #[case] expired: bool) {
    let authority = Authority::new();
    let server = Server::start_with_tls(&authority.certificate(expired), careless);
    let name = format!("trusted-{expired}");
    let pem = written(&format!("{name}.pem"), authority.pem());
    let key = key.replace("PEM", &pem.display().to_string());
    let text = target_file(server.url()).replace("[[clients]]", &format!("{key}\n[[clients]]"));
    let file = written(&format!("{name}.toml"), &text);

    let output = program(&["plan", "--target", &file.display().to_string()]);

    let (code, said) = ended(&output);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_client_that_does_not_exist_is_told_before_the_first_scenario() {
    let server = Server::start(|path, issuer| match path {
        "/ciba" => Answer::json(401, &json!({"error": "invalid_client"})),
        _ => careless(path, issuer),
    });

    let (code, said) = run("no-client", &target_file(server.url()));

    assert_eq!(code, 2, "{said}");
    assert!(said.contains("clients, id \"poll\""), "{said}");
    assert!(
        said.contains("does not recognise client_id \"client-1\""),
        "{said}"
    );
    assert!(said.contains("compare client_id"), "{said}");
    assert_eq!(server.requests("/ciba"), 1, "one polite request");
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_was_meant() {
    let text = target_file("http://127.0.0.1:9").replace("client_id =", "cleint_id =");

    let (code, said) = run("unknown-key", &text);

    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("line 6: unknown key `cleint_id`; did you mean `client_id`?"),
        "{said}"
    );
}

#[test]
fn a_secret_that_is_not_set_is_named() {
    let text =
        target_file("http://127.0.0.1:9").replace("not-a-real-secret", "env:NOBODY_SETS_THIS");

    let (code, said) = run("no-secret", &text);

    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("NOBODY_SETS_THIS, which is not set"),
        "{said}"
    );
}

#[test]
fn a_port_in_use_is_told_with_the_key_to_change() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let server = Server::start(careless);
    let text =
        target_file(server.url()) + &format!("[notification_endpoint]\nlisten = \"{address}\"\n");

    let (code, said) = run("port-in-use", &text);

    assert_eq!(code, 3, "{said}");
    assert!(said.contains(&address.to_string()), "{said}");
    assert!(said.contains("notification_endpoint.listen"), "{said}");
}

#[test]
fn a_client_of_a_mode_that_is_not_offered_is_told_by_the_plan() {
    let server = Server::start(careless);
    let text = target_file(server.url()).replace("\"poll\"\ntoken", "\"ping\"\ntoken");
    let file = written("bad-input-mode.toml", &text);

    let output = program(&["plan", "--target", &file.display().to_string()]);

    let plan = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(
        plan.contains(
            "the metadata's backchannel_token_delivery_modes_supported does not list the client's \
             token_delivery_mode ping"
        ),
        "{plan}"
    );
}

#[test]
fn a_target_that_dies_in_the_middle_leaves_a_report_of_what_was_measured() {
    let server = Server::start_for(40, careless);
    let file = written("bad-input-dies.toml", &target_file(server.url()));
    let report = written("bad-input-dies.json", "");

    let output = program(&[
        "run",
        "--target",
        &file.display().to_string(),
        "--report",
        &format!("json={}", report.display()),
    ]);

    let (code, said) = ended(&output);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("no longer answers"), "{said}");
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(report["verdict"], "inconclusive");
    assert_eq!(report["ended_early"], "target_lost");
    let summary = &report["summary"];
    assert!(summary["passed"].as_u64().unwrap() > 0, "{summary}");
    assert!(summary["suite_error"].as_u64().unwrap() > 0, "{summary}");
}
