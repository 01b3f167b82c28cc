use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use thiserror::Error;

use super::connector::{self, ring_provider};
use super::exchange::{Exchange, Party, Request, Response};
use super::outgoing_request::OutgoingRequest;
use super::reason;
use super::retry_after::retry_after;
use super::shown_certificate::ShownCertificate;
use super::silence::Silences;
use crate::config::ConnectionConfig;

/// The most that is read of a response body; an OP's answers are a few kilobytes.
const BODY_LIMIT: usize = 1024 * 1024;
/// The same of an authentication device: it may list all that several runs have asked.
const DEVICE_BODY_LIMIT: usize = 32 * BODY_LIMIT;

/// How often a request is sent again where the connection breaks before an answer comes.
const AGAIN: usize = 2;

/// As long as somebody who says when to come back is waited for, before and beside scenarios. A client assertion lives
/// longer.
const WHILE: Duration = Duration::from_secs(45);

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

impl HttpError {
    /// Whether the connection broke before the whole of an answer came: nobody knows what became of the request.
    pub const fn is_broken(&self) -> bool {
        matches!(
            self,
            Self::NoAnswer {
                connected: true,
                timed_out: false,
                ..
            }
        )
    }
}

/// Sends requests without following redirects, and keeps what came back byte for byte.
#[derive(Debug, Clone)]
pub struct HttpClient {
    connection: Arc<ConnectionConfig>,
    plain: reqwest::Client,
    /// Made when the first https URL comes: reading the system's certificates takes longer than a local scenario.
    tls: Arc<OnceLock<Result<reqwest::Client, String>>>,
    shown: Option<Arc<ShownCertificate>>,
    silences: Arc<Silences>,
}

/// What became of sending a request.
enum Attempt {
    /// The connection broke before anything of an answer came.
    Broken(HttpError),
    /// Anything else went wrong.
    Failed(HttpError),
}

impl From<HttpError> for Attempt {
    fn from(error: HttpError) -> Self {
        Self::Failed(error)
    }
}

impl HttpClient {
    /// A client with a connection pool of its own.
    pub fn new(connection: &ConnectionConfig) -> Result<Self, HttpError> {
        ring_provider();
        let plain = connector::plain(connection).map_err(|reason| HttpError::Unsendable {
            url: "any server".to_owned(),
            reason,
        })?;
        Ok(Self {
            connection: Arc::new(connection.clone()),
            plain,
            tls: Arc::default(),
            shown: None,
            silences: Arc::default(),
        })
    }

    /// A client that shows a certificate under TLS, one that was made for it, on connections of its own.
    pub fn showing_a_certificate(&self) -> Result<Self, HttpError> {
        let shown = ShownCertificate::new().map_err(|reason| HttpError::Unsendable {
            url: "any server".to_owned(),
            reason,
        })?;
        Ok(Self {
            tls: Arc::default(),
            shown: Some(Arc::new(shown)),
            ..self.clone()
        })
    }

    /// The client for a URL.
    fn client(&self, url: &str) -> Result<&reqwest::Client, HttpError> {
        if !url.starts_with("https:") {
            return Ok(&self.plain);
        }
        self.tls
            .get_or_init(|| connector::tls(&self.connection, self.shown.as_deref()))
            .as_ref()
            .map_err(|reason| HttpError::Unsendable {
                url: url.to_owned(),
                reason: reason.clone(),
            })
    }

    /// Sends one request and reads the whole answer. Who only asks may ask again where the connection broke before an answer
    /// came (RFC 9110, section 9.2.2): the server may have closed it just then.
    pub async fn send(
        &self,
        from: Party,
        to: Party,
        outgoing: OutgoingRequest,
    ) -> Result<Exchange, HttpError> {
        let mut more = if outgoing.method == "GET" { AGAIN } else { 0 };
        loop {
            // In a box: whoever waits for an answer has all of this within.
            match Box::pin(self.attempt(from, to, &outgoing)).await {
                Ok(exchange) => return Ok(exchange),
                Err(Attempt::Broken(_)) if more > 0 => more -= 1,
                Err(Attempt::Broken(error) | Attempt::Failed(error)) => return Err(error),
            }
        }
    }

    async fn attempt(
        &self,
        from: Party,
        to: Party,
        outgoing: &OutgoingRequest,
    ) -> Result<Exchange, Attempt> {
        let patience = self.silences.patience(&outgoing.url);
        let request = self.build(outgoing, to, patience)?;
        let sent = recorded_headers(request.headers());
        let started = Instant::now();
        let executed = self.client(&outgoing.url)?.execute(request).await;
        let answer = executed.map_err(|error| {
            let is_broken = !error.is_timeout() && !error.is_connect();
            let no_answer = self.no_answer(outgoing, &error, patience);
            if is_broken {
                Attempt::Broken(no_answer)
            } else {
                Attempt::Failed(no_answer)
            }
        })?;
        let limit = match to {
            Party::AuthenticationDevice => DEVICE_BODY_LIMIT,
            _ => BODY_LIMIT,
        };
        let response = self.read(answer, outgoing, patience, limit).await?;
        self.silences.answered(&outgoing.url);
        tracing::debug!(
            %from,
            %to,
            method = outgoing.method,
            place = logged(&outgoing.url, to),
            status = response.status,
            milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "exchange"
        );
        Ok(Exchange {
            from,
            to,
            request: Request {
                headers: sent,
                ..outgoing.clone().into()
            },
            response,
            duration: started.elapsed(),
        })
    }

    /// The whole answer, as long as it is not beyond all measure.
    async fn read(
        &self,
        mut answer: reqwest::Response,
        outgoing: &OutgoingRequest,
        patience: Duration,
        limit: usize,
    ) -> Result<Response, HttpError> {
        let status = answer.status().as_u16();
        let headers = recorded_headers(answer.headers());
        let mut body = Vec::new();
        let failed = |error: reqwest::Error| self.no_answer(outgoing, &error, patience);
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > limit {
                return Err(HttpError::NoAnswer {
                    url: outgoing.url.clone(),
                    reason: format!("the body is longer than {limit} bytes"),
                    connected: true,
                    timed_out: false,
                });
            }
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    fn no_answer(
        &self,
        outgoing: &OutgoingRequest,
        error: &reqwest::Error,
        patience: Duration,
    ) -> HttpError {
        HttpError::NoAnswer {
            url: outgoing.url.clone(),
            reason: if error.is_timeout() {
                self.silences.unanswered(&outgoing.url, patience)
            } else {
                reason::of(error)
            },
            connected: !error.is_connect(),
            timed_out: error.is_timeout(),
        }
    }

    /// Sends a request, and again where the answer says when to come back, or where none came because the connection broke: not
    /// for long, and where nothing depends on the time, nor on how often it arrives.
    pub async fn send_patiently(
        &self,
        from: Party,
        to: Party,
        outgoing: OutgoingRequest,
    ) -> Result<Exchange, HttpError> {
        let started = Instant::now();
        let mut more = AGAIN;
        loop {
            let exchange = match self.send(from, to, outgoing.clone()).await {
                Err(error) if error.is_broken() && more > 0 => {
                    more -= 1;
                    continue;
                }
                sent => sent?,
            };
            match retry_after(&exchange.response, SystemTime::now()) {
                Some(pause) if started.elapsed() + pause <= WHILE => {
                    tokio::time::sleep(pause).await;
                }
                _ => return Ok(exchange),
            }
        }
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
            .map_err(|error| unsendable(reason::of(&error)))
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

#[cfg(test)]
mod tests;
