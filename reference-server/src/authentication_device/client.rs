//! The authentication device's HTTP API: POST, JSON in and out.

use std::time::Duration;

use backon::Retryable as _;
use reqwest::Client;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AuthenticationDeviceSettings, Question};
use crate::http_client::{self, BaseUrl, BodyError, HttpClientError};
use crate::repetition::Repetition;
use crate::sealed_state::SealError;
use crate::trace;

const ANSWER_LIMIT: usize = 64 * 1024;

/// A call to the authentication device that failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeviceError {
    #[error("the authentication device gave no answer within {0:?}")]
    Timeout(Duration),
    #[error("the authentication device cannot be reached")]
    Unreachable(#[source] reqwest::Error),
    #[error("the authentication device answered with status {0}, expected 200")]
    Status(u16),
    #[error(
        "the authentication device's answer to {path} makes no sense at line {line}, column {column}"
    )]
    Malformed {
        path: &'static str,
        line: usize,
        column: usize,
    },
    #[error("the authentication device's answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("the authentication device says that the request is complete, but not how")]
    NoResult,
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl DeviceError {
    /// Whether the device has surely not heard the question, so that asking again asks once.
    fn is_unheard(&self) -> bool {
        matches!(self, Self::Unreachable(error) if error.is_connect())
    }

    /// Whether the device or the way to it is out of order, and may be in order a little later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Timeout(_) | Self::Unreachable(_) | Self::Status(429 | 500..)
        )
    }
}

/// The question as the device takes it.
#[derive(Serialize)]
pub(super) struct DeviceRequest<'a> {
    workspace: &'a str,
    user: &'a str,
    message: &'a str,
    /// Seconds.
    timeout: u64,
    actionize_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
}

impl<'a> DeviceRequest<'a> {
    pub(super) fn new(
        settings: &'a AuthenticationDeviceSettings,
        user: &'a str,
        question: &'a Question,
    ) -> Self {
        Self {
            workspace: &settings.workspace,
            user,
            message: &question.message,
            timeout: question.user_timeout(settings.max_user_timeout),
            actionize_token: question.auth_req_id.expose(),
            state: None,
        }
    }

    /// How long the user is given.
    pub(super) fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

/// Calls one authentication device.
#[derive(Clone, Debug)]
pub(crate) struct DeviceClient {
    http: Client,
    base_url: BaseUrl,
    repetition: Repetition,
}

impl DeviceClient {
    pub(crate) fn new(settings: &AuthenticationDeviceSettings) -> Result<Self, HttpClientError> {
        Ok(Self {
            repetition: settings.repetition,
            http: http_client::for_base_url(&settings.base_url, settings.connect_timeout)?,
            base_url: BaseUrl::new(&settings.base_url)?,
        })
    }

    /// The call that puts the question; repeated a few times while no connection comes about.
    pub(super) async fn start<T: DeserializeOwned>(
        &self,
        path: &'static str,
        question: &DeviceRequest<'_>,
        timeout: Duration,
    ) -> Result<T, DeviceError> {
        let call = || self.post(path, question, timeout);
        call.retry(self.repetition.in_a_hurry())
            .when(DeviceError::is_unheard)
            .await
    }

    /// One call; `timeout` is the limit for all of it.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: &'static str,
        body: &impl Serialize,
        timeout: Duration,
    ) -> Result<T, DeviceError> {
        let malformed = |error: serde_json::Error| DeviceError::Malformed {
            path,
            line: error.line(),
            column: error.column(),
        };
        let broken = |error: reqwest::Error| {
            if error.is_timeout() {
                DeviceError::Timeout(timeout)
            } else {
                DeviceError::Unreachable(error)
            }
        };
        let mut request = self
            .http
            .post(self.base_url.join(path))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json")
            .timeout(timeout)
            .body(serde_json::to_vec(body).map_err(malformed)?);
        if let Some(traceparent) = trace::current() {
            request = request.header(trace::TRACEPARENT, traceparent);
        }
        let response = request.send().await.map_err(broken)?;
        if !response.status().is_success() {
            return Err(DeviceError::Status(response.status().as_u16()));
        }
        let body = http_client::read_body(response, ANSWER_LIMIT)
            .await
            .map_err(|error| match error {
                BodyError::Broken(error) => broken(error),
                BodyError::TooLong(limit) => DeviceError::TooLong(limit),
            })?;
        serde_json::from_slice(&body).map_err(malformed)
    }
}
