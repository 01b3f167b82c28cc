//! Everything that is not answered with 200, as `{"error", "message"}`.

use std::ops::RangeInclusive;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::words::Outcome;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error("{0}")]
    InvalidRequest(String),
    #[error("the member timeout must be a whole number of seconds from {} to {}", .0.start(), .0.end())]
    InvalidTimeout(RangeInclusive<u32>),
    #[error("the body must be JSON; send it with Content-Type: application/json")]
    UnsupportedMediaType,
    #[error("the body must not be longer than {0} bytes")]
    BodyTooLarge(usize),
    #[error(
        "there is nothing at this path; the API is below /api/authenticate and /api/workspaces"
    )]
    UnknownPath,
    #[error(
        "this simulator does not go by the name in the header Host; start it with --host NAME, or use an IP address"
    )]
    ForeignHost,
    #[error("this path does not take this method; the header Allow names those that it takes")]
    MethodNotAllowed,
    #[error("no request in this workspace has this token; it may come yet, or have been forgotten")]
    UnknownToken,
    #[error("there is no request with this request_id, or it has been forgotten")]
    UnknownRequest,
    #[error("the request was already decided: {}", word(*.0))]
    AlreadyDecided(Outcome),
    #[error("the request timed out before it was decided")]
    TimedOut,
    #[error(
        "another request in this workspace waits with the same actionize_token; each request needs its own"
    )]
    TokenInUse,
    #[error("too many requests wait for a decision; at most {0} may at a time {1}")]
    TooManyPending(usize, &'static str),
    #[error("{0}")]
    CallbackNotConfigured(String),
    #[error("the decision was taken, but not delivered: {0}")]
    CallbackFailed(String),
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allow => "allow",
        Outcome::Deny => "deny",
        Outcome::Timeout => "timeout",
    }
}

impl ApiError {
    fn status_and_code(&self) -> (StatusCode, &'static str) {
        match self {
            Self::InvalidRequest(_) | Self::InvalidTimeout(_) => {
                (StatusCode::BAD_REQUEST, "invalid_request")
            }
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
            }
            Self::BodyTooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"),
            Self::UnknownPath => (StatusCode::NOT_FOUND, "unknown_path"),
            Self::ForeignHost => (StatusCode::MISDIRECTED_REQUEST, "foreign_host"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::UnknownToken => (StatusCode::NOT_FOUND, "unknown_token"),
            Self::UnknownRequest => (StatusCode::NOT_FOUND, "unknown_request"),
            Self::AlreadyDecided(_) => (StatusCode::CONFLICT, "already_decided"),
            Self::TimedOut => (StatusCode::CONFLICT, "timed_out"),
            Self::TokenInUse => (StatusCode::CONFLICT, "token_in_use"),
            Self::TooManyPending(..) => (StatusCode::TOO_MANY_REQUESTS, "too_many_pending"),
            Self::CallbackNotConfigured(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "callback_not_configured")
            }
            Self::CallbackFailed(_) => (StatusCode::BAD_GATEWAY, "callback_failed"),
        }
    }
}

impl ApiError {
    pub(crate) fn status(&self) -> StatusCode {
        self.status_and_code().0
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.status_and_code();
        let body = json!({"error": code, "message": self.to_string()});
        (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
    }
}
