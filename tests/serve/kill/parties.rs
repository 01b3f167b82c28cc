//! The clients, the device and the notification endpoints.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use simulator::Simulator;
use tokio::task::JoinHandle;

use crate::http::{self, serve};

pub(crate) const CLIENTS: usize = 4;
/// The longest time that a user is given, in seconds: more than an auth_req_id lives.
pub(crate) const USER_TIMEOUT: u32 = 3600;

/// A client that keeps no connections, so that each request meets a copy that lives.
fn client() -> reqwest::Client {
    http::builder().pool_max_idle_per_host(0).build().unwrap()
}

/// One of the clients in ping mode.
#[derive(Clone)]
pub(crate) struct Client {
    name: String,
    authorization: String,
    http: reqwest::Client,
}

/// An acknowledged authentication request.
pub(crate) struct Pending {
    pub(crate) client: Client,
    pub(crate) auth_req_id: String,
    notification_token: String,
}

impl Client {
    /// The client whose turn it is.
    pub(crate) fn number(number: usize) -> Self {
        let number = number % CLIENTS;
        let pair = format!("client-{number}:secret-{number}-for-this-test");
        Self {
            name: format!("client-{number}"),
            authorization: format!("Basic {}", STANDARD.encode(pair)),
            http: client(),
        }
    }

    pub(crate) async fn request(self, op: &str, number: usize) -> Pending {
        let token = format!("notification-token-{number}");
        let form = format!("scope=openid&login_hint=1001&client_notification_token={token}");
        let (status, answer) = self.post(op, "backchannel/authentication", form).await;
        assert_eq!(status, 200, "{answer}");
        Pending {
            auth_req_id: answer["auth_req_id"].as_str().unwrap().to_owned(),
            notification_token: token,
            client: self,
        }
    }

    pub(crate) async fn redeem(&self, op: &str, auth_req_id: &str) -> (u16, Value) {
        let grant = "urn:openid:params:grant-type:ciba";
        let form = format!("grant_type={grant}&auth_req_id={auth_req_id}");
        self.post(op, "token", form).await
    }

    async fn post(&self, op: &str, path: &str, form: String) -> (u16, Value) {
        let request = self.http.post(format!("{op}/{path}")).body(form);
        let request = request.header("authorization", &self.authorization);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }
}

/// The devices of all users.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) url: String,
    simulator: Simulator,
    http: reqwest::Client,
}

impl Device {
    pub(crate) async fn start(op: &str) -> Self {
        let simulator = Simulator::new(simulator::Config {
            callback_url: Some(format!("{op}{}", reference_server::CALLBACK_PATH)),
            callback_timeout: Duration::from_secs(3),
            // However slow the machine is, no user's time runs out.
            timeouts: 5..=USER_TIMEOUT,
            ..simulator::Config::default()
        });
        Self {
            url: serve(simulator::router(simulator.clone())).await,
            simulator,
            http: client(),
        }
    }

    /// Waits until that many users are being asked.
    pub(crate) async fn wait_for(&self, requests: usize) {
        for _ in 0..10_000 {
            if self.simulator.pending("demo").len() == requests {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        unreachable!("only {} are asked", self.simulator.pending("demo").len());
    }

    /// The user decides; whoever wants to know whether the device has taken the decision can wait.
    pub(crate) fn decide(&self, auth_req_id: &str, allow: bool) -> JoinHandle<()> {
        let action = if allow { "allow" } else { "deny" };
        let query = format!("workspace=demo&token={auth_req_id}&action={action}");
        let url = format!("{}/api/authenticate/actionize?{query}", self.url);
        let request = self.http.post(url).send();
        tokio::spawn(async move {
            let status = request.await.unwrap().status().as_u16();
            assert!(matches!(status, 200 | 202), "{status}");
        })
    }
}

/// One call of a notification endpoint.
#[derive(Clone, Debug)]
struct Ping {
    path: String,
    authorization: String,
    auth_req_id: String,
}

/// The notification endpoints of all clients.
#[derive(Clone)]
pub(crate) struct Notifications {
    url: String,
    pings: Arc<Mutex<Vec<Ping>>>,
}

impl Notifications {
    pub(crate) async fn listen() -> Self {
        let pings: Arc<Mutex<Vec<Ping>>> = Arc::default();
        let heard = pings.clone();
        let router = Router::new().fallback(move |request: Request| async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 10_000).await.unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
            heard.lock().unwrap().push(Ping {
                path: parts.uri.path().to_owned(),
                authorization: parts.headers["authorization"].to_str().unwrap().to_owned(),
                auth_req_id: body["auth_req_id"].as_str().unwrap().to_owned(),
            });
            StatusCode::NO_CONTENT
        });
        Self {
            url: serve(router).await,
            pings,
        }
    }

    pub(crate) fn url(&self) -> String {
        self.url.clone()
    }

    fn counts(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for ping in &*self.pings.lock().unwrap() {
            *counts.entry(ping.auth_req_id.clone()).or_default() += 1;
        }
        counts
    }

    /// Waits until each request was pinged.
    pub(crate) async fn settle(&self, requests: &[Pending], limit: Duration) {
        let started = Instant::now();
        while self.counts().len() < requests.len() {
            let arrived = self.counts().len();
            assert!(
                started.elapsed() < limit,
                "{arrived} of {} pings",
                requests.len()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Every ping came to the client whose request it is about, with its token. How many there were.
    pub(crate) fn check(&self, requests: &[Pending]) -> usize {
        let expected: HashMap<&str, &Pending> = requests
            .iter()
            .map(|request| (request.auth_req_id.as_str(), request))
            .collect();
        let pings = self.pings.lock().unwrap();
        for ping in &*pings {
            let request = expected[ping.auth_req_id.as_str()];
            assert_eq!(ping.path, format!("/{}", request.client.name));
            let bearer = format!("Bearer {}", request.notification_token);
            assert_eq!(ping.authorization, bearer);
        }
        pings.len()
    }
}
