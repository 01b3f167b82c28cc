//! An Authlete that takes its time, or never answers, does not take the server with it; no more do requests that cost
//! more than others.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use serde_json::{Value, json};

use crate::http;

const REQUESTS: usize = 10_000;
/// Nearly as many as the server answers at a time.
const CLIENTS: usize = 250;
/// How often memory is measured.
const MEASUREMENTS: usize = 5;
const LIMIT: Duration = Duration::from_secs(1);
/// On top of the limit: the machine may be busy.
const GRACE: Duration = Duration::from_secs(2);
/// What `/healthz` may take, for all but one in a hundred: this process and what else the machine does are in the way
/// too.
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
    /// Starts it with this text at the end of its configuration.
    fn start(authlete: &str, more: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("slow-authlete-{}-{number}.toml", std::process::id());
        let config = std::env::temp_dir().join(name);
        let text = "max_requests = 300\n[authlete]\ntimeout = 1\n[authentication_device]\nbase_url = \"http://127.0.0.1:9\"\n";
        std::fs::write(&config, format!("{text}{more}")).unwrap();
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
    http::serve(router).await
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

/// Clients that do not know of each other: they begin at different times, and each sends its requests one after the
/// other.
async fn load(http: &reqwest::Client, url: &str, requests: usize) {
    let client = |client: usize| async move {
        let step = LIMIT / u32::try_from(CLIENTS).unwrap();
        tokio::time::sleep(step * u32::try_from(client).unwrap()).await;
        for number in 0..requests / CLIENTS {
            refused(http.clone(), url.to_owned(), client + number).await;
        }
    };
    futures::future::join_all((0..CLIENTS).map(client)).await;
}

fn assert_healthy(times: &[Duration]) {
    let count = times.len();
    let [median, most, slowest] = [count / 2, count * 99 / 100, count - 1].map(|at| times[at]);
    eprintln!(
        "{count} times /healthz: median {median:?}, 99 of 100 within {most:?}, at most {slowest:?}"
    );
    assert!(most < HEALTH, "{most:?}");
}

async fn stands(delay: Option<Duration>, requests: usize) {
    let server = Server::start(&authlete(delay).await, "");
    let done = Arc::new(AtomicBool::new(false));
    let watching = health(server.url.clone(), done.clone());
    let http = http::client();

    let mut memory = Vec::new();
    for _ in 0..MEASUREMENTS {
        load(&http, &server.url, requests / MEASUREMENTS).await;
        memory.push(server.memory());
    }
    done.store(true, Ordering::Relaxed);
    assert_healthy(&watching.join().unwrap());

    eprintln!("{requests} requests: memory {memory:?} KiB");
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
    stands(Some(Duration::from_secs(2)), REQUESTS / 2).await;
}

fn random(length: usize) -> String {
    let mut bytes = vec![0; length];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    // A modulus has its highest bit set, and is odd.
    bytes[0] |= 128;
    bytes[length - 1] |= 1;
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An issuer of login_hint_tokens with keys that are as costly to verify with as keys can be: 4096 bits, and an
/// exponent of 32 bits. One that is longer still is no key for us. None has a name, so that each is tried.
fn costly_issuer() -> (std::path::PathBuf, String) {
    let key =
        |length| json!({"kty": "RSA", "n": random(length), "e": URL_SAFE_NO_PAD.encode([255; 4])});
    let keys: Vec<_> = [512; 20].into_iter().chain([2048]).map(key).collect();
    let file = std::env::temp_dir().join(format!("costly-issuer-{}.json", std::process::id()));
    std::fs::write(&file, json!({"keys": keys}).to_string()).unwrap();
    let text = format!(
        "[[login_hint_token_issuers]]\nissuer = \"https://costly.example\"\njwks_file = \"{}\"\n",
        file.display()
    );
    (file, text)
}

/// A token of that issuer's, as long as a request can be, with a signature that is none.
fn costly_token() -> String {
    let claims =
        json!({"iss": "https://costly.example", "exp": 1, "sub": "1001", "more": random(30_000)});
    let parts =
        [json!({"alg": "RS256"}), claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{}.{}", parts.join("."), random(512))
}

/// An Authlete that takes every request for one with that token.
async fn believing_authlete(token: String) -> String {
    let router = Router::new().fallback(move |request: Request| {
        let answer = match request.uri().path() {
            path if path.ends_with("/service/configuration") => json!({"issuer": "https://op.example.com"}),
            path if path.ends_with("/fail") => json!({"action": "BAD_REQUEST", "responseContent": r#"{"error":"unknown_user_id"}"#}),
            _ => json!({
                "action": "USER_IDENTIFICATION", "ticket": "t", "hintType": "LOGIN_HINT_TOKEN", "hint": token,
            }),
        };
        async move { axum::Json(answer) }
    });
    http::serve(router).await
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a while, and measures; .ci/run runs it"]
async fn the_server_answers_while_it_verifies_what_is_costly_to_verify() {
    let (file, issuer) = costly_issuer();
    let token = costly_token();
    let server = Server::start(&believing_authlete(token.clone()).await, &issuer);
    let _ = std::fs::remove_file(file);
    let done = Arc::new(AtomicBool::new(false));
    let watching = health(server.url.clone(), done.clone());
    let (http, url) = (
        http::client(),
        format!("{}/backchannel/authentication", server.url),
    );
    let body = format!("login_hint_token={token}");
    assert!(body.len() < 64 * 1024);

    let client = async || {
        for _ in 0..10 {
            let request = http.post(&url).body(body.clone());
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let status = request.send().await.unwrap().status().as_u16();
            // Refused as the token deserves, or because it took too long.
            assert!(status == 400 || status == 503, "{status}");
        }
    };
    futures::future::join_all((0..20).map(|_| client())).await;
    done.store(true, Ordering::Relaxed);

    assert_healthy(&watching.join().unwrap());
}
