mod answer;
mod base;
mod belonging;
mod callback;
mod calls;
mod connections;
mod tls;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response as AxumResponse;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::config::NotificationEndpointConfig;
use crate::error::SuiteError;
use crate::http::{
    Exchange, HttpClient, OutgoingRequest, Party, Request, closing, recorded_headers,
};
use crate::jose::random_identifier;
pub use answer::EndpointAnswer;
pub use callback::Callback;
use calls::Calls;
use connections::{Connections, Cut};

/// Where a redirect leads that has to stay below the public URL: nobody may ever come here.
const ELSEWHERE: &str = "/elsewhere/";

/// No callback that carries tokens is larger, in bytes; a larger one gets 413.
const LARGEST: usize = 256 << 10;

#[derive(Default)]
struct Received {
    callbacks: Mutex<Calls>,
    answers: Mutex<HashMap<String, EndpointAnswer>>,
    /// The auth_req_ids of all acknowledged requests.
    known: Mutex<Vec<String>>,
    arrived: Notify,
}

/// The Client Notification Endpoint of every client, one path for each (CIBA Core 1.0, section 9).
///
/// It takes whatever comes and keeps it; whether a call is right is for the checks to say.
#[derive(Clone)]
pub struct NotificationEndpoint {
    received: Arc<Received>,
    base_url: String,
    /// The path of the base URL: whoever forwards calls may leave it or strip it.
    base_path: String,
    elsewhere_url: String,
}

impl std::fmt::Debug for NotificationEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NotificationEndpoint")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl NotificationEndpoint {
    /// Listens until the process ends, and where redirects lead to as well: at another port, so that the address is
    /// another one; where the endpoint has a public URL, below that, because nothing else may be reached.
    pub async fn start(config: &NotificationEndpointConfig) -> Result<Self, SuiteError> {
        let failed = |reason: String| SuiteError::NotificationEndpoint {
            address: config.listen.to_string(),
            reason,
        };
        let tls = config
            .tls
            .as_ref()
            .map(|tls| tls::acceptor(tls, config.host_names()))
            .transpose()
            .map_err(failed)?;
        let bind = async |address: SocketAddr| -> std::io::Result<(Connections, SocketAddr)> {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            Ok((Connections::of(listener, tls.clone())?, address))
        };
        let refused = |error: std::io::Error| failed(error.to_string());
        let (connections, address) = bind(config.listen).await.map_err(refused)?;
        let other_port = SocketAddr::new(address.ip(), 0);
        let (others, other_address) = bind(other_port).await.map_err(refused)?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (base_url, elsewhere_url) = match &config.public_url {
            Some(url) => {
                let url = url.trim_end_matches('/');
                (url.to_owned(), format!("{url}/elsewhere"))
            }
            None => (
                format!("{scheme}://{address}"),
                format!("{scheme}://{other_address}"),
            ),
        };
        let endpoint = Self {
            received: Arc::new(Received::default()),
            base_path: base::path_of(&base_url),
            base_url,
            elsewhere_url,
        };
        endpoint.serve(connections, false);
        endpoint.serve(others, true);
        Ok(endpoint)
    }

    fn serve(&self, connections: Connections, elsewhere: bool) {
        let router = Router::new()
            .fallback(receive)
            .layer(DefaultBodyLimit::max(LARGEST))
            .with_state((self.clone(), elsewhere));
        let service = closing(router).into_make_service_with_connect_info::<Cut>();
        tokio::spawn(async move { axum::serve(connections, service).await });
    }

    /// The address that a client registers.
    pub fn url_of(&self, client: &str) -> String {
        format!("{}/{client}", self.base_url)
    }

    /// Where redirects lead to: the base of every client's other address.
    pub fn elsewhere_url(&self) -> &str {
        &self.elsewhere_url
    }

    /// Knows an acknowledged request, so that no call for it is taken for another one's.
    pub fn know(&self, auth_req_id: &str) {
        lock(&self.received.known).push(auth_req_id.to_owned());
    }

    /// Whether what is sent to the base URL arrives here: a call of our own, by the way that a target would take.
    pub async fn reach(&self, http: &HttpClient) -> Result<(), String> {
        let mark = random_identifier();
        let url = self.url_of(&mark);
        let sent = http
            .send(Party::Client, Party::Client, OutgoingRequest::get(&url))
            .await;
        match (self.visits(&url), sent) {
            (1.., _) => Ok(()),
            (0, Ok(exchange)) => Err(format!(
                "{} is answered by somebody else, with HTTP {}; check notification_endpoint.public_url",
                self.base_url, exchange.response.status
            )),
            (0, Err(error)) => Err(format!(
                "{} is not reached: {error}; check notification_endpoint.listen and public_url",
                self.base_url
            )),
        }
    }

    /// The base of every client's address.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Answers the calls that carry this client_notification_token, or whose client is named so, in this way.
    pub fn answer_with(&self, client_notification_token: &str, answer: EndpointAnswer) {
        lock(&self.received.answers).insert(client_notification_token.to_owned(), answer);
    }

    /// The calls so far that belong to an authentication request: by its auth_req_id in the body, or by its token; and
    /// those that followed a redirect of such a call, with nothing of it left (RFC 9110, section 15.4).
    pub fn callbacks(&self, auth_req_id: &str, client_notification_token: &str) -> Vec<Callback> {
        let known = lock(&self.received.known);
        lock(&self.received.callbacks).of(&known, auth_req_id, client_notification_token)
    }

    /// How many requests have come to a URL of this endpoint, whatever they were.
    pub fn visits(&self, url: &str) -> usize {
        lock(&self.received.callbacks).to(url)
    }

    /// Whether anything has come to it.
    pub fn is_called(&self) -> bool {
        !lock(&self.received.callbacks).is_empty()
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

async fn receive(
    State((endpoint, at_other_port)): State<(NotificationEndpoint, bool)>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> AxumResponse {
    let (path, base) = if at_other_port {
        (uri.to_string(), &endpoint.elsewhere_url)
    } else {
        let path = base::below(&uri.to_string(), &endpoint.base_path);
        (path, &endpoint.base_url)
    };
    let redirected = at_other_port || path.starts_with(ELSEWHERE);
    let client = path.split('?').next().unwrap_or_default();
    let client = client.trim_start_matches('/').to_owned();
    let request = Request {
        method: method.to_string(),
        // With the query: what stands in it is judged too.
        url: format!("{base}{path}"),
        headers: recorded_headers(&headers),
        body: body.to_vec(),
    };
    let answer = if redirected {
        EndpointAnswer::NoContent
    } else {
        endpoint.answer_to(&request, &client)
    };
    let response = answer::response(answer, &format!("{}/{client}", endpoint.elsewhere_url));
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
    match answer {
        EndpointAnswer::Late(delay) => tokio::time::sleep(delay).await,
        EndpointAnswer::Hang => std::future::pending().await,
        EndpointAnswer::Refuse => cut.now(),
        _ => {}
    }
    answer::into_axum(response)
}

/// A poisoned lock only means that another task panicked; what it guards is a plain collection.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
