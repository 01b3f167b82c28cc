//! A server with all three modes, clients and users of its own, that is wrong in one way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use suite::config::ConnectionConfig;
use suite::http::{HttpClient, OutgoingRequest, Party};

/// A secret that stands otherwise in the Authorization header where it is form-encoded.
const SECRET: &str = "a+secret/of 100%";

pub(crate) type Parameters = HashMap<String, String>;

/// In which way the server is wrong.
#[derive(Clone)]
pub(crate) struct Trouble {
    /// What it answers to a request of a client instead of what is right.
    pub(crate) authentication: fn(client: &str, &Parameters) -> Option<(u16, Value)>,
    /// What it answers to a token request.
    pub(crate) token: fn(&Parameters) -> Option<(u16, Value)>,
    /// Whether it decodes the credentials in the Authorization header.
    pub(crate) decodes: bool,
    /// The modes whose clients it calls.
    pub(crate) calls: &'static [&'static str],
    /// What it answers to a decision, and whether it takes it.
    pub(crate) decision: (u16, bool),
    /// Whether it decides by itself.
    pub(crate) alone: bool,
    /// What it says of itself beside what all of them say.
    pub(crate) says: fn(&mut Value),
    /// What it answers where tokens would be for somebody who shows no certificate.
    pub(crate) without_certificate: Option<Value>,
}

/// Whether the client shows a certificate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown(pub(crate) bool);

impl Default for Trouble {
    fn default() -> Self {
        Self {
            authentication: |_, _| None,
            token: |_| None,
            decodes: true,
            calls: &["ping", "push"],
            decision: (200, true),
            alone: false,
            says: |_| {},
            without_certificate: None,
        }
    }
}

struct Pending {
    client: String,
    user: String,
    token: String,
    decision: Option<String>,
}

struct Op {
    issuer: String,
    notification_endpoint: String,
    trouble: Trouble,
    pending: Mutex<HashMap<String, Pending>>,
}

impl Op {
    fn withheld(&self, shown: Shown) -> Option<Value> {
        let refusal = self.trouble.without_certificate.clone();
        refusal.filter(|_| !shown.0)
    }
}

/// A server that runs until the test ends, and where it would call a client.
pub(crate) struct Troubled {
    pub(crate) issuer: String,
    listen: String,
}

impl Troubled {
    pub(crate) fn start(trouble: Trouble) -> Self {
        let listener = free();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        Self::start_as(issuer, vec![(listener, Shown(false))], trouble)
    }

    /// The same behind something that has another URL, and knows which clients show a certificate: each listener is for those
    /// who do, or do not.
    pub(crate) fn start_as(
        issuer: String,
        listeners: Vec<(std::net::TcpListener, Shown)>,
        trouble: Trouble,
    ) -> Self {
        let listen = free().local_addr().unwrap().to_string();
        let op = Arc::new(Op {
            issuer: issuer.clone(),
            notification_endpoint: format!("http://{listen}"),
            trouble,
            pending: Mutex::default(),
        });
        for (listener, shown) in listeners {
            let router = router(Arc::clone(&op)).layer(Extension(shown));
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(async {
                    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                    axum::serve(listener, router).await.unwrap();
                });
            });
        }
        Self { issuer, listen }
    }

    /// The target file of the server, with this table for its device.
    pub(crate) fn target_file(&self, device: &str) -> String {
        let clients: String = ["poll", "ping", "push"].map(client).concat();
        let (issuer, listen) = (&self.issuer, &self.listen);
        format!(
            r#"
name = "troubled"
issuer = "{issuer}"
{clients}
[users.approver]
login_hint = "alice"
[users.denier]
login_hint = "bob"
[users.absent]
login_hint = "carol"
[authentication_device]
{device}
[notification_endpoint]
listen = "{listen}"
[limits]
callback_wait = 2
"#
        )
    }

    /// The same with the device that the server has.
    pub(crate) fn target(&self) -> String {
        let url = format!(
            "{}/decide?id={{auth_req_id}}&action={{action}}",
            self.issuer
        );
        self.target_file(&format!("type = \"url_template\"\nurl = \"{url}\""))
    }
}

/// A port that nobody else has.
pub(crate) fn free() -> std::net::TcpListener {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    listener
}

fn client(mode: &str) -> String {
    format!(
        r#"
[[clients]]
id = "{mode}"
client_id = "{mode}"
token_delivery_mode = "{mode}"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "{SECRET}"
"#
    )
}

fn router(op: Arc<Op>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/authentication", post(authentication))
        .route("/token", post(token))
        .route("/decide", post(decide))
        .with_state(op)
}

async fn metadata(State(op): State<Arc<Op>>) -> Json<Value> {
    let issuer = &op.issuer;
    let mut document = json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "backchannel_authentication_endpoint": format!("{issuer}/authentication"),
        "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
        "grant_types_supported": ["urn:openid:params:grant-type:ciba"],
    });
    (op.trouble.says)(&mut document);
    Json(document)
}

fn answer(status: u16, body: Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, [("cache-control", "no-store")], Json(body)).into_response()
}

