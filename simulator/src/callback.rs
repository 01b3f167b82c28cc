//! Tells a server that asked in `async` mode how its request ended.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use backon::{ExponentialBuilder, Retryable as _};
use reqwest::Response;
use reqwest::redirect::Policy;
use serde::Serialize;
use url::Url;

use crate::config::{Config, ConfigError};
use crate::words::Outcome;

/// What the callback URL is sent.
#[derive(Clone, Serialize)]
pub(crate) struct Report {
    pub(crate) request_id: String,
    pub(crate) result: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// The trace that the callback belongs to; it travels as a header.
    #[serde(skip)]
    pub(crate) traceparent: Option<HeaderValue>,
}

/// Why a report was not confirmed. The URL itself is not named: it may hold a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallbackError {
    #[error("the report cannot be written as JSON")]
    Body(#[source] serde_json::Error),
    #[error("the callback URL could not be connected to")]
    Unreachable(#[source] reqwest::Error),
    #[error("the callback URL did not answer as HTTP in time")]
    NoAnswer(#[source] reqwest::Error),
    #[error("the callback URL must answer with status 204, and answered {status}")]
    Refused {
        status: StatusCode,
        retry_after: Option<Duration>,
    },
    #[error("the callback URL has not confirmed the report within {0:?}")]
    GivenUp(Duration),
}

impl CallbackError {
    /// The pause before a repetition: what is planned, or longer where the server asks for it.
    fn pause(&self, planned: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Refused {
                retry_after: Some(wanted),
                ..
            } => planned.map(|planned| planned.max(*wanted)),
            _ => planned,
        }
    }
}

/// A server that asks for more than this is asked again nevertheless.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The one callback URL of a simulator, and the client that calls it.
pub(crate) struct Callback {
    url: Url,
    client: reqwest::Client,
    first_pause: Duration,
    patience: Duration,
}

impl Callback {
    /// Nothing, when no callback URL is configured.
    pub(crate) fn new(config: &Config) -> Result<Option<Self>, ConfigError> {
        let Some(url) = config.parsed_callback_url()? else {
            return Ok(None);
        };
        let client = client(&url, config.callback_timeout).map_err(ConfigError::HttpClient)?;
        Ok(Some(Self {
            url,
            client,
            first_pause: config.callback_first_pause,
            patience: config.callback_patience,
        }))
    }

    /// Sends the report once. A server that has settled the matter already (409) has had it before.
    pub(crate) async fn send(&self, report: &Report) -> Result<(), CallbackError> {
        let body = serde_json::to_vec(report).map_err(CallbackError::Body)?;
        let response = self
            .post(body, report.traceparent.clone())
            .await
            .map_err(|error| {
                if error.is_connect() {
                    CallbackError::Unreachable(error)
                } else {
                    CallbackError::NoAnswer(error)
                }
            })?;
        let status = response.status();
        if status.is_success() || status == StatusCode::CONFLICT {
            return Ok(());
        }
        let retry_after = retry_after(&response);
        Err(CallbackError::Refused {
            status,
            retry_after,
        })
    }

    /// Sends the report until it is confirmed, after a first attempt that was not.
    pub(crate) async fn repeat(&self, report: &Report) -> Result<(), CallbackError> {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_delay(LONGEST_PAUSE)
            .with_jitter()
            .without_max_times();
        let attempts = async {
            tokio::time::sleep(self.first_pause).await;
            let attempt = || self.send(report);
            attempt.retry(pauses).adjust(CallbackError::pause).await
        };
        tokio::time::timeout(self.patience, attempts)
            .await
            .unwrap_or(Err(CallbackError::GivenUp(self.patience)))
    }

    async fn post(
        &self,
        body: Vec<u8>,
        traceparent: Option<HeaderValue>,
    ) -> Result<Response, reqwest::Error> {
        let mut request = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        if let Some(traceparent) = traceparent {
            request = request.header("traceparent", traceparent);
        }
        request.send().await.map_err(reqwest::Error::without_url)
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    let seconds = value.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_PAUSE))
}

/// A client for one URL: the system's CA certificates are read only where TLS will ask for them. Connections are not
/// kept, so that a callback never meets one that the server has closed in the meantime.
fn client(url: &Url, timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
    // An error says that the process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(timeout)
        .pool_max_idle_per_host(0)
        .user_agent(concat!("ciba-simulator/", env!("CARGO_PKG_VERSION")));
    if url.scheme() == "https" {
        builder.build()
    } else {
        builder.tls_certs_only([]).build()
    }
}
