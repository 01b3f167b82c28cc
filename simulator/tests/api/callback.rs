//! The callback of the async mode.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use simulator::Config;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::harness::{Device, eventually, impatient, question, question_with};

const ASK_TRACE: (&str, &str) = (
    "traceparent",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
);
const DECIDE_TRACE: (&str, &str) = (
    "traceparent",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
);

pub(crate) async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/callback"))
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

pub(crate) async fn device_for(server: &MockServer, config: Config) -> Device {
    Device::start(Config {
        callback_url: Some(format!("{}/callback", server.uri())),
        ..config
    })
    .await
}

pub(crate) async fn ask(device: &Device, request: &Value) -> String {
    let headers = &[("content-type", "application/json"), ASK_TRACE];
    let path = "/api/authenticate/async";
    let answer = device
        .send(reqwest::Method::POST, path, headers, request.to_string())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.body["request_id"].as_str().unwrap().to_owned()
}

#[rstest]
#[case("allow")]
#[case("deny")]
#[tokio::test]
async fn a_decision_is_reported_once_with_its_state(#[case] action: &str) {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, Config::default()).await;
    let request_id = ask(&device, &question_with("t", "state", json!("s-1"))).await;

    let decided = device
        .actionize_with("demo", "t", action, &[DECIDE_TRACE])
        .await;

    assert_eq!(decided.status, StatusCode::OK);
    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(
        calls[0].body_json::<Value>().unwrap(),
        json!({"request_id": request_id, "result": action, "state": "s-1"})
    );
    assert_eq!(calls[0].headers["content-type"], "application/json");
    assert_eq!(calls[0].headers["traceparent"], DECIDE_TRACE.1);
}

#[tokio::test]
async fn a_request_without_state_is_reported_without_state() {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, Config::default()).await;
    let request_id = ask(&device, &question("t")).await;

    device.actionize("demo", "t", "allow").await;

    let calls = server.received_requests().await.unwrap();
    assert_eq!(
        calls[0].body_json::<Value>().unwrap(),
        json!({"request_id": request_id, "result": "allow"})
    );
}

#[tokio::test]
async fn a_decision_without_a_trace_is_reported_in_the_trace_of_the_request() {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, Config::default()).await;
    ask(&device, &question("t")).await;

    device.actionize("demo", "t", "allow").await;

    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls[0].headers["traceparent"], ASK_TRACE.1);
}

#[tokio::test]
async fn a_time_out_is_reported_once() {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, impatient()).await;
    let request_id = ask(&device, &question_with("t", "state", json!("s-1"))).await;

    tokio::time::sleep(Duration::from_millis(90)).await;

    let late = device.actionize("demo", "t", "allow").await;
    let mut calls = server.received_requests().await.unwrap();
    for _ in 0..1000 {
        if !calls.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
        calls = server.received_requests().await.unwrap();
    }
    assert_eq!(late.error(), (409, "timed_out"));
    assert_eq!(calls.len(), 1);
    assert_eq!(
        calls[0].body_json::<Value>().unwrap(),
        json!({"request_id": request_id, "result": "timeout", "state": "s-1"})
    );
    assert_eq!(calls[0].headers["traceparent"], ASK_TRACE.1);
}

#[tokio::test]
async fn a_request_ends_once() {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, impatient()).await;
    ask(&device, &question("t")).await;
    let decided = device.actionize("demo", "t", "allow").await;

    tokio::time::sleep(Duration::from_millis(90)).await;

    // On a busy machine the time may be up before the decision comes.
    let outcome = if decided.status == StatusCode::OK {
        "allow"
    } else {
        "timeout"
    };
    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].body_json::<Value>().unwrap()["result"], outcome);
}

/// A server that gets the callback and answers it when it is told to.
#[derive(Clone, Default)]
struct HesitantServer {
    called: Arc<Notify>,
    go_on: Arc<Notify>,
    /// Set when the handler came to its end: nobody hung up in the meantime.
    answered: Arc<AtomicBool>,
}

impl HesitantServer {
    async fn answer(self) -> StatusCode {
        self.called.notify_one();
        self.go_on.notified().await;
        self.answered.store(true, Ordering::SeqCst);
        StatusCode::NO_CONTENT
    }

    async fn start(&self) -> String {
        let server = self.clone();
        let router = Router::new().route("/callback", post(async move || server.answer().await));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/callback", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url
    }
}

#[tokio::test]
async fn a_decision_is_answered_after_its_callback() {
    let server = HesitantServer::default();
    let device = Device::start(Config {
        callback_url: Some(server.start().await),
        ..Config::default()
    })
    .await;
    ask(&device, &question("t")).await;
    let deciding = device.clone();
    let decision =
        tokio::spawn(async move { deciding.actionize("demo", "t", "allow").await.status });

    server.called.notified().await;
    tokio::time::sleep(Duration::from_millis(20)).await;
    let answered_early = decision.is_finished();
    let meanwhile = device.actionize("demo", "t", "allow").await;
    server.go_on.notify_one();

    assert!(!answered_early);
    assert_eq!(meanwhile.error(), (409, "already_decided"));
    assert_eq!(decision.await.unwrap(), StatusCode::OK);
}

#[tokio::test]
async fn a_caller_who_does_not_wait_does_not_stop_the_callback() {
    let server = HesitantServer::default();
    let device = Device::start(Config {
        callback_url: Some(server.start().await),
        ..Config::default()
    })
    .await;
    ask(&device, &question("t")).await;
    let deciding = device.clone();
    let decision = tokio::spawn(async move { deciding.actionize("demo", "t", "allow").await });
    server.called.notified().await;

    decision.abort();
    let _ = decision.await;
    tokio::time::sleep(Duration::from_millis(30)).await;
    server.go_on.notify_one();

    eventually("the callback is answered", || {
        server.answered.load(Ordering::SeqCst).then_some(())
    })
    .await;
}
