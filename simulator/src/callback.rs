//! Tells a server that asked in `async` mode how its request ended.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
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

/// Why a report did not arrive. The URL itself is not named: it may hold a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallbackError {
    #[error("the report cannot be written as JSON")]
    Body(#[source] serde_json::Error),
    #[error("the callback URL could not be connected to, {attempts} times in a row")]
    Unreachable {
        attempts: u32,
        #[source]
        source: reqwest::Error,
    },
    #[error("the callback URL did not answer as HTTP in time")]
    NoAnswer(#[source] reqwest::Error),
    #[error("the callback URL must answer with a 2xx status, and answered {0}")]
    Refused(StatusCode),
}

/// The one callback URL of a simulator, and the client that calls it.
pub(crate) struct Callback {
    url: Url,
    client: reqwest::Client,
    attempts: u32,
    retry_delay: Duration,
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
            attempts: config.callback_attempts.max(1),
            retry_delay: config.callback_retry_delay,
        }))
    }

    /// Sends the report once; only a connection that does not come about is tried again.
    pub(crate) async fn send(&self, report: &Report) -> Result<(), CallbackError> {
        let body = serde_json::to_vec(report).map_err(CallbackError::Body)?;
        let mut pause = self.retry_delay;
        let mut attempts = 1;
        loop {
            match self.post(body.clone(), report.traceparent.clone()).await {
                Ok(status) if status.is_success() => return Ok(()),
                Ok(status) => return Err(CallbackError::Refused(status)),
                Err(source) if !source.is_connect() => return Err(CallbackError::NoAnswer(source)),
                Err(source) if attempts >= self.attempts => {
                    return Err(CallbackError::Unreachable { attempts, source });
                }
                Err(_) => {}
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2);
            attempts += 1;
        }
    }

    async fn post(
        &self,
        body: Vec<u8>,
        traceparent: Option<HeaderValue>,
    ) -> Result<StatusCode, reqwest::Error> {
        let mut request = self
            .client
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        if let Some(traceparent) = traceparent {
            request = request.header("traceparent", traceparent);
        }
        request
            .send()
            .await
            .map(|response| response.status())
            .map_err(reqwest::Error::without_url)
    }
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
