//! What the server costs: the latency that it adds to a call of Authlete, and how many requests per second one core of
//! it answers with a backend stub, over 16 connections.
//!
//! ```console
//! $ taskset -c 1 cargo bench -p reference-server --bench overhead
//! $ (cd tests/interop && npm ci)
//! $ taskset -c 1 cargo bench -p reference-server --bench overhead -- --oidc-provider tests/interop
//! ```
//!
//! The second form measures `oidc-provider`, with its store in memory, in the same run: rounds take turns. The server
//! under measurement runs on core 0 (`taskset`); clients and backend stub share what is left.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark may panic, and prints its figures"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);
const LATENCIES: usize = 2_000;
const OIDC_PROVIDER_PORT: u16 = 21_790;

struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server under measurement: the requests that load it, ready to be sent.
struct Subject {
    _process: Process,
    address: String,
    authentication: Vec<u8>,
    poll: Vec<u8>,
}

#[tokio::main]
async fn main() {
    let stub = serve_stub().await;
    let ours = reference_server(&stub).await;
    println!("latency of a token request, one connection, median of {LATENCIES}:");
    let direct = latency(&stub, &authlete_call(&stub)).await;
    let through = latency(&ours.address, &ours.poll).await;
    println!("  the stub alone       {direct:>10.1?}");
    println!("  through the server   {through:>10.1?}");
    println!(
        "  added                {:>10.1?}",
        through.saturating_sub(direct)
    );

    let theirs = match oidc_provider_folder() {
        Some(folder) => Some(oidc_provider(&folder).await),
        None => None,
    };
    println!(
        "requests per second, {CONNECTIONS} connections, one core for the server, median of {ROUNDS} rounds:"
    );
    compare("authentication requests", &ours, theirs.as_ref(), |it| {
        &it.authentication
    })
    .await;
    compare("pending polls", &ours, theirs.as_ref(), |it| &it.poll).await;
}

async fn compare(
    what: &str,
    ours: &Subject,
    theirs: Option<&Subject>,
    request: fn(&Subject) -> &Vec<u8>,
) {
    let (mut our_rates, mut their_rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_rates.push(rate(&ours.address, request(ours)).await);
        if let Some(theirs) = theirs {
            their_rates.push(rate(&theirs.address, request(theirs)).await);
        }
    }
    let our_rate = median(our_rates);
    print!("  {what:<24} reference-server {our_rate:>7.0}");
    if theirs.is_some() {
        let their_rate = median(their_rates);
        print!(
            "   oidc-provider {their_rate:>7.0}   factor {:.1}",
            our_rate / their_rate
        );
    }
    println!();
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How many requests per second are answered.
async fn rate(address: &str, request: &[u8]) -> f64 {
    let started = Instant::now();
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let (address, request) = (address.to_owned(), request.to_vec());
        clients.push(tokio::spawn(async move {
            let mut connection = connect(&address).await;
            let mut answered = 0_u32;
            while started.elapsed() < ROUND {
                exchange(&mut connection, &request).await;
                answered += 1;
            }
            answered
        }));
    }
    let mut answered = 0.0;
    for client in clients {
        answered += f64::from(client.await.unwrap());
    }
    answered / started.elapsed().as_secs_f64()
}

async fn latency(address: &str, request: &[u8]) -> Duration {
    let mut connection = connect(address).await;
    let mut times = Vec::new();
    for _ in 0..LATENCIES {
        let started = Instant::now();
        exchange(&mut connection, request).await;
        times.push(started.elapsed());
    }
    times.sort();
    times[LATENCIES / 2]
}

async fn connect(address: &str) -> TcpStream {
    let connection = TcpStream::connect(address).await.unwrap();
    connection.set_nodelay(true).unwrap();
    connection
}

/// Sends a request and reads its answer, which must be what it was the first time: a 200 or a 400.
async fn exchange(connection: &mut TcpStream, request: &[u8]) -> Vec<u8> {
    connection.write_all(request).await.unwrap();
    let mut answer = Vec::with_capacity(2048);
    loop {
        assert!(
            connection.read_buf(&mut answer).await.unwrap() > 0,
            "hung up"
        );
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap();
        let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
        if answer.len() >= end + 4 + length {
            let is_expected = head.starts_with("http/1.1 200") || head.starts_with("http/1.1 400");
            assert!(is_expected, "{}", String::from_utf8_lossy(&answer));
            return answer.split_off(end + 4);
        }
    }
}

fn post(address: &str, path: &str, media_type: &str, authorization: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nContent-Type: {media_type}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn form(address: &str, path: &str, client: (&str, &str), body: &str) -> Vec<u8> {
    let authorization = format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", client.0, client.1))
    );
    let media_type = "application/x-www-form-urlencoded";
    post(address, path, media_type, &authorization, body)
}

/// The call that the server makes for a token request.
fn authlete_call(address: &str) -> Vec<u8> {
    let body = json!({"parameters": "grant_type=x", "clientId": "app", "clientSecret": "secret"});
    post(
        address,
        "/api/1/auth/token",
        "application/json",
        "Bearer t",
        &body.to_string(),
    )
}

