use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response as AxumResponse};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::config::NotificationEndpointConfig;
use crate::error::SuiteError;
use crate::http::{Exchange, Party, Request, Response};

/// Where a redirect leads: nobody may ever come here.
const ELSEWHERE: &str = "/elsewhere/";

/// How the endpoint answers the calls for one authentication request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EndpointAnswer {
    /// 204, as section 10.2 of CIBA Core recommends.
    #[default]
    NoContent,
    /// 200 with a body that looks like an error, which the OP should ignore.
    OkWithBody,
    /// A status that sends the OP to another address.
    Redirect(u16),
    /// Any other status.
    Status(u16),
    /// 204, but only after this long.
    Late(Duration),
}

/// A call of the OP.
#[derive(Debug, Clone)]
pub struct Callback {
    /// The call with our answer.
    pub exchange: Exchange,
    /// Whether it came to the address that a redirect led to.
    pub redirected: bool,
    /// When it came.
    pub received_at: SystemTime,
}

#[derive(Default)]
struct Received {
    callbacks: Mutex<Vec<Callback>>,
    answers: Mutex<HashMap<String, EndpointAnswer>>,
    arrived: Notify,
}

/// The Client Notification Endpoint of every client, one path for each (CIBA Core 1.0, section 9).
///
/// It takes whatever comes and keeps it; whether a call is right is for the checks to say.
#[derive(Clone)]
pub struct NotificationEndpoint {
    received: Arc<Received>,
    base_url: String,
}

impl std::fmt::Debug for NotificationEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NotificationEndpoint")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl NotificationEndpoint {
    /// Listens until the process ends.
    pub async fn start(config: &NotificationEndpointConfig) -> Result<Self, SuiteError> {
        let failed = |error: std::io::Error| SuiteError::NotificationEndpoint {
            address: config.listen.to_string(),
            reason: error.to_string(),
        };
        let listener = TcpListener::bind(config.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self::serve(listener, address, config.public_url.as_deref()))
    }

    /// Serves on a listener that is bound already.
    pub fn serve(listener: TcpListener, address: SocketAddr, public_url: Option<&str>) -> Self {
        let received = Arc::new(Received::default());
        let base_url = public_url.map_or_else(
            || format!("http://{address}"),
            |url| url.trim_end_matches('/').to_owned(),
        );
        let endpoint = Self { received, base_url };
        let router = Router::new().fallback(receive).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        endpoint
    }

    /// The address that a client registers.
    pub fn url_of(&self, client: &str) -> String {
        format!("{}/{client}", self.base_url)
    }

    /// The base of every client's address.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Answers the calls that carry this client_notification_token, or whose client is named so, in this way.
    pub fn answer_with(&self, client_notification_token: &str, answer: EndpointAnswer) {
        lock(&self.received.answers).insert(client_notification_token.to_owned(), answer);
    }

    /// The calls so far that belong to an authentication request: by its auth_req_id in the body, or by its token.
    pub fn callbacks(&self, auth_req_id: &str, client_notification_token: &str) -> Vec<Callback> {
        lock(&self.received.callbacks)
            .iter()
            .filter(|callback| {
                mentions(
                    &callback.exchange.request,
                    auth_req_id,
                    client_notification_token,
                )
            })
            .cloned()
            .collect()
    }

    /// How many requests have come to a URL of this endpoint, whatever they were.
    pub fn visits(&self, url: &str) -> usize {
        lock(&self.received.callbacks)
            .iter()
            .filter(|callback| callback.exchange.request.url == url)
            .count()
    }

    /// Waits until as many calls have come, at most as long as said; gives what came.
    pub async fn wait_for(
        &self,
        count: usize,
        auth_req_id: &str,
        client_notification_token: &str,
        patience: Duration,
    ) -> Vec<Callback> {
        let enough = async {
            loop {
                let arrived = self.received.arrived.notified();
                tokio::pin!(arrived);
                // Registered before looking, so that no arrival in between is missed.
                arrived.as_mut().enable();
                let callbacks = self.callbacks(auth_req_id, client_notification_token);
                if callbacks.len() >= count {
                    return callbacks;
                }
                arrived.await;
            }
        };
        match tokio::time::timeout(patience, enough).await {
            Ok(callbacks) => callbacks,
            Err(_) => self.callbacks(auth_req_id, client_notification_token),
        }
    }

    fn answer_to(&self, request: &Request, client: &str) -> EndpointAnswer {
        let answers = lock(&self.received.answers);
        answers
            .iter()
            .find(|(token, _)| {
                request
                    .header("authorization")
                    .is_some_and(|value| value.ends_with(token.as_str()))
                    || client == token.as_str()
            })
            .map(|(_, answer)| *answer)
            .unwrap_or_default()
    }
}

fn mentions(request: &Request, auth_req_id: &str, client_notification_token: &str) -> bool {
    let body = String::from_utf8_lossy(&request.body);
    let in_body = !auth_req_id.is_empty() && body.contains(auth_req_id);
    let in_header = !client_notification_token.is_empty()
        && request
            .header_values("authorization")
            .any(|value| value.contains(client_notification_token));
    in_body || in_header
}

async fn receive(
    State(endpoint): State<NotificationEndpoint>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> AxumResponse {
    let path = uri.path().to_owned();
    let redirected = path.starts_with(ELSEWHERE);
    let client = path.trim_start_matches('/').to_owned();
    let request = Request {
        method: method.to_string(),
        // With the query: what stands in it is judged too.
        url: format!("{}{uri}", endpoint.base_url),
        headers: headers
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: body.to_vec(),
    };
    let answer = if redirected {
        EndpointAnswer::NoContent
    } else {
        endpoint.answer_to(&request, &client)
    };
    let response = respond(answer, &format!("{}{ELSEWHERE}{client}", endpoint.base_url));
    lock(&endpoint.received.callbacks).push(Callback {
        exchange: Exchange {
            from: Party::Op,
            to: Party::Client,
            request,
            response: response.clone(),
            duration: Duration::ZERO,
        },
        redirected,
        received_at: SystemTime::now(),
    });
    endpoint.received.arrived.notify_waiters();
    if let EndpointAnswer::Late(delay) = answer {
        tokio::time::sleep(delay).await;
    }
    into_axum(response)
}

fn respond(answer: EndpointAnswer, elsewhere: &str) -> Response {
    let (status, headers, body): (u16, Vec<(String, String)>, &[u8]) = match answer {
        EndpointAnswer::NoContent | EndpointAnswer::Late(_) => (204, Vec::new(), b""),
        EndpointAnswer::OkWithBody => (
            200,
            vec![("content-type".to_owned(), "application/json".to_owned())],
            br#"{"error":"invalid_request","error_description":"an OP ignores this body"}"#,
        ),
        EndpointAnswer::Redirect(status) => (
            status,
            vec![("location".to_owned(), elsewhere.to_owned())],
            b"",
        ),
        EndpointAnswer::Status(status) => (status, Vec::new(), b""),
    };
    Response {
        status,
        headers,
        body: body.to_vec(),
    }
}

fn into_axum(response: Response) -> AxumResponse {
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::NO_CONTENT);
    let mut answer = (status, response.body).into_response();
    answer.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in &response.headers {
        if let (Ok(name), Ok(value)) = (
            header::HeaderName::from_bytes(name.as_bytes()),
            header::HeaderValue::from_str(value),
        ) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// A poisoned lock only means that another task panicked; what it guards is a plain collection.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
