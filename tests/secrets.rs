//! No secret of a whole run stands in a log, not even at the level trace, and none of the fixtures in a snapshot.
//!
//! The secrets are those that were on the wire between the server and Authlete, and those of `fixtures/`.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use aho_corasick::AhoCorasick;
use ciba_conformance::catalogue::Catalogue;
use ciba_conformance::embedded::Preparation;
use ciba_conformance::plan::{Capabilities, Plan};
use ciba_conformance::runner;
use fake_authlete::Core;
use serde_json::Value;
use tokio::net::TcpListener;

/// The members of Authlete's messages that are secrets.
const SECRET_MEMBERS: [&str; 8] = [
    "accessToken",
    "authReqId",
    "clientNotificationToken",
    "clientSecret",
    "idToken",
    "refreshToken",
    "ticket",
    "userCode",
];

/// Values that are shorter, or of fewer different characters, occur by chance: scenarios send long texts of one letter.
const LONG_ENOUGH: usize = 12;
const VARIED_ENOUGH: usize = 8;

type Secrets = Arc<Mutex<BTreeSet<String>>>;

/// Collects the secrets of a message.
fn collect(secrets: &Secrets, message: &[u8]) {
    let Ok(Value::Object(members)) = serde_json::from_slice(message) else {
        return;
    };
    for name in SECRET_MEMBERS {
        if let Some(secret) = members.get(name).and_then(Value::as_str)
            && secret.len() >= LONG_ENOUGH
            && secret.chars().collect::<BTreeSet<char>>().len() >= VARIED_ENOUGH
        {
            secrets.lock().unwrap().insert(secret.to_owned());
        }
    }
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

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

/// The values of a key in a TOML file.
fn values(file: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let prefix = format!("{key} = \"");
    let value = |line: &str| Some(line.strip_prefix(&prefix)?.split('"').next()?.to_owned());
    text.lines().filter_map(value).collect()
}

/// The places where secrets stand, without the secrets.
fn leaks(text: &str, finder: &AhoCorasick) -> Vec<String> {
    let before = |found: &aho_corasick::Match| {
        let start = text[..found.start()].rfind('\n').map_or(0, |line| line + 1);
        text[start..found.start()].to_owned()
    };
    finder
        .find_iter(text)
        .take(5)
        .map(|found| before(&found))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_run_leaves_no_secret_behind() {
    let log = log_everything();
    let secrets: Secrets = Arc::default();
    let preparation = Preparation::new(None).await.unwrap();
    let mut config = preparation.authlete_config();
    let record = config.observer.take().unwrap();
    let seen = Arc::clone(&secrets);
    config.observer = Some(Arc::new(move |request, answer| {
        collect(&seen, &request.body);
        collect(&seen, &answer.body);
        record(request, answer);
    }));
    let access_token = config.service.access_token.expose().to_owned();
    let core = Core::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let router = fake_authlete::router(core.clone());
    tokio::spawn(axum::serve(listener, router).into_future());
    let credentials = core.credentials(base_url);
    let embedded = preparation.start(&credentials, core).await.unwrap();
    let catalogue = Catalogue::embedded().unwrap();
    let target = Arc::clone(&embedded.target);
    let plan = Plan::new(&catalogue, Capabilities::of(&target));

    drop(runner::run(plan, target, &catalogue).await);
    drop(embedded.shutdown().await);

    let mut secrets = std::mem::take(&mut *secrets.lock().unwrap());
    assert!(
        secrets.len() > 1000,
        "only {} secrets were seen",
        secrets.len()
    );
    secrets.insert(access_token);
    secrets.extend(values("clients.toml", "client_secret"));
    let in_words = |code: String| {
        [
            format!("user_code={code}"),
            format!("\"userCode\":\"{code}\""),
        ]
    };
    secrets.extend(
        values("users.toml", "user_code")
            .into_iter()
            .flat_map(in_words),
    );
    let finder = AhoCorasick::new(&secrets).unwrap();
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(
        log.contains("completing an authentication"),
        "the server logs"
    );
    assert!(log.contains("TRACE"), "at every level");
    assert_eq!(leaks(&log, &finder), [""; 0], "in the log");
}

#[test]
fn no_snapshot_holds_a_secret_of_the_fixtures() {
    let secrets = values("clients.toml", "client_secret");
    assert!(secrets.len() > 3, "{}", secrets.len());
    let finder = AhoCorasick::new(secrets).unwrap();
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