/// Authlete and the authentication device, each with one good answer.
async fn serve_stub() -> String {
    let router = Router::new().fallback(async |request: Request| -> Response {
        let (parts, body) = request.into_parts();
        axum::body::to_bytes(body, 100_000).await.unwrap();
        let path = parts.uri.path();
        let answer = stub_answer(path);
        axum::Json(answer).into_response()
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(axum::serve(listener, router).into_future());
    address
}

fn stub_answer(path: &str) -> Value {
    if path.ends_with("/service/configuration") {
        json!({"issuer": "https://op.example.com"})
    } else if path.ends_with("/backchannel/authentication") {
        json!({
            "resultCode": "A179001", "action": "USER_IDENTIFICATION", "ticket": "Y1qeCf0A-JUz6caceaBfd2AaBYNZ-X-WGTP5Qv47cQI",
            "clientId": 26_862_190_133_482_u64, "clientName": "Shop", "deliveryMode": "POLL",
            "hintType": "LOGIN_HINT", "hint": "1001", "scopes": [{"name": "openid"}],
        })
    } else if path.ends_with("/issue") {
        json!({
            "resultCode": "A183001", "action": "OK", "authReqId": "_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE", "expiresIn": 600,
            "responseContent": r#"{"auth_req_id":"_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE","interval":5,"expires_in":600}"#,
        })
    } else if path.ends_with("/auth/token") {
        json!({
            "resultCode": "A200308", "action": "BAD_REQUEST",
            "responseContent": r#"{"error":"authorization_pending","error_description":"[A200308] The end-user has not been authenticated yet."}"#,
        })
    } else {
        json!({"request_id": "request-1"})
    }
}

/// Starts a program on core 0 and waits for a line of its output that starts so.
fn start(command: &mut Command, line: &str) -> (Process, String) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let process = Process(child);
    for printed in lines {
        if let Some(rest) = printed.unwrap().strip_prefix(line) {
            return (process, rest.trim().to_owned());
        }
    }
    unreachable!("the server did not start")
}

async fn reference_server(stub: &str) -> Subject {
    let config = std::env::temp_dir().join(format!("overhead-{}.toml", std::process::id()));
    let text = format!("[authentication_device]\nbase_url = \"http://{stub}\"\n");
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new("taskset");
    command
        .args(["-c", "0", env!("CARGO_BIN_EXE_reference-server")])
        .args(["--listen", "127.0.0.1:0", "--log", "error", "--config"])
        .arg(&config)
        .env("AUTHLETE_BASE_URL", format!("http://{stub}"))
        .env("AUTHLETE_SERVICE_APIKEY", "1")
        .env("AUTHLETE_SERVICE_ACCESSTOKEN", "token")
        .env("CIBA_ISSUER", "https://op.example.com");
    let (process, url) = start(&mut command, "listening:");
    let _ = std::fs::remove_file(config);
    let address = url.strip_prefix("http://").unwrap().to_owned();
    subject(
        process,
        address,
        ("app", "secret"),
        "/backchannel/authentication",
        "1001",
    )
    .await
}

async fn oidc_provider(folder: &Path) -> Subject {
    let port = OIDC_PROVIDER_PORT.to_string();
    let mut command = Command::new("taskset");
    command
        .args([
            "-c",
            "0",
            "node",
            "server.mjs",
            "--poll-only",
            "--port",
            &port,
        ])
        .current_dir(folder)
        .env("NODE_ENV", "production");
    let (process, _) = start(&mut command, "ready:");
    let address = format!("127.0.0.1:{port}");
    let client = ("poll-basic", "the-word-that-poll-basic-knows-is-for-tests");
    subject(process, address, client, "/backchannel", "carol").await
}

async fn subject(
    process: Process,
    address: String,
    client: (&str, &str),
    path: &str,
    user: &str,
) -> Subject {
    let body = format!("scope=openid&login_hint={user}&binding_message=W4SCT");
    let authentication = form(&address, path, client, &body);
    let acknowledgement = exchange(&mut connect(&address).await, &authentication).await;
    let acknowledgement: Value = serde_json::from_slice(&acknowledgement).unwrap();
    let auth_req_id = acknowledgement["auth_req_id"].as_str().unwrap();
    let grant = "urn%3Aopenid%3Aparams%3Agrant-type%3Aciba";
    let body = format!("grant_type={grant}&auth_req_id={auth_req_id}");
    let poll = form(&address, "/token", client, &body);
    let pending = exchange(&mut connect(&address).await, &poll).await;
    let pending: Value = serde_json::from_slice(&pending).unwrap();
    assert_eq!(pending["error"], "authorization_pending", "{pending}");
    Subject {
        _process: process,
        address,
        authentication,
        poll,
    }
}

fn oidc_provider_folder() -> Option<PathBuf> {
    let mut arguments = std::env::args();
    arguments.find(|argument| argument == "--oidc-provider")?;
    let folder = arguments.next().unwrap();
    // Cargo runs benchmarks in the folder of their package.
    Some(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(folder),
    )
}
