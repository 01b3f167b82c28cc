//! The program itself: what it prints, what it brings along, how it ends.

mod process;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use process::Program;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::http::client;

const SECRET: &str = "poll-basic-secret-for-the-fake-on-this-machine";

/// poll-basic and its secret, as they are sent.
const CREDENTIALS: &str =
    "cG9sbC1iYXNpYzpwb2xsLWJhc2ljLXNlY3JldC1mb3ItdGhlLWZha2Utb24tdGhpcy1tYWNoaW5l";

async fn post(url: &str, form: &str) -> (u16, Value) {
    let request = client().post(url).body(form.to_owned());
    let request = request.header("authorization", format!("Basic {CREDENTIALS}"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (
        status,
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default(),
    )
}

async fn actionize(simulator: &str, token: &str) {
    let query = format!("workspace=demo&token={token}&action=allow");
    let url = format!("{simulator}/api/authenticate/actionize?{query}");
    // The device is asked in the background: the request may need a moment to get there.
    for _ in 0..200 {
        let answer = client().post(&url).send().await.unwrap();
        if answer.status().is_success() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    unreachable!("the simulator was never asked");
}

#[tokio::test]
async fn with_nothing_configured_a_poll_flow_works_and_no_secret_is_logged() {
    let mut program = Program::start(&["--log", "trace"], &[]);
    let started = program.wait_until_it_listens();
    let issuer = started.value("issuer");
    assert!(started.value("authlete").starts_with("embedded fake"));
    assert_eq!(started.value("workspace"), "demo");

    let form = "scope=openid&login_hint=1001&binding_message=W4SCT";
    let (status, acknowledgement) =
        post(&format!("{issuer}/backchannel/authentication"), form).await;
    assert_eq!(status, 200, "{acknowledgement}");
    let auth_req_id = acknowledgement["auth_req_id"].as_str().unwrap();
    let grant = format!("grant_type=urn:openid:params:grant-type:ciba&auth_req_id={auth_req_id}");
    let (_, pending) = post(&format!("{issuer}/token"), &grant).await;
    actionize(&started.value("simulator"), auth_req_id).await;
    let (status, tokens) = post(&format!("{issuer}/token"), &grant).await;

    assert_eq!(pending["error"], "authorization_pending");
    assert_eq!(status, 200, "{tokens}");
    let log = program.terminate();
    assert!(log.contains("completing an authentication"), "{log}");
    assert!(log.contains("set CIBA_STATE_KEYS"), "{log}");
    let received = ["access_token", "id_token"].map(|name| tokens[name].as_str().unwrap());
    let authlete_token = "access-token-for-the-fake-on-this-machine";
    for secret in [
        SECRET,
        CREDENTIALS,
        auth_req_id,
        authlete_token,
        received[0],
        received[1],
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

/// An Authlete that knows one service, in both versions of its API, and an Issuer.
async fn authlete(issuer: &str) -> MockServer {
    let server = MockServer::start().await;
    let configuration = ResponseTemplate::new(200).set_body_json(json!({"issuer": issuer}));
    let known = [
        ("/api/service/configuration", "Basic NDcxMTpodW50ZXIy"),
        ("/api/4711/service/configuration", "Bearer hunter3"),
    ];
    for (api, authorization) in known {
        let mock = Mock::given(path(api)).and(header("authorization", authorization));
        mock.respond_with(configuration.clone())
            .mount(&server)
            .await;
    }
    let refused = Mock::given(wiremock::matchers::any()).respond_with(ResponseTemplate::new(401));
    refused.with_priority(10).mount(&server).await;
    server
}

#[rstest]
#[case::v2("AUTHLETE_SERVICE_APISECRET", "hunter2")]
#[case::v3("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3")]
#[tokio::test]
async fn with_the_right_variables_the_server_starts_on_that_authlete(
    #[case] variable: &str,
    #[case] value: &str,
) {
    let authlete = authlete("https://op.example.com").await;
    let environment = [
        ("AUTHLETE_BASE_URL", authlete.uri()),
        ("AUTHLETE_SERVICE_APIKEY", "4711".to_owned()),
        (variable, value.to_owned()),
        ("CIBA_ISSUER", "https://op.example.com".to_owned()),
    ];

    let mut program = Program::start(&[], &environment);
    let started = program.wait_until_it_listens();

    assert_eq!(started.value("issuer"), "https://op.example.com");
    assert_eq!(started.value("authlete"), authlete.uri());
    let health = format!("{}/healthz", started.value("listening"));
    assert_eq!(
        client().get(health).send().await.unwrap().status().as_u16(),
        200
    );
    program.terminate();
}

#[rstest]
#[case::v2("AUTHLETE_SERVICE_APISECRET")]
#[case::v3("AUTHLETE_SERVICE_ACCESSTOKEN")]
#[tokio::test]
async fn wrong_credentials_stop_the_server_and_the_variable_is_named(#[case] variable: &str) {
    let authlete = authlete("https://op.example.com").await;
    let environment = [
        ("AUTHLETE_BASE_URL", authlete.uri()),
        ("AUTHLETE_SERVICE_APIKEY", "4711".to_owned()),
        (variable, "hunter4".to_owned()),
    ];

    let complaint = Program::start(&[], &environment).wait_until_it_fails();

    assert!(complaint.contains(variable), "{complaint}");
    assert!(!complaint.contains("hunter4"), "{complaint}");
}

#[tokio::test]
async fn another_issuer_stops_the_server_and_both_are_named() {
    let authlete = authlete("https://op.example.com").await;
    let environment = [
        ("AUTHLETE_BASE_URL", authlete.uri()),
        ("AUTHLETE_SERVICE_APIKEY", "4711".to_owned()),
        ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3".to_owned()),
    ];
    let arguments = ["--issuer", "https://other.example.com"];

    let complaint = Program::start(&arguments, &environment).wait_until_it_fails();

    assert!(complaint.contains("https://op.example.com"), "{complaint}");
    assert!(
        complaint.contains("https://other.example.com"),
        "{complaint}"
    );
}

#[rstest]
#[case::listen(&["--listen", "127.0.0.1:70000"], "--listen")]
#[case::log(&["--log", "loud==1"], "--log")]
#[case::config(&["--config", "/no/such/file.toml"], "/no/such/file.toml")]
#[case::issuer(&["--issuer", "op.example.com"], "issuer")]
#[case::unknown_flag(&["--lisen", "x"], "--lisen")]
fn a_wrong_flag_stops_the_server_and_is_named(#[case] arguments: &[&str], #[case] named: &str) {
    let complaint = Program::start(arguments, &[]).wait_until_it_fails();

    assert!(complaint.contains(named), "{complaint}");
}

#[test]
fn a_port_in_use_is_told_with_the_flag_that_changes_it() {
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();

    let complaint = Program::start(&["--listen", &address], &[]).wait_until_it_fails();

    assert!(
        complaint.contains(&address) && complaint.contains("--listen"),
        "{complaint}"
    );
}

/// A pipe holds some 64 KiB.
#[tokio::test]
async fn a_log_that_nobody_reads_holds_nothing_up() {
    let mut program = Program::start_unread(&["--log", "trace"]);
    let issuer = program.wait_until_it_listens().value("issuer");

    for _ in 0..500 {
        let url = format!("{issuer}/token");
        let answer = tokio::time::timeout(Duration::from_secs(10), post(&url, "a=b")).await;
        let (status, _) = answer.unwrap();
        assert_eq!(status, 400);
    }

    let log = program.terminate();
    assert_eq!(log, "", "it was not read");
}

/// A client in the middle of a request: the server waits for its body.
fn unfinished_request(address: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).unwrap();
    let head =
        "POST /token HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
    connection.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 100];
    let length = connection.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 100 "));
    connection
}

#[test]
fn a_second_signal_ends_the_program_at_once() {
    let mut program = Program::start(&[], &[]);
    let listening = program.wait_until_it_listens().value("listening");
    let address = listening.strip_prefix("http://").unwrap();
    let _client = unfinished_request(address);
    let started = Instant::now();

    program.send_signal();
    while TcpStream::connect(address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    program.send_signal();
    let complaint = program.wait_until_it_fails();

    assert!(complaint.contains("second signal"), "{complaint}");
    assert!(started.elapsed() < Duration::from_secs(8));
}

#[test]
fn connections_that_say_nothing_keep_nobody_out_and_do_not_hold_up_the_end() {
    let mut program = Program::start(&[], &[]);
    let listening = program.wait_until_it_listens().value("listening");
    let address = listening.strip_prefix("http://").unwrap();

    let idle = |number| {
        let mut connection = TcpStream::connect(address).unwrap();
        if number % 2 == 0 {
            // It may have been closed to make room.
            let _ = connection.write_all(b"GET / HT");
        }
        connection
    };
    let idle: Vec<TcpStream> = (0..4 * Program::CONNECTIONS).map(idle).collect();
    let mut connection = TcpStream::connect(address).unwrap();
    // Much less than connections may idle.
    let patience = Some(Duration::from_secs(8));
    connection.set_read_timeout(patience).unwrap();
    connection
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = [0; 100];
    let length = connection.read(&mut answer).unwrap();

    assert!(answer[..length].starts_with(b"HTTP/1.1 200 "));
    let started = Instant::now();
    program.terminate();
    assert!(started.elapsed() < Duration::from_secs(8));
    drop(idle);
}
