//! A simulator on a free port, and somebody who talks to it.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode, header};
use serde_json::{Value, json};
use simulator::{Config, PendingRequest, Simulator};
use tokio::net::TcpListener;

/// A simulator that serves until the test's runtime ends. Clones talk to the same one.
#[derive(Clone)]
pub(crate) struct Device {
    base_url: String,
    client: Client,
    simulator: Simulator,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The status and the member `error`: what a caller decides by.
    pub(crate) fn error(&self) -> (u16, &str) {
        let message = self.body["message"]
            .as_str()
            .expect("an error says what is wrong");
        assert!(!message.is_empty());
        (
            self.status.as_u16(),
            self.body["error"].as_str().expect("an error has a code"),
        )
    }
}

/// A time-out of 60 that lasts 60 ms.
pub(crate) fn impatient() -> Config {
    Config {
        second: Duration::from_millis(1),
        ..Config::default()
    }
}

/// A good request of user 1001 in workspace `demo`.
pub(crate) fn question(token: &str) -> Value {
    json!({
        "workspace": "demo",
        "user": "1001",
        "message": "Sign in at the shop? W4SCT",
        "timeout": 60,
        "actionize_token": token,
    })
}

/// A good request with one member replaced, or left out for a null.
pub(crate) fn question_with(token: &str, member: &str, value: Value) -> Value {
    let mut question = question(token);
    question[member] = value;
    question
}

impl Device {
    pub(crate) async fn start(config: Config) -> Self {
        let simulator = Simulator::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let router = simulator::router(simulator.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            base_url,
            client: client(),
            simulator,
        }
    }

    /// Where it listens, without a scheme.
    pub(crate) fn address(&self) -> &str {
        self.base_url.trim_start_matches("http://")
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(
            Method::POST,
            path,
            &[("content-type", "application/json")],
            body.to_string(),
        )
        .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], String::new()).await
    }

    pub(crate) async fn actionize(&self, workspace: &str, token: &str, action: &str) -> Answer {
        self.actionize_with(workspace, token, action, &[]).await
    }

    pub(crate) async fn actionize_with(
        &self,
        workspace: &str,
        token: &str,
        action: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = format!(
            "/api/authenticate/actionize?workspace={workspace}&token={token}&action={action}"
        );
        self.send(Method::POST, &path, headers, String::new()).await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.base_url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.body(body).send().await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let body = response.bytes().await.unwrap();
        Answer {
            status,
            headers,
            body: serde_json::from_slice(&body).expect("every answer is JSON"),
        }
    }

    /// What waits in a workspace, once there is something.
    pub(crate) async fn wait_for_pending(&self, workspace: &str) -> Vec<PendingRequest> {
        eventually("a request is pending", || {
            let pending = self.simulator.pending(workspace);
            (!pending.is_empty()).then_some(pending)
        })
        .await
    }

    pub(crate) fn pending(&self, workspace: &str) -> Vec<PendingRequest> {
        self.simulator.pending(workspace)
    }
}

/// Looks until there is something to see.
pub(crate) async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..5000 {
        if let Some(seen) = look() {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("this never came about: {what}");
}

pub(crate) fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .build()
        .unwrap()
}
