use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use futures::future::BoxFuture;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::config::Secret;
use crate::error::SuiteError;
use crate::http::{HttpClient, OutgoingRequest, Party, closing};

/// More than any number of requests that one run has pending; the oldest are forgotten.
const KEPT: usize = 4096;

/// Keycloak's authentication channel: the OP hands each request to us, and we call it back with the decision.
///
/// A request is told from others by its binding_message, so that each needs one of its own.
#[derive(Clone)]
pub struct ChannelDevice {
    callback_url: String,
    http: HttpClient,
    patience: Duration,
    inbox: Arc<Inbox>,
}

#[derive(Default)]
struct Inbox {
    delivered: Mutex<Vec<Delivered>>,
    arrived: Notify,
}

/// A request as the OP delivered it.
struct Delivered {
    asked: Asked,
    token: Secret,
}

#[derive(Deserialize)]
struct Asked {
    login_hint: Option<String>,
    binding_message: Option<String>,
}

impl Asked {
    fn is(&self, pending: &PendingRequest<'_>) -> bool {
        match pending.binding_message {
            Some(message) => self.binding_message.as_deref() == Some(message),
            None => {
                self.binding_message.is_none()
                    && self.login_hint.as_deref() == Some(pending.login_hint)
            }
        }
    }
}

impl ChannelDevice {
    /// Listens until the process ends; decisions go to the URL. The OP may take `patience` to deliver a request.
    pub async fn start(
        listen: SocketAddr,
        callback_url: impl Into<String>,
        http: HttpClient,
        patience: Duration,
    ) -> Result<(Self, SocketAddr), SuiteError> {
        let failed = |error: std::io::Error| {
            SuiteError::AuthenticationDevice(format!(
                "the authentication channel cannot listen on {listen}: {error}"
            ))
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let inbox = Arc::new(Inbox::default());
        let router = Router::new()
            .route("/", post(deliver))
            .fallback(post(deliver))
            .with_state(Arc::clone(&inbox));
        tokio::spawn(async move { axum::serve(listener, closing(router)).await });
        let device = Self {
            callback_url: callback_url.into(),
            http,
            patience,
            inbox,
        };
        Ok((device, address))
    }

    async fn token(&self, pending: &PendingRequest<'_>) -> Result<Secret, SuiteError> {
        let delivered = async {
            loop {
                let arrived = self.inbox.arrived.notified();
                tokio::pin!(arrived);
                // Registered before looking, so that no arrival in between is missed.
                arrived.as_mut().enable();
                if let Some(token) = self.inbox.token(pending) {
                    return token;
                }
                arrived.await;
            }
        };
        tokio::time::timeout(self.patience, delivered)
            .await
            .map_err(|_| SuiteError::AuthenticationDevice(self.nothing_came(pending)))
    }

    fn nothing_came(&self, pending: &PendingRequest<'_>) -> String {
        let others = lock(&self.inbox.delivered).len();
        let asked = match pending.binding_message {
            Some(message) => format!("with the binding_message {message:?}"),
            None => "without binding_message for this user".to_owned(),
        };
        format!(
            "the target delivered no request {asked} to the authentication channel within {} s ({others} others came): \
             check the URL of the channel that the target is configured with",
            self.patience.as_secs()
        )
    }
}

impl Inbox {
    /// The latest one, where several are alike.
    fn token(&self, pending: &PendingRequest<'_>) -> Option<Secret> {
        lock(&self.delivered)
            .iter()
            .rev()
            .find(|delivered| delivered.asked.is(pending))
            .map(|delivered| delivered.token.clone())
    }
}

/// 201, as the channel's contract says; what is no delivery is refused.
async fn deliver(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| Secret::new(token.trim()));
    let Some(token) = token else {
        return StatusCode::UNAUTHORIZED;
    };
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    let mut delivered = lock(&inbox.delivered);
    if delivered.len() == KEPT {
        delivered.remove(0);
    }
    delivered.push(Delivered { asked, token });
    drop(delivered);
    inbox.arrived.notify_waiters();
    StatusCode::CREATED
}

const fn status(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "SUCCEED",
        Decision::Deny => "UNAUTHORIZED",
    }
}

impl AuthenticationDevice for ChannelDevice {
    fn abilities(&self) -> Abilities {
        Abilities {
            own_binding_message: true,
            ..Abilities::DECIDES
        }
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let token = self.token(&pending).await?;
            let mut request = OutgoingRequest::get(&self.callback_url);
            "POST".clone_into(&mut request.method);
            request.headers.extend([
                ("content-type".to_owned(), "application/json".to_owned()),
                (
                    "authorization".to_owned(),
                    format!("Bearer {}", token.expose()),
                ),
                ("traceparent".to_owned(), pending.traceparent.to_owned()),
            ]);
            let body: HashMap<&str, &str> = HashMap::from([("status", status(decision))]);
            request.body = serde_json::to_vec(&body)
                .map_err(|error| SuiteError::Internal(error.to_string()))?;
            let exchange = self
                .http
                .send_patiently(Party::AuthenticationDevice, Party::Op, request)
                .await
                .map_err(|error| SuiteError::AuthenticationDevice(error.to_string()))?;
            match exchange.response.status {
                200..=299 => Ok(()),
                status => Err(SuiteError::DecisionAnswered(format!(
                    "{} answered HTTP {status}, expected 2xx",
                    self.callback_url
                ))),
            }
        })
    }
}

/// A poisoned lock only means that another task panicked; what it guards is a plain collection.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
