//! An OP that keeps to the specification, with a lifetime as the test wants it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use suite::config::{Environment, TargetConfig};
use tokio::net::TcpListener;

/// The seconds between polls.
const INTERVAL: u64 = 1;

/// What came, as the OP sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Request {
    Authentication,
    Token,
    /// One that came before the interval was over.
    HastyToken,
}

struct Pending {
    since: Instant,
    polled: Option<Instant>,
    approved: bool,
}

struct Inner {
    issuer: String,
    expires_in: u64,
    pending: Mutex<HashMap<String, Pending>>,
    seen: Mutex<Vec<Request>>,
    inside: AtomicUsize,
    most: AtomicUsize,
}

#[derive(Clone)]
pub(crate) struct Op(Arc<Inner>);

type Answer = (StatusCode, Json<Value>);

impl Op {
    /// Listens until the test ends; its requests live so many seconds, whatever is asked for.
    pub(crate) async fn start(expires_in: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let op = Self(Arc::new(Inner {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            expires_in,
            pending: Mutex::default(),
            seen: Mutex::default(),
            inside: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/authentication", post(authentication))
            .route("/token", post(token))
            .route("/decide", post(decide))
            .with_state(op.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        op
    }

    /// As a target, which one scenario at a time may act upon.
    pub(crate) fn target(&self) -> TargetConfig {
        target(&self.0.issuer)
    }

    pub(crate) fn target_file(&self) -> String {
        target_file(&self.0.issuer)
    }

    /// Every request, in order.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.0.seen.lock().unwrap().clone()
    }

    /// How many requests were inside at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }

    async fn enter(&self) {
        let inside = self.0.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(inside, Ordering::SeqCst);
        // Others get a chance to come in too.
        tokio::time::sleep(Duration::from_millis(10)).await;
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What is at the issuer as a target, which one scenario at a time may act upon.
pub(crate) fn target(issuer: &str) -> TargetConfig {
    let environment = Environment::default();
    TargetConfig::parse(&target_file(issuer), Path::new("op.toml"), &environment).unwrap()
}

fn target_file(issuer: &str) -> String {
    format!(
        r#"
name = "stub"
issuer = "{issuer}"
[[clients]]
id = "poll"
client_id = "poll"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_post"
client_secret = "not-a-real-secret"
[users.approver]
login_hint = "alice"
[authentication_device]
type = "url_template"
url = "{issuer}/decide?auth_req_id={{auth_req_id}}&action={{action}}"
[limits]
concurrency = 1
"#
    )
}

/// What an OP of the stub's kind says of itself.
pub(crate) fn metadata_of(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "backchannel_authentication_endpoint": format!("{issuer}/authentication"),
        "backchannel_token_delivery_modes_supported": ["poll"],
    })
}

async fn metadata(State(op): State<Op>) -> Json<Value> {
    Json(metadata_of(&op.0.issuer))
}

/// Takes a login_hint alone.
async fn authentication(State(op): State<Op>, Form(form): Form<HashMap<String, String>>) -> Answer {
    op.enter().await;
    if !form.contains_key("login_hint") {
        return refused("invalid_request");
    }
    op.0.seen.lock().unwrap().push(Request::Authentication);
    let mut pending = op.0.pending.lock().unwrap();
    let auth_req_id = format!("0123456789abcdef0123456789abcdef{:08}", pending.len());
    pending.insert(
        auth_req_id.clone(),
        Pending {
            since: Instant::now(),
            polled: None,
            approved: false,
        },
    );
    let answer = json!({
        "auth_req_id": auth_req_id,
        "expires_in": op.0.expires_in,
        "interval": INTERVAL,
    });
    (StatusCode::OK, Json(answer))
}

async fn token(State(op): State<Op>, Form(form): Form<HashMap<String, String>>) -> Answer {
    op.enter().await;
    let mut all = op.0.pending.lock().unwrap();
    let Some(pending) = form.get("auth_req_id").and_then(|id| all.get_mut(id)) else {
        return refused("invalid_grant");
    };
    let polled = pending.polled.replace(Instant::now());
    let hasty = polled.is_some_and(|polled| polled.elapsed() < Duration::from_secs(INTERVAL));
    op.0.seen.lock().unwrap().push(if hasty {
        Request::HastyToken
    } else {
        Request::Token
    });
    if pending.since.elapsed() > Duration::from_secs(op.0.expires_in) {
        refused("expired_token")
    } else if hasty {
        refused("slow_down")
    } else if pending.approved {
        let tokens = json!({
            "access_token": "an-access-token-of-the-stub-0123456789",
            "token_type": "Bearer",
            "id_token": "e30.e30.e30",
            "expires_in": 60,
        });
        (StatusCode::OK, Json(tokens))
    } else {
        refused("authorization_pending")
    }
}

fn refused(error: &str) -> Answer {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error })))
}

async fn decide(State(op): State<Op>, Query(query): Query<HashMap<String, String>>) -> StatusCode {
    let mut all = op.0.pending.lock().unwrap();
    match query.get("auth_req_id").and_then(|id| all.get_mut(id)) {
        Some(pending) => {
            pending.approved = query.get("action").is_some_and(|action| action == "allow");
            StatusCode::OK
        }
        None => StatusCode::NOT_FOUND,
    }
}
