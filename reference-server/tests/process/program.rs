//! The program itself: what it prints, what it needs, how it ends.

mod process;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use process::Program;
use rstest::rstest;
use serde_json::json;
use wiremock::matchers::{header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::http::client;

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
    let token =
        json!({"action": "BAD_REQUEST", "responseContent": r#"{"error":"invalid_request"}"#});
    let bad_request = ResponseTemplate::new(200).set_body_json(token);
    let mock = Mock::given(path("/api/4711/auth/token"));
    mock.respond_with(bad_request).mount(&server).await;
    let refused = Mock::given(wiremock::matchers::any()).respond_with(ResponseTemplate::new(401));
    refused.with_priority(10).mount(&server).await;
    server
}

const ISSUER: &str = "https://op.example.com";

/// The variables that name an Authlete at this URL, whose service has that Issuer.
fn variables(authlete: &str) -> [(&'static str, String); 4] {
    [
        ("AUTHLETE_BASE_URL", authlete.to_owned()),
        ("AUTHLETE_SERVICE_APIKEY", "4711".to_owned()),
        ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3".to_owned()),
        ("CIBA_ISSUER", ISSUER.to_owned()),
    ]
}

/// An Authlete that nobody has asked yet.
fn unasked() -> [(&'static str, String); 4] {
    variables("http://127.0.0.1:9")
}

#[test]
fn without_an_authlete_the_program_says_what_to_set_and_who_brings_one() {
    let complaint = Program::start(&[], &[]).wait_until_it_fails();

    for expected in [
        "AUTHLETE_BASE_URL",
        "AUTHLETE_SERVICE_APIKEY",
        "AUTHLETE_SERVICE_ACCESSTOKEN",
        "`cargo run -- serve`",
    ] {
        assert!(complaint.contains(expected), "{complaint}");
    }
    let device = "no authentication device";
    assert!(!complaint.contains(device), "one is set: {complaint}");
}

#[test]
fn without_a_device_the_program_says_what_to_set_and_who_brings_one() {
    let complaint = Program::start_without_device(&unasked()).wait_until_it_fails();

    for expected in ["CIBA_AUTHENTICATION_DEVICE", "`cargo run -- serve`"] {
        assert!(complaint.contains(expected), "{complaint}");
    }
    assert!(!complaint.contains("no authlete"), "{complaint}");
}

#[tokio::test]
async fn keys_for_a_fake_or_a_simulator_are_told_to_be_of_no_use() {
    let authlete = authlete(ISSUER).await;
    let mut environment = variables(&authlete.uri()).to_vec();
    environment.push(("CIBA_SIMULATOR_LISTEN", "127.0.0.1:0".to_owned()));

    let mut program = Program::start(&[], &environment);
    program.wait_until_it_listens();

    let log = program.terminate();
    assert!(log.contains("not used here: simulator_listen"), "{log}");
}

#[rstest]
#[case::v2("AUTHLETE_SERVICE_APISECRET", "hunter2")]
#[case::v3("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3")]
#[tokio::test]
async fn with_the_right_variables_the_server_starts_on_that_authlete(
    #[case] variable: &str,
    #[case] value: &str,
) {
    let authlete = authlete(ISSUER).await;
    let environment = [
        ("AUTHLETE_BASE_URL", authlete.uri()),
        ("AUTHLETE_SERVICE_APIKEY", "4711".to_owned()),
        (variable, value.to_owned()),
        ("CIBA_ISSUER", ISSUER.to_owned()),
    ];

    let mut program = Program::start(&[], &environment);
    let started = program.wait_until_it_listens();

    assert_eq!(started.value("issuer"), ISSUER);
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
    let authlete = authlete(ISSUER).await;
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
    let authlete = authlete(ISSUER).await;
    let arguments = ["--issuer", "https://other.example.com"];

    let complaint = Program::start(&arguments, &variables(&authlete.uri())).wait_until_it_fails();

    assert!(complaint.contains(ISSUER), "{complaint}");
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
    let complaint = Program::start(arguments, &unasked()).wait_until_it_fails();

    assert!(complaint.contains(named), "{complaint}");
}

#[test]
fn a_port_in_use_is_told_with_the_flag_that_changes_it() {
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();

    let complaint = Program::start(&["--listen", &address], &unasked()).wait_until_it_fails();

    assert!(
        complaint.contains(&address) && complaint.contains("--listen"),
        "{complaint}"
    );
}

/// A pipe holds some 64 KiB.
#[tokio::test]
async fn a_log_that_nobody_reads_holds_nothing_up() {
    let authlete = authlete(ISSUER).await;
    let environment = variables(&authlete.uri());
    let mut program = Program::start_unread(&["--log", "trace"], &environment);
    let url = format!(
        "{}/token",
        program.wait_until_it_listens().value("listening")
    );

    for _ in 0..500 {
        let request = client().post(&url).body("a=b");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = tokio::time::timeout(Duration::from_secs(10), request.send()).await;
        assert_eq!(answer.unwrap().unwrap().status().as_u16(), 400);
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

#[tokio::test]
async fn a_second_signal_ends_the_program_at_once() {
    let authlete = authlete(ISSUER).await;
    let mut program = Program::start(&[], &variables(&authlete.uri()));
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

#[tokio::test]
async fn connections_that_say_nothing_keep_nobody_out_and_do_not_hold_up_the_end() {
    let authlete = authlete(ISSUER).await;
    let mut program = Program::start(&[], &variables(&authlete.uri()));
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
