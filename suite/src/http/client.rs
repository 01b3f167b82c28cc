use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;

use super::exchange::{Exchange, Party, Request, Response};
use super::silence::Silences;
use crate::config::ConnectionConfig;

/// No server should close an idle connection sooner: a request on one that is about to be closed gets no answer, and
/// the silence would be taken for the server's fault. Five seconds are a usual limit, and a usual polling interval.
const IDLE: Duration = Duration::from_secs(1);

/// The most that is read of a response body; an OP's answers are a few kilobytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// Why there is no response to judge.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The request could not be put on the wire.
    #[error("cannot build a request to {url}: {reason}")]
    Unsendable {
        /// Where it should have gone.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing came back, or not all of it.
    #[error("no complete answer from {url}: {reason}")]
    NoAnswer {
        /// Where the request went.
        url: String,
        /// What went wrong, down to the innermost cause.
        reason: String,
        /// Whether the server had accepted the connection: then the silence is its own.
        connected: bool,
        /// Whether it was silent until our patience ended.
        timed_out: bool,
    },
}

/// A request to send, exactly as it stands here.
#[derive(Debug, Clone)]
pub struct OutgoingRequest {
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// The headers, in order, repeated ones repeated.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl OutgoingRequest {
    /// A GET that asks for JSON.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
        }
    }

    /// A POST of a form, as CIBA's endpoints take it.
    pub fn post_form(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                (
                    "content-type".to_owned(),
                    "application/x-www-form-urlencoded".to_owned(),
                ),
                ("accept".to_owned(), "application/json".to_owned()),
            ],
            body: body.into(),
        }
    }
}

impl From<OutgoingRequest> for Request {
    fn from(outgoing: OutgoingRequest) -> Self {
        Self {
            method: outgoing.method,
            url: outgoing.url,
            headers: outgoing.headers,
            body: outgoing.body,
        }
    }
}

/// Sends requests without following redirects, and keeps what came back byte for byte.
#[derive(Debug, Clone)]
pub struct HttpClient {
    connection: Arc<ConnectionConfig>,
    plain: reqwest::Client,
    /// Made when the first https URL comes: reading the system's certificates takes longer than a local scenario.
    tls: Arc<OnceLock<Result<reqwest::Client, String>>>,
    silences: Arc<Silences>,
}

/// What both clients have in common.
fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(IDLE)
        .no_proxy()
        .user_agent(concat!("ciba-conformance/", env!("CARGO_PKG_VERSION")))
}

/// A client that trusts whom the user trusts.
fn tls_client(connection: &ConnectionConfig) -> Result<reqwest::Client, reqwest::Error> {
    let certificates = reqwest::Certificate::from_pem_bundle(&connection.ca_certificates)?;
    let mut builder = builder().tls_certs_merge(certificates);
    if connection.accept_invalid_certificates {
        builder = builder.tls_danger_accept_invalid_certs(true);
    }
    builder.build()
}

/// Makes ring the process's TLS provider, unless somebody chose one before.
pub fn ring_provider() {
    // An error means that a provider is installed already, which serves as well.
    drop(rustls::crypto::ring::default_provider().install_default());
}

impl HttpClient {
    /// A client with a connection pool of its own.
    pub fn new(connection: &ConnectionConfig) -> Result<Self, HttpError> {
        ring_provider();
        let plain = builder()
            .tls_certs_only(std::iter::empty())
            .build()
            .map_err(|error| HttpError::Unsendable {
                url: "any server".to_owned(),
                reason: innermost(&error),
            })?;
        Ok(Self {
            connection: Arc::new(connection.clone()),
            plain,
            tls: Arc::default(),
            silences: Arc::default(),
        })
    }

    /// The client for a URL.
    fn client(&self, url: &str) -> Result<&reqwest::Client, HttpError> {
        if !url.starts_with("https:") {
            return Ok(&self.plain);
        }
        self.tls
            .get_or_init(|| tls_client(&self.connection).map_err(|error| innermost(&error)))
            .as_ref()
            .map_err(|reason| HttpError::Unsendable {
                url: url.to_owned(),
                reason: reason.clone(),
            })
    }

