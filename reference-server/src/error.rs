//! Errors as clients see them: OAuth JSON that tells nothing about what is behind this server.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::authlete::{AuthleteError, CompleteAction, ResultCode};

/// An error that this server words itself (RFC 6749, section 5.2; CIBA Core 1.0, section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    /// Only %x20-21 / %x23-5B / %x5D-7E.
    pub(crate) description: &'static str,
}

impl OAuthError {
    /// 400 `invalid_request`.
    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    pub(crate) const fn new(
        status: StatusCode,
        error: &'static str,
        description: &'static str,
    ) -> Self {
        Self {
            status,
            error,
            description,
        }
    }
}

/// The challenge that goes with each 401 (RFC 9110, section 15.5.2; RFC 6749, section 5.2).
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Basic realm="ciba", charset="UTF-8""#);

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: String) -> Response {
    let content_type = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if status == StatusCode::UNAUTHORIZED {
        (status, [content_type, (WWW_AUTHENTICATE, CHALLENGE)], body).into_response()
    } else {
        (status, [content_type], body).into_response()
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({"error": self.error, "error_description": self.description});
        json(self.status, body.to_string())
    }
}

/// Why an outcome could not be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompletionError {
    #[error(transparent)]
    Authlete(#[from] AuthleteError),
    #[error(
        "authlete backchannel/authentication/complete: status 200, expected a known action, got {action:?}{}",
        ResultCode::in_words(.result_code.as_ref())
    )]
    Action {
        action: CompleteAction,
        result_code: Option<ResultCode>,
    },
    #[error(
        "the authentication request expired before its outcome was recorded and its client told"
    )]
    Expired,
}

impl CompletionError {
    pub(crate) fn is_worth_repeating(&self) -> bool {
        matches!(self, Self::Authlete(error) if error.is_worth_repeating())
    }
}

/// Why a route cannot give the answer that was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RouteError {
    #[error("the request is refused: {}", .0.description)]
    Refused(OAuthError),
    #[error(transparent)]
    Authlete(#[from] AuthleteError),
    #[error(
        "authlete {api}: status 200{}, expected a known action, got {action:?}",
        ResultCode::in_words(.result_code.as_ref())
    )]
    UnknownAction {
        api: &'static str,
        action: String,
        result_code: Option<ResultCode>,
    },
    #[error(
        "authlete {api}: status 200{}, expected {member} in the answer, it is not there or makes no sense",
        ResultCode::in_words(.result_code.as_ref())
    )]
    Incomplete {
        api: &'static str,
        member: &'static str,
        result_code: Option<ResultCode>,
    },
    #[error("the work was abandoned at shutdown")]
    Abandoned,
    #[error("the hint could not be verified")]
    Unverified,
    #[error("the work takes longer, and goes on")]
    Delayed,
    #[error("too many requests or authentications are under way")]
    TooMany,
    #[error(transparent)]
    Completion(#[from] CompletionError),
}

impl From<OAuthError> for RouteError {
    fn from(error: OAuthError) -> Self {
        Self::Refused(error)
    }
}

impl RouteError {
    fn is_temporary(&self) -> bool {
        match self {
            Self::Authlete(error) | Self::Completion(CompletionError::Authlete(error)) => {
                error.is_temporary()
            }
            Self::Abandoned | Self::Delayed | Self::TooMany => true,
            _ => false,
        }
    }
}

impl IntoResponse for RouteError {
    /// Faults that are not the client's are told to the log alone.
    fn into_response(self) -> Response {
        if let Self::Refused(error) = self {
            return error.into_response();
        }
        let retry_after = match self {
            // An authentication device may come back sooner than a client.
            Self::Delayed => HeaderValue::from_static("1"),
            _ => HeaderValue::from_static("5"),
        };
        let cause = std::error::Error::source(&self).map(ToString::to_string);
        if matches!(self, Self::Delayed) {
            // Why it takes longer has been told.
            tracing::info!("an authentication device is told to come back");
        } else {
            tracing::error!(error = %self, cause, "a request could not be answered");
        }
        if self.is_temporary() {
            let error = OAuthError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "server_error",
                "The server cannot answer now. Try again later.",
            );
            return ([(RETRY_AFTER, retry_after)], error).into_response();
        }
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        OAuthError::new(status, "server_error", "The server failed to answer.").into_response()
    }
}