fn refused(error: &str) -> Response {
    answer(400, json!({ "error": error }))
}

/// The client that authenticates, if it does so rightly.
fn authenticated(op: &Op, headers: &HeaderMap) -> Option<String> {
    let header = headers.get("authorization")?.to_str().ok()?;
    let credentials = STANDARD.decode(header.strip_prefix("Basic ")?).ok()?;
    let credentials = String::from_utf8(credentials).ok()?;
    let (id, secret) = credentials.split_once(':')?;
    let secret = if op.trouble.decodes {
        let pair = format!("secret={secret}");
        let mut pairs = form_urlencoded::parse(pair.as_bytes());
        pairs.next()?.1.into_owned()
    } else {
        secret.to_owned()
    };
    (secret == SECRET && ["poll", "ping", "push"].contains(&id)).then(|| id.to_owned())
}

async fn authentication(
    State(op): State<Arc<Op>>,
    Extension(shown): Extension<Shown>,
    headers: HeaderMap,
    Form(form): Form<Parameters>,
) -> Response {
    let Some(client) = authenticated(&op, &headers) else {
        return answer(401, json!({"error": "invalid_client"}));
    };
    if let Some((status, body)) = (op.trouble.authentication)(&client, &form) {
        return answer(status, body);
    }
    if let Some(body) = op.withheld(shown).filter(|_| client == "push") {
        return answer(400, body);
    }
    let Some(user) = form.get("login_hint").cloned() else {
        return refused("invalid_request");
    };
    if !["alice", "bob", "carol"].contains(&user.as_str()) {
        return refused("unknown_user_id");
    }
    let auth_req_id = format!("{:032x}", rand::random::<u128>());
    let decision = (op.trouble.alone && user != "carol").then(|| "allow".to_owned());
    let pending = Pending {
        client,
        user,
        token: form
            .get("client_notification_token")
            .cloned()
            .unwrap_or_default(),
        decision,
    };
    op.pending
        .lock()
        .unwrap()
        .insert(auth_req_id.clone(), pending);
    answer(
        200,
        json!({"auth_req_id": auth_req_id, "expires_in": 120, "interval": 1}),
    )
}

async fn token(
    State(op): State<Arc<Op>>,
    Extension(shown): Extension<Shown>,
    headers: HeaderMap,
    Form(form): Form<Parameters>,
) -> Response {
    let Some(client) = authenticated(&op, &headers) else {
        return answer(401, json!({"error": "invalid_client"}));
    };
    if let Some((status, body)) = (op.trouble.token)(&form) {
        return answer(status, body);
    }
    if let Some(body) = op.withheld(shown) {
        return answer(400, body);
    }
    let mut all = op.pending.lock().unwrap();
    let auth_req_id = form.get("auth_req_id").cloned().unwrap_or_default();
    let decision = match all.get(&auth_req_id) {
        Some(pending) if pending.client == client => pending.decision.clone(),
        _ => return refused("invalid_grant"),
    };
    match decision.as_deref() {
        None => refused("authorization_pending"),
        Some("allow") => {
            let pending = all.remove(&auth_req_id).unwrap();
            answer(200, tokens(&op.issuer, &pending))
        }
        Some(_) => refused("access_denied"),
    }
}

/// Nobody looks at the signature here.
fn tokens(issuer: &str, pending: &Pending) -> Value {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({"iss": issuer, "sub": pending.user, "aud": pending.client});
    let id_token = format!("{}.{}.AAAA", part(json!({"alg": "RS256"})), part(claims));
    json!({
        "access_token": format!("{:032x}", rand::random::<u128>()),
        "token_type": "Bearer",
        "expires_in": 60,
        "id_token": id_token,
    })
}

async fn decide(State(op): State<Arc<Op>>, Query(query): Query<Parameters>) -> StatusCode {
    let (status, takes) = op.trouble.decision;
    let auth_req_id = query.get("id").cloned().unwrap_or_default();
    let call = {
        let mut all = op.pending.lock().unwrap();
        let Some(pending) = all.get_mut(&auth_req_id) else {
            return StatusCode::NOT_FOUND;
        };
        if !takes || pending.decision.is_some() {
            return StatusCode::from_u16(status).unwrap();
        }
        pending.decision = query.get("action").cloned();
        let is_allowed = pending.decision.as_deref() == Some("allow");
        let mut body = json!({ "auth_req_id": auth_req_id });
        if pending.client == "push" {
            let more = if is_allowed {
                tokens(&op.issuer, pending)
            } else {
                json!({"error": "access_denied"})
            };
            body.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
        }
        let is_called = op.trouble.calls.contains(&pending.client.as_str());
        is_called.then(|| (pending.client.clone(), pending.token.clone(), body))
    };
    if let Some((client, token, body)) = call {
        let url = format!("{}/{client}", op.notification_endpoint);
        let mut request = OutgoingRequest::post_form(&url, body.to_string());
        request.headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("authorization".to_owned(), format!("Bearer {token}")),
        ];
        let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
        tokio::spawn(async move { http.send(Party::Op, Party::Client, request).await });
    }
    StatusCode::from_u16(status).unwrap()
}
