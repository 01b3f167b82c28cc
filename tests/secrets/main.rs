//! No secret of a whole run shows: not in the log of any party, not even at the level trace, not in a report, on the
//! console, in what snapshots are made of, or in the message of a panic.
//!
//! The secrets are those that were on the wire between the server and Authlete, and those of `fixtures/`. The server is
//! made to send a wrong `token_type`, so that reports have failures to show, with what was on the wire.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic, and one looks at what a panic says"
)]

mod canaries;

use std::fmt::Debug;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use canaries::{Canaries, assert_clean, values};
use embedded::{Embedded, Preparation};
use fake_authlete::Core;
use serde_json::json;
use suite::catalogue::Catalogue;
use suite::http::{self, Exchange, Party};
use suite::plan::{Capabilities, Plan};
use suite::report::{self, Palette, RunReport};
use suite::runner::{self, Keep};
use tokio::net::TcpListener;

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn log_everything() -> Log {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::level_filters::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    log
}

/// Makes Authlete hand out tokens of a type that nobody knows.
async fn wrong_token_type(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&body).replace(r#"\"Bearer\""#, r#"\"Bearex\""#);
    Response::from_parts(parts, Body::from(text))
}

/// The embedded target; what goes between the server and Authlete is collected.
async fn start(canaries: &Canaries) -> Embedded {
    let preparation = Preparation::new(None).await.unwrap().recording();
    let mut config = preparation.authlete_config();
    let record = config.observer.take().unwrap();
    let seen = canaries.clone();
    config.observer = Some(Arc::new(move |request, answer| {
        seen.collect(&request.body);
        seen.collect(&answer.body);
        record(request, answer);
    }));
    canaries.add(config.service.access_token.expose());
    let core = Core::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = fake_authlete::router(core.clone()).layer(middleware::from_fn(wrong_token_type));
    tokio::spawn(axum::serve(listener, router).into_future());
    let credentials = core.credentials(base_url);
    preparation.start(&credentials, core).await.unwrap()
}

/// Everything that a run can be shown as.
fn shown(report: &RunReport, catalogue: &Catalogue) -> [(&'static str, String); 7] {
    let transcripts = report.scenarios.iter();
    let transcripts: Vec<_> = transcripts.map(|it| it.transcript.as_str()).collect();
    [
        (
            "the console",
            report::console(report, catalogue, Palette::Ansi, report::Detail::Everything),
        ),
        ("JSON", report::json(report).unwrap()),
        ("JUnit", report::junit(report, catalogue).unwrap()),
        ("Markdown", report::markdown(report, catalogue)),
        ("HTML", report::html(report, catalogue).unwrap()),
        ("HAR", report::har(report).unwrap()),
        ("the snapshots", transcripts.concat()),
    ]
}

/// What a panic with this in it says.
fn panic_message(value: &impl Debug) -> String {
    let heard: Arc<Mutex<String>> = Arc::default();
    let ear = Arc::clone(&heard);
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        ear.lock().unwrap().push_str(&panic.to_string());
    }));
    let _ = panic::catch_unwind(AssertUnwindSafe(|| panic!("{value:?}")));
    panic::set_hook(previous);
    let heard = heard.lock().unwrap();
    heard.clone()
}

/// An exchange that consists of this secret.
fn exchange_of(secret: &str) -> Exchange {
    let headers = vec![("Authorization".to_owned(), format!("Bearer {secret}"))];
    Exchange {
        from: Party::Client,
        to: Party::Op,
        request: http::Request {
            method: "POST".to_owned(),
            url: format!("http://127.0.0.1/token?auth_req_id={secret}"),
            headers: headers.clone(),
            body: secret.as_bytes().to_vec(),
        },
        response: http::Response {
            status: 200,
            headers,
            body: secret.as_bytes().to_vec(),
        },
        duration: std::time::Duration::ZERO,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_run_shows_no_secret() {
    let log = log_everything();
    let canaries = Canaries::of_fixtures();
    let embedded = start(&canaries).await;
    let catalogue = Catalogue::embedded().unwrap();
    let target = Arc::clone(&embedded.target);
    let plan = Plan::new(&catalogue, Capabilities::of(&target));

    let report = runner::run(plan, Arc::clone(&target), &catalogue, Keep::Everything).await;
    drop(embedded.shutdown().await);

    let seen = canaries.count();
    assert!(seen > 1000, "only {seen} secrets were seen");
    let shown_ones = report.summary.failed + report.summary.blocked;
    assert!(
        shown_ones > 30,
        "only {shown_ones} runs that stopped are shown"
    );
    let finder = canaries.finder();
    let log = log.text();
    assert!(log.contains("completing an authentication"), "no server");
    assert!(log.contains("TRACE"), "not at every level");
    assert_clean("the log", &log, &finder);
    for (place, text) in shown(&report, &catalogue) {
        assert!(text.len() > 1000, "{place} is empty");
        assert_clean(place, &text, &finder);
    }
    let exchange = exchange_of(&values("clients.toml", "client_secret")[0]);
    let message = panic_message(&(&target, &report, &exchange));
    assert!(message.contains("scenarios"), "{message}");
    assert_clean("the message of a panic", &message, &finder);
}

#[test]
fn the_program_shows_no_secret_on_the_console_and_writes_none() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets");
    std::fs::create_dir_all(&folder).unwrap();
    let formats = ["json", "junit", "markdown", "html", "har"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"));
    command.args(["run", "-vv", "--fault", "expires-in-as-a-string", "07_3_"]);
    for format in formats {
        let file = folder.join(format);
        command.arg(format!("--report={format}={}", file.display()));
    }

    let output = command.output().unwrap();

    let finder = Canaries::of_fixtures().finder();
    let [console, progress] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(console.contains("expected  expires_in"), "{console}");
    assert!(progress.contains("DEBUG"), "{progress}");
    assert_clean("standard output", &console, &finder);
    assert_clean("standard error", &progress, &finder);
    for format in formats {
        let text = std::fs::read_to_string(folder.join(format)).unwrap();
        assert!(text.contains("expires_in"), "{format}");
        assert_clean(format, &text, &finder);
    }
}

#[test]
fn no_snapshot_holds_a_secret_of_the_fixtures() {
    let secrets = values("clients.toml", "client_secret");
    assert!(secrets.len() > 3, "{}", secrets.len());
    let finder = Canaries::of_fixtures().finder();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots")];
    let mut read = 0;

    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!finder.is_match(&text), "{}", path.display());
            read += 1;
        }
    }

    assert!(read > 100, "only {read} snapshots were read");
}

#[test]
fn a_secret_is_found_in_all_its_writings() {
    let secret = "s3cret \"of\" mine/+?>~";
    let canaries = Canaries::default();
    canaries.add(secret);
    let finder = canaries.finder();
    let mut texts = vec![
        format!("x{secret}x"),
        format!("a={}&b", percent_encoded(secret)),
        json!({"inner": secret}).to_string(),
    ];
    for client_id in ["", "a", "ab", "abc"] {
        let pair = format!("{client_id}:{secret}");
        texts.push(format!("Basic {}", STANDARD.encode(&pair)));
        texts.push(URL_SAFE_NO_PAD.encode(format!("{pair} and more")));
    }

    for text in texts {
        assert!(finder.is_match(&text), "{text}");
    }
    assert!(!finder.is_match("s3cret of nobody"));
}

fn percent_encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
