//! Calls to client notification endpoints: the ping callback (section 10.2) and the push callback (section 10.3).

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use url::{Host, Url};

use crate::http_client::{self, HttpClientError};
use crate::secret::{ClientNotificationToken, Content};

/// As much of an answer as is read before the connection is closed. Nothing in it matters (sections 10.2 and 10.3.1).
const ANSWER_LIMIT: usize = 4096;

/// One call to a client notification endpoint.
#[derive(Debug)]
pub(crate) struct Notification {
    /// The client's endpoint.
    pub(crate) endpoint: String,
    /// The client_notification_token of the authentication request.
    pub(crate) token: ClientNotificationToken,
    /// The body, verbatim from Authlete.
    pub(crate) body: Content,
}

/// Why a client was not notified.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotificationError {
    #[error("the client notification endpoint is not a URL: {0}")]
    NotAUrl(#[from] url::ParseError),
    #[error(
        "expected an https client notification endpoint (http on a loopback address only), got {scheme}://{host}"
    )]
    Insecure { scheme: String, host: String },
    #[error("the client notification endpoint holds a user name or a password; it must not")]
    UserInfo,
    #[error("the client_notification_token cannot stand in a header")]
    Token,
    #[error(transparent)]
    Client(#[from] HttpClientError),
    #[error("the client notification endpoint did not answer within {0:?}")]
    Timeout(Duration),
    #[error("the client notification endpoint cannot be reached: {}", root_cause(.0))]
    Unreachable(#[source] reqwest::Error),
    #[error("the client notification endpoint at {host} answered with status {status}")]
    ServerError { host: String, status: u16 },
    #[error(
        "the client notification endpoint at {host} answered with status {status}, expected 204"
    )]
    Refused { host: String, status: u16 },
}

impl NotificationError {
    /// Whether the client may take the same notification later. A redirect (3xx) is not followed, and a refusal (4xx)
    /// is an answer: both need somebody who changes something.
    pub(crate) fn is_worth_repeating(&self) -> bool {
        matches!(
            self,
            Self::Timeout(_) | Self::Unreachable(_) | Self::ServerError { .. }
        )
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// Sends notifications. The client for https is made when the first https endpoint comes along.
#[derive(Clone, Debug)]
pub(crate) struct Notifier {
    plain: Client,
    tls: Arc<OnceLock<Client>>,
    timeout: Duration,
}

impl Notifier {
    /// `timeout` is the limit for a whole call.
    pub(crate) fn new(timeout: Duration) -> Result<Self, HttpClientError> {
        Ok(Self {
            plain: http_client::without_tls(timeout)?,
            tls: Arc::default(),
            timeout,
        })
    }

    /// Sends one POST, once. Any answer of success will do (sections 10.2 and 10.3.1).
    pub(crate) async fn send(&self, notification: &Notification) -> Result<(), NotificationError> {
        let url = acceptable(&notification.endpoint)?;
        let bearer = format!("Bearer {}", notification.token.expose());
        let mut authorization =
            HeaderValue::try_from(bearer).map_err(|_| NotificationError::Token)?;
        authorization.set_sensitive(true);
        let host = url.host_str().unwrap_or_default().to_owned();
        let response = self
            .client(&url)?
            .post(url)
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_TYPE, "application/json")
            .body(notification.body.expose().to_owned())
            .timeout(self.timeout)
            .send()
            .await
            .map_err(|error| self.broken(error))?;
        let status = response.status();
        // Read so that the client's server sees an orderly end; what it says, and whether it ends, does not matter.
        let _ = http_client::read_body(response, ANSWER_LIMIT).await;
        judge(host, status.as_u16())
    }

    fn client(&self, url: &Url) -> Result<Client, HttpClientError> {
        if url.scheme() == "http" {
            return Ok(self.plain.clone());
        }
        if let Some(client) = self.tls.get() {
            return Ok(client.clone());
        }
        let client = http_client::with_tls(self.timeout)?;
        Ok(self.tls.get_or_init(|| client).clone())
    }

    fn broken(&self, error: reqwest::Error) -> NotificationError {
        if error.is_timeout() {
            NotificationError::Timeout(self.timeout)
        } else {
            NotificationError::Unreachable(error.without_url())
        }
    }
}

fn judge(host: String, status: u16) -> Result<(), NotificationError> {
    match status {
        200..300 => {
            tracing::info!(host, status, "the client was notified");
            Ok(())
        }
        500.. => Err(NotificationError::ServerError { host, status }),
        _ => Err(NotificationError::Refused { host, status }),
    }
}

/// Section 9 wants TLS. On a loopback address nobody listens in, and there is no certificate to be had.
fn acceptable(endpoint: &str) -> Result<Url, NotificationError> {
    let url = Url::parse(endpoint)?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
        return Err(NotificationError::Insecure {
            scheme: url.scheme().to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
        });
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotificationError::UserInfo);
    }
    Ok(url)
}

#[cfg(test)]
mod tests;