    /// Sends one request and reads the whole answer.
    pub async fn send(
        &self,
        from: Party,
        to: Party,
        outgoing: OutgoingRequest,
    ) -> Result<Exchange, HttpError> {
        let patience = self.silences.patience(&outgoing.url);
        let request = self.build(&outgoing, to, patience)?;
        let sent = recorded_headers(request.headers());
        let started = Instant::now();
        let no_answer = |error: &reqwest::Error| HttpError::NoAnswer {
            url: outgoing.url.clone(),
            reason: if error.is_timeout() {
                self.silences.unanswered(&outgoing.url, patience)
            } else {
                innermost(error)
            },
            connected: !error.is_connect(),
            timed_out: error.is_timeout(),
        };
        let mut answer = self
            .client(&outgoing.url)?
            .execute(request)
            .await
            .map_err(|error| no_answer(&error))?;
        let status = answer.status().as_u16();
        let headers = recorded_headers(answer.headers());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| no_answer(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > BODY_LIMIT {
                return Err(HttpError::NoAnswer {
                    url: outgoing.url.clone(),
                    reason: format!("the body is longer than {BODY_LIMIT} bytes"),
                    connected: true,
                    timed_out: false,
                });
            }
        }
        self.silences.answered(&outgoing.url);
        tracing::debug!(
            %from,
            %to,
            method = outgoing.method,
            place = logged(&outgoing.url, to),
            status,
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "exchange"
        );
        Ok(Exchange {
            from,
            to,
            request: Request {
                method: outgoing.method,
                url: outgoing.url,
                headers: sent,
                body: outgoing.body,
            },
            response: Response {
                status,
                headers,
                body,
            },
            duration: started.elapsed(),
        })
    }

    /// The headers of the target file are for the OP alone.
    fn build(
        &self,
        outgoing: &OutgoingRequest,
        to: Party,
        patience: Duration,
    ) -> Result<reqwest::Request, HttpError> {
        let unsendable = |reason: String| HttpError::Unsendable {
            url: outgoing.url.clone(),
            reason,
        };
        let method = reqwest::Method::from_bytes(outgoing.method.as_bytes())
            .map_err(|error| unsendable(error.to_string()))?;
        let url =
            reqwest::Url::parse(&outgoing.url).map_err(|error| unsendable(error.to_string()))?;
        let mut headers = HeaderMap::new();
        let gateway = self.connection.headers.iter().filter(|_| to == Party::Op);
        let gateway = gateway.map(|(name, value)| (name.as_str(), value.expose()));
        let own = outgoing.headers.iter();
        let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in gateway.chain(own) {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| unsendable(error.to_string()))?;
            let value =
                HeaderValue::from_str(value).map_err(|error| unsendable(error.to_string()))?;
            headers.append(name, value);
        }
        self.client(&outgoing.url)?
            .request(method, url)
            .timeout(patience)
            .headers(headers)
            .body(outgoing.body.clone())
            .build()
            .map_err(|error| unsendable(innermost(&error)))
    }
}

/// As much of a URL as holds no secret: never the query, and of a device's address no path either, because an
/// auth_req_id may stand there.
fn logged(url: &str, to: Party) -> String {
    match reqwest::Url::parse(url) {
        Ok(url) if to == Party::AuthenticationDevice => url.origin().ascii_serialization(),
        Ok(url) => format!("{}{}", url.origin().ascii_serialization(), url.path()),
        Err(_) => String::new(),
    }
}

/// Headers as an exchange keeps them: in their order, bytes that are no UTF-8 replaced.
pub fn recorded_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

/// The last cause of an error: what a reader can act on ("connection refused"), without the layers above it.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_shows_where_a_request_went_and_no_secret() {
        let op = logged("https://user:pass@op/token?auth_req_id=secret", Party::Op);
        let device = logged(
            "https://op/approve/secret?x=secret",
            Party::AuthenticationDevice,
        );

        assert_eq!(
            (op.as_str(), device.as_str()),
            ("https://op/token", "https://op")
        );
    }
}
