//! The program, as a person starts it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use reqwest::StatusCode;

use crate::harness::{client, question};

/// Ends with the test, however that ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulator"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn failing(arguments: &[&str]) -> Output {
    let output = command(arguments).output().unwrap();
    assert!(!output.status.success());
    output
}

fn start(arguments: &[&str]) -> (Running, Vec<String>) {
    let mut child = command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let running = Running(child);
    let lines = out.lines().take(2).map(Result::unwrap).collect();
    (running, lines)
}

#[tokio::test]
async fn it_prints_where_it_listens_and_serves_there() {
    let (_running, lines) = start(&["--listen", "127.0.0.1:0"]);
    let url = lines[0].strip_prefix("simulator: ").unwrap();

    let answer = client()
        .post(format!("{url}/api/authenticate/poll"))
        .header("content-type", "application/json")
        .body(question("t").to_string())
        .send()
        .await
        .unwrap();

    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(lines[1].contains("async requests are refused"), "{lines:?}");
}

#[test]
fn it_prints_the_callback_url() {
    let (_running, lines) = start(&[
        "--listen",
        "127.0.0.1:0",
        "--callback-url",
        "https://op.example.com/callback",
    ]);

    assert_eq!(lines[1], "callback:  https://op.example.com/callback");
}

#[test]
fn a_port_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let output = failing(&["--listen", &address]);

    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains(&format!("cannot listen on {address}")),
        "{message}"
    );
    assert!(message.contains("--listen"), "{message}");
}

#[test]
fn a_wrong_callback_url_stops_it_at_start() {
    let output = failing(&[
        "--listen",
        "127.0.0.1:0",
        "--callback-url",
        "op.example.com",
    ]);

    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("--callback-url"), "{message}");
    assert!(output.stdout.is_empty());
}
