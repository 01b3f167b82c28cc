//! An Authlete that takes its time, or never answers, does not take the server with it.
//!
//! `cargo test --test slow_authlete -- --ignored`
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test may panic, and says what it measured"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;

const REQUESTS: usize = 10_000;
/// Nearly as many as the server answers at a time.
const AT_A_TIME: usize = 290;
/// How often memory is measured.
const MEASUREMENTS: usize = 5;
const LIMIT: Duration = Duration::from_secs(1);
/// On top of the limit: the machine may be busy.
const GRACE: Duration = Duration::from_secs(2);
const HEALTH: Duration = Duration::from_millis(10);
/// What memory may grow by between the first fifth of the requests and the last, in KiB.
const GROWTH: u64 = 8 * 1024;

struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(authlete: &str) -> Self {
        let name = format!("slow-authlete-{}.toml", std::process::id());
        let config = std::env::temp_dir().join(name);
        let text = "max_requests = 300\n[authlete]\ntimeout = 1\n[authentication_device]\nbase_url = \"http://127.0.0.1:9\"\n";
        std::fs::write(&config, text).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_reference-server"))
            .env_clear()
            .env("AUTHLETE_BASE_URL", authlete)
            .env("AUTHLETE_SERVICE_APIKEY", "1")
            .env("AUTHLETE_SERVICE_ACCESSTOKEN", "token")
            .env("CIBA_ISSUER", "https://op.example.com")
            .args(["--listen", "127.0.0.1:0", "--log", "off", "--config"])
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.strip_prefix("listening:")?.trim().to_owned()));
        let _ = std::fs::remove_file(config);
        Self {
            process,
            url: url.unwrap(),
        }
    }

    /// What the process holds in memory, in KiB.
    fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        line.unwrap()
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap()
    }
}

/// An Authlete that shows its configuration at once, and answers everything else after this time, or never.
async fn authlete(delay: Option<Duration>) -> String {
    let router = Router::new().fallback(move |request: Request| async move {
        if request.uri().path().ends_with("/service/configuration") {
            return axum::Json(json!({"issuer": "https://op.example.com"})).into_response()
                as Response;
        }
        match delay {
            Some(delay) => tokio::time::sleep(delay).await,
            None => std::future::pending().await,
        }
        axum::Json(json!({"action": "OK", "responseContent": "{}"})).into_response()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    url
}

fn http() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .build()
        .unwrap()
}

/// One token request or authentication request; it must be refused in OAuth's words and in time.
async fn refused(http: reqwest::Client, url: String, number: usize) {
    let path = ["token", "backchannel/authentication"][number % 2];
    let request = http.post(format!("{url}/{path}")).body("a=b");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let started = Instant::now();
    let answer = request.send().await.unwrap();
    let (status, took) = (answer.status().as_u16(), started.elapsed());
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(status, 503, "{body}");
    assert_eq!(body["error"], "server_error");
    assert!(took < LIMIT + GRACE, "{took:?}");
}

/// How long `/healthz` takes, in order, until the requests have been answered. On a thread of its own, so that what
/// keeps the other clients busy is not measured.
fn health(url: String, done: Arc<AtomicBool>) -> JoinHandle<Vec<Duration>> {
    std::thread::spawn(move || {
        let address = url.strip_prefix("http://").unwrap();
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_nodelay(true).unwrap();
        let mut times = Vec::new();
        while !done.load(Ordering::Relaxed) {
            let started = Instant::now();
            let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n");
            connection.write_all(request.as_bytes()).unwrap();
            let mut answer = [0; 1024];
            let length = connection.read(&mut answer).unwrap();
            times.push(started.elapsed());
            assert!(answer[..length].starts_with(b"HTTP/1.1 200 "));
            std::thread::sleep(Duration::from_millis(20));
        }
        times.sort();
        times
    })
}

async fn load(http: &reqwest::Client, url: &str, requests: usize) {
    futures::stream::iter(0..requests)
        .for_each_concurrent(AT_A_TIME, |number| {
            refused(http.clone(), url.to_owned(), number)
        })
        .await;
}

async fn stands(delay: Option<Duration>, requests: usize) {
    let server = Server::start(&authlete(delay).await);
    let done = Arc::new(AtomicBool::new(false));
    let watching = health(server.url.clone(), done.clone());
    let http = http();

    let mut memory = Vec::new();
    for _ in 0..MEASUREMENTS {
        load(&http, &server.url, requests / MEASUREMENTS).await;
        memory.push(server.memory());
    }
    done.store(true, Ordering::Relaxed);
    let times = watching.join().unwrap();

    let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
    let count = times.len();
    eprintln!(
        "{requests} requests: memory {memory:?} KiB; {count} times /healthz: {median:?}, at most {slowest:?}"
    );
    assert!(median < HEALTH, "{median:?}");
    assert!(memory[MEASUREMENTS - 1] < memory[0] + GROWTH, "{memory:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a while, and measures; .ci/run runs it"]
async fn the_server_answers_while_authlete_does_not() {
    stands(None, REQUESTS).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a while, and measures; .ci/run runs it"]
async fn the_server_answers_while_authlete_takes_two_seconds() {
    stands(Some(Duration::from_secs(2)), REQUESTS / 5).await;
}
