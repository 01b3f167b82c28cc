#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod asynchronous;
mod outcomes;
mod poll;
mod questions;
mod sync;

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::completion::{self, Hurdle};
use crate::state::AppState;
use crate::testing::{NOW, StubAuthlete, settings};
use crate::transaction::Delivery;

/// A device whose answers a test prepares.
async fn device() -> MockServer {
    MockServer::start().await
}

/// From now on the device answers calls of `api` in this way.
async fn on(device: &MockServer, api: &str, response: ResponseTemplate) {
    let mock = Mock::given(path(format!("/api/authenticate/{api}"))).respond_with(response);
    mock.mount(device).await;
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// A server whose device is at this URL.
fn server(base_url: &str, mode: Mode) -> (AppState, Arc<StubAuthlete>) {
    let mut settings = settings();
    settings.authentication_device.base_url = base_url.to_owned();
    settings.authentication_device.mode = mode;
    settings.authentication_device.poll_interval = Duration::from_millis(10);
    crate::testing::state(settings)
}

fn question() -> Question {
    Question {
        auth_req_id: "id-1".into(),
        expires_in: 50,
        message: "Is it you?".to_owned(),
    }
}

fn transaction() -> Transaction {
    Transaction {
        ticket: "ticket-1".into(),
        subject: "1001".to_owned(),
        acr: Some("urn:example:acr:device".to_owned()),
        claim_names: vec!["name".to_owned(), "birthdate".to_owned()],
        expires_at: NOW + 600,
        delivery: Delivery::Poll,
    }
}

/// Asks, on behalf of a request with a traceparent, until whatever happens has happened.
async fn ask_and_wait(state: &AppState) {
    let traceparent = HeaderValue::from_static("00-aa-bb-01");
    let asking = completion::ask_and_complete(state.clone().into(), transaction(), question());
    crate::trace::scope(Some(traceparent), asking).await;
    crate::testing::settle(state).await;
}

/// What Authlete was told about the outcome, if it was.
fn recorded(authlete: &StubAuthlete) -> Option<String> {
    let request = authlete.last("complete")?;
    Some(request["result"].as_str().unwrap().to_owned())
}

async fn received(device: &MockServer) -> Vec<Request> {
    device.received_requests().await.unwrap()
}

/// What every call says about the question.
fn base_request() -> Value {
    json!({
        "workspace": "demo", "user": "1001", "message": "Is it you?", "timeout": 50,
        "actionize_token": "id-1",
    })
}
