//! The HTML report in headless Chromium: filters work, nothing is loaded, nothing is wrong on the console, and it fits
//! a desk and a phone. The screenshots lie in `target/tmp` afterwards, for somebody to look at.
//!
//! It needs `chromium` and `chromedriver`, and so the feature `browser`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use suite::config::ConnectionConfig;
use suite::http::{HttpClient, OutgoingRequest, Party};

const SHOWN: &str = "return document.querySelectorAll('details.scenario:not([hidden])').length";

/// A browser with its driver; both end with it.
struct Browser {
    driver: Child,
    http: HttpClient,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser with the session; killed, it would leave the browser behind.
        drop(self.end_session());
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

impl Browser {
    fn end_session(&self) -> std::io::Result<()> {
        let address = self.session.trim_start_matches("http://");
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        // The answer comes when the browser has ended; the driver keeps the connection.
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.read_exact(&mut [0; 12])
    }

    async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .unwrap();
        let mut browser = Self {
            driver,
            http: HttpClient::new(&ConnectionConfig::default()).unwrap(),
            session: format!("http://127.0.0.1:{port}/session"),
        };
        let profile = scratch("chromium");
        drop(std::fs::remove_dir_all(&profile));
        let started = browser
            .post("", &json!({"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                    format!("--user-data-dir={}", profile.display()),
                ]},
            }}}))
            .await;
        browser.session = format!(
            "{}/{}",
            browser.session,
            started["sessionId"].as_str().unwrap()
        );
        browser
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = OutgoingRequest {
            method: "POST".to_owned(),
            url: format!("{}{path}", self.session),
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        };
        self.answer(request).await
    }

    async fn answer(&self, request: OutgoingRequest) -> Value {
        let exchange = self
            .http
            .send(Party::Client, Party::Op, request)
            .await
            .unwrap();
        let mut answer: Value = serde_json::from_slice(&exchange.response.body).unwrap();
        assert_eq!(exchange.response.status, 200, "{answer:#}");
        answer["value"].take()
    }

    async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
            .await
    }

    async fn element(&self, selector: &str) -> String {
        let found = self
            .post(
                "/element",
                &json!({"using": "css selector", "value": selector}),
            )
            .await;
        let id = found.as_object().unwrap().values().next().unwrap();
        format!("/element/{}", id.as_str().unwrap())
    }

    async fn click(&self, selector: &str) {
        let element = self.element(selector).await;
        self.post(&format!("{element}/click"), &json!({})).await;
    }

    async fn press(&self, selector: &str, keys: &str) {
        let element = self.element(selector).await;
        self.post(&format!("{element}/value"), &json!({"text": keys}))
            .await;
    }

    /// Waits until a script gives what is expected.
    async fn expect(&self, script: &str, expected: impl Into<Value>) {
        let expected = expected.into();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let found = self.run(script).await;
            if found == expected {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{script} gives {found}, not {expected}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn screenshot(&self, width: u32, name: &str) {
        let metrics =
            json!({"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": width < 500});
        self.post(
            "/goog/cdp/execute",
            &json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics}),
        )
        .await;
        self.run("scrollTo(0, 0)").await;
        self.expect("return innerWidth", width).await;
        self.expect(
            "return document.documentElement.scrollWidth <= innerWidth",
            true,
        )
        .await;
        let shot = self
            .answer(OutgoingRequest::get(format!("{}/screenshot", self.session)))
            .await;
        let image = STANDARD.decode(shot.as_str().unwrap()).unwrap();
        std::fs::write(scratch(&format!("{name}-{width}.png")), image).unwrap();
    }
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The report of a run, and its summary.
fn report(name: &str, arguments: &[&str]) -> (String, Value) {
    let page = scratch(&format!("{name}.html"));
    let data = scratch(&format!("{name}.json"));
    Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .arg("run")
        .args(arguments)
        .args(["--report", &format!("html={}", page.display())])
        .args(["--report", &format!("json={}", data.display())])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&std::fs::read(data).unwrap()).unwrap();
    (format!("file://{}", page.display()), report)
}

fn count(report: &Value, fits: impl Fn(&Value) -> bool) -> usize {
    let scenarios = report["scenarios"].as_array().unwrap();
    scenarios.iter().filter(|scenario| fits(scenario)).count()
}

#[tokio::test]
async fn the_html_report_works_on_a_desk_and_on_a_phone() {
    let (wrong, report_of_wrong) = report("wrong", &["--fault", "expires-in-as-a-string"]);
    let (right, report_of_right) = report("right", &[]);
    let browser = Browser::start().await;

    browser.post("/url", &json!({"url": right})).await;
    browser
        .expect(SHOWN, count(&report_of_right, |_| true))
        .await;
    browser
        .expect(
            "return document.querySelector('h1').innerText",
            "embedded is conformant",
        )
        .await;
    browser.screenshot(1280, "right").await;
    browser.screenshot(400, "right").await;

    browser.post("/url", &json!({"url": wrong})).await;
    filters_show_what_they_name(&browser, &report_of_wrong).await;
    links_unfold_what_they_lead_to(&browser).await;
    browser.screenshot(1280, "wrong").await;
    browser.screenshot(400, "wrong").await;

    browser
        .expect("return performance.getEntriesByType('resource').length", 0)
        .await;
    let log = browser.post("/se/log", &json!({"type": "browser"})).await;
    assert_eq!(log, json!([]), "the console is not empty");
}

async fn filters_show_what_they_name(browser: &Browser, report: &Value) {
    let all = count(report, |_| true);
    let failed = count(report, |scenario| scenario["outcome"] == "failed");
    assert!(failed > 0 && failed < all);
    browser.expect(SHOWN, all).await;

    browser.click("input[value=failed]").await;
    browser.expect(SHOWN, failed).await;
    browser
        .expect(
            "return document.getElementById('shown').textContent",
            format!("{failed} of {all} scenarios shown"),
        )
        .await;

    browser.press("select[name=mode]", "push").await;
    let pushed = count(report, |scenario| {
        scenario["outcome"] == "failed" && scenario["mode"] == "push"
    });
    browser.expect(SHOWN, pushed).await;

    browser.click("button[type=reset]").await;
    browser.expect(SHOWN, all).await;

    browser.press("select[name=client]", "ping-basic").await;
    let basic = count(report, |scenario| scenario["client"] == "ping-basic");
    browser.expect(SHOWN, basic).await;

    browser.click("button[type=reset]").await;
    browser
        .press("input[name=text]", "expires_in-is-a-POSITIVE poll-basic")
        .await;
    browser.expect(SHOWN, 1).await;

    browser.click("button[type=reset]").await;
    // By keyboard.
    browser.press("input[value=failed]", " ").await;
    browser.expect(SHOWN, failed).await;
    browser.click("button[type=reset]").await;
    browser.expect(SHOWN, all).await;
}

async fn links_unfold_what_they_lead_to(browser: &Browser) {
    // A passed scenario lies in a feature that is folded.
    browser
        .run("document.querySelectorAll('details.section').forEach((section) => section.open = true)")
        .await;
    browser.click("a.pill.passed").await;
    browser
        .expect(
            "return document.querySelector('details.feature details.scenario[open]') !== null",
            true,
        )
        .await;
    browser
        .expect(
            "const open = document.querySelector('details.feature details.scenario[open]'); \
             return open.closest('details.feature').open && '#' + open.id === location.hash",
            true,
        )
        .await;
}
