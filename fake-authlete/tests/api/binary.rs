//! The binary: what it prints, and what it says when it cannot start.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use rstest::rstest;

/// A child process that does not outlive its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fake-authlete"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn failed(arguments: &[&str]) -> String {
    let output = command().args(arguments).output().unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_binary_prints_how_to_reach_it_and_can_be_reached() {
    let mut running = Running(command().args(["--listen", "127.0.0.1:0"]).spawn().unwrap());
    let stdout = running.0.stdout.take().unwrap();

    let lines: Vec<String> = BufReader::new(stdout)
        .lines()
        .map_while(Result::ok)
        .take(11)
        .collect();

    let value = |name: &str| {
        let prefix = format!("export {name}=");
        lines
            .iter()
            .find_map(|line| line.trim_start_matches("# ").strip_prefix(prefix.as_str()))
            .map_or_else(|| panic!("no {name} in {lines:?}"), ToOwned::to_owned)
    };
    assert_eq!(value("AUTHLETE_API_VERSION"), "V3");
    assert!(!value("AUTHLETE_SERVICE_APISECRET").is_empty());
    let reply = get(
        &value("AUTHLETE_BASE_URL"),
        &format!("/api/{}/service/get", value("AUTHLETE_SERVICE_APIKEY")),
        &value("AUTHLETE_SERVICE_ACCESSTOKEN"),
    );
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}

/// Starts the binary and returns it with its base URL, its service's ID and its access token.
fn started(arguments: &[&str]) -> (Running, [String; 3]) {
    let mut command = command();
    command.args(["--listen", "127.0.0.1:0"]).args(arguments);
    let mut running = Running(command.spawn().unwrap());
    let lines: Vec<String> = BufReader::new(running.0.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .take(11)
        .collect();
    let values = ["BASE_URL", "SERVICE_APIKEY", "SERVICE_ACCESSTOKEN"].map(|name| {
        let prefix = format!("export AUTHLETE_{name}=");
        let value = lines.iter().find_map(|line| line.strip_prefix(&prefix));
        value.unwrap().to_owned()
    });
    (running, values)
}

#[test]
fn the_service_can_be_a_file_s_and_the_answers_slow_and_rate_limited() {
    let file = std::env::temp_dir().join(format!("fake-authlete-{}.json", std::process::id()));
    let properties = r#"{"backchannelPollingInterval": 1, "supportedAcrs": null}"#;
    std::fs::write(&file, properties).unwrap();
    let arguments = ["--service", file.to_str().unwrap(), "--latency", "50"];
    let (_running, [url, id, token]) = started(&[&arguments[..], &["--rate-limit", "1"]].concat());
    let path = format!("/api/{id}/service/get");

    let began = std::time::Instant::now();
    let replies: Vec<_> = (0..3).map(|_| get(&url, &path, &token)).collect();
    std::fs::remove_file(&file).unwrap();

    assert!(began.elapsed() >= std::time::Duration::from_millis(150));
    assert!(
        replies[0].contains("\"backchannelPollingInterval\":1,"),
        "{replies:?}"
    );
    assert!(!replies[0].contains("supportedAcrs"), "{replies:?}");
    assert!(
        replies.iter().any(|reply| reply.starts_with("HTTP/1.1 429")
            && reply.to_lowercase().contains("retry-after: 1")),
        "{replies:?}"
    );
}

#[rstest]
#[case::no_such_file("/nowhere/service.json")]
#[case::no_json(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))]
fn a_service_file_that_cannot_be_used_is_an_error_that_names_the_flag(#[case] path: &str) {
    let error = failed(&["--listen", "127.0.0.1:0", "--service", path]);

    assert!(
        error.contains("--service") && error.contains(path),
        "{error}"
    );
}

#[test]
fn a_port_in_use_is_an_error_that_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let error = failed(&["--listen", &address]);

    assert!(
        error.contains("--listen") && error.contains("in use") && error.contains(&address),
        "{error}"
    );
}

#[rstest]
#[case::no_such_file("/nowhere/clients.toml")]
#[case::no_clients_file(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))]
fn a_clients_file_that_cannot_be_used_is_an_error_that_names_the_flag(#[case] path: &str) {
    let error = failed(&["--listen", "127.0.0.1:0", "--clients", path]);

    assert!(
        error.contains("--clients") && error.contains(path),
        "{error}"
    );
}

#[test]
fn listening_beyond_loopback_is_warned_about() {
    let mut running = Running(command().args(["--listen", "0.0.0.0:0"]).spawn().unwrap());
    let mut stdout = BufReader::new(running.0.stdout.take().unwrap());
    let mut first_line = String::new();
    stdout.read_line(&mut first_line).unwrap();
    running.0.kill().unwrap();

    let mut log = String::new();
    let mut stderr = running.0.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();

    assert!(log.contains("WARN"), "{log}");
}

/// One GET, by hand: there is no other use for a blocking HTTP client here.
fn get(base_url: &str, path: &str, token: &str) -> String {
    use std::io::Write;
    let address = base_url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}
