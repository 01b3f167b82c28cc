//! `GET /healthz`: this server is up. Whether Authlete is, is another question.

use axum::http::StatusCode;
use axum::response::Response;

use crate::error;

pub(super) async fn get() -> Response {
    error::json(StatusCode::OK, r#"{"status":"ok"}"#.to_owned())
}
