//! A fake Authlete that can be away in several ways.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use fake_authlete::{Config, Core, Credentials, clients_from_toml};
use serde_json::Value;
use tokio::net::TcpListener;

/// How Authlete is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It answers.
    Well,
    /// It refuses each call: 503.
    Refusing,
    /// It takes calls and never answers.
    Silent,
    /// It does what it is told, and its answer gets lost.
    Forgetful,
    /// It breaks the connection in the middle of its answer.
    Unplugged,
}

/// What `complete` was called with, by ticket, where it was not too late.
type Taken = HashMap<String, Vec<(String, String)>>;

#[derive(Clone)]
pub(crate) struct Authlete {
    pub(crate) credentials: Credentials,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Taken>>,
    completions: Arc<Mutex<usize>>,
}

/// Four clients in ping mode, each with an endpoint of its own.
fn clients(notifications: &str) -> String {
    let client = |number: usize| {
        format!(
            "[[clients]]\nclient_id = {}\nclient_id_alias = \"client-{number}\"\nclient_name = \"Client {number}\"\n\
             token_endpoint_auth_method = \"client_secret_basic\"\nclient_secret = \"secret-{number}-for-this-test\"\n\
             backchannel_token_delivery_mode = \"ping\"\n\
             backchannel_client_notification_endpoint = \"{notifications}/client-{number}\"\n",
            26_862_190_133_900 + number
        )
    };
    (0..super::parties::CLIENTS).map(client).collect()
}

impl Authlete {
    pub(crate) async fn start(issuer: &str, notifications: &str) -> Self {
        let mood = Arc::new(Mutex::new(Mood::Well));
        let taken: Arc<Mutex<Taken>> = Arc::default();
        let completions: Arc<Mutex<usize>> = Arc::default();
        let mut config = Config::new(issuer, clients_from_toml(&clients(notifications)).unwrap());
        config.observer = Some({
            let (taken, completions) = (taken.clone(), completions.clone());
            Arc::new(move |request, answer| {
                if !request.path.ends_with("/complete") {
                    return;
                }
                *completions.lock().unwrap() += 1;
                let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                if answer["action"] == "NOTIFICATION" {
                    let call: Value = serde_json::from_slice(&request.body).unwrap();
                    let text = |value: &Value| value.as_str().unwrap().to_owned();
                    let entry = (text(&answer["authReqId"]), text(&call["result"]));
                    let mut taken = taken.lock().unwrap();
                    taken.entry(text(&call["ticket"])).or_default().push(entry);
                }
            })
        });
        let core = Core::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let credentials = core.credentials(base_url);
        let router = moody(fake_authlete::router(core), mood.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self {
            credentials,
            mood,
            taken,
            completions,
        }
    }

    pub(crate) fn become_(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How often `complete` was called.
    pub(crate) fn completions(&self) -> usize {
        *self.completions.lock().unwrap()
    }

    /// Waits until that many decisions have arrived.
    pub(crate) async fn settle(&self, decisions: usize, limit: Duration) {
        let started = Instant::now();
        loop {
            let arrived = self.taken.lock().unwrap().len();
            if arrived >= decisions {
                return;
            }
            assert!(started.elapsed() < limit, "{arrived} of {decisions}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Every decision has arrived as it was taken, and once.
    pub(crate) fn check(&self, decided: &BTreeMap<String, bool>) {
        let taken = self.taken.lock().unwrap();
        let mut arrived = BTreeMap::new();
        for outcomes in taken.values() {
            assert_eq!(outcomes.len(), 1, "{outcomes:?}");
            let (auth_req_id, result) = &outcomes[0];
            arrived.insert(auth_req_id.clone(), result == "AUTHORIZED");
        }
        let differing = decided
            .iter()
            .filter(|(request, allowed)| arrived.get(*request) != Some(allowed));
        assert_eq!(
            differing.count(),
            0,
            "decisions did not arrive as they were taken"
        );
        assert_eq!(arrived.len(), decided.len());
    }
}

fn moody(router: Router, mood: Arc<Mutex<Mood>>) -> Router {
    router.layer(from_fn(move |request: Request, next: Next| {
        let mood = *mood.lock().unwrap();
        async move { answer(mood, request, next).await }
    }))
}

async fn answer(mood: Mood, request: Request, next: Next) -> Response {
    match mood {
        Mood::Well => next.run(request).await,
        Mood::Refusing => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Mood::Silent => std::future::pending().await,
        Mood::Forgetful => {
            next.run(request).await;
            StatusCode::BAD_GATEWAY.into_response()
        }
        Mood::Unplugged => {
            next.run(request).await;
            let broken = Err(std::io::Error::other("unplugged"));
            let pieces = futures::stream::iter([Ok("{\"action\":"), broken]);
            Body::from_stream(pieces).into_response()
        }
    }
}
