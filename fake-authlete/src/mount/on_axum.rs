//! The core on axum: for the binary and for processes that live long.

use std::io;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_LENGTH};
use axum::response::Response;
use futures::stream;

use crate::answer::Answer;
use crate::core::{Core, MAX_BODY};
use crate::request::Request;
use crate::result_codes::BODY_TOO_LARGE;

/// The fake as a router: every path and method goes to the core.
pub fn router(core: Core) -> Router {
    Router::new().fallback(handle).with_state(core)
}

async fn handle(State(core): State<Core>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return response(Answer::refused(413, &BODY_TOO_LARGE));
    };
    let request = Request {
        method: parts.method.to_string(),
        path: parts
            .uri
            .path_and_query()
            .map_or_else(|| parts.uri.path().to_owned(), ToString::to_string),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: body.to_vec(),
    };
    let answer = core.handle(&request);
    if let Some(delay) = answer.delay {
        tokio::time::sleep(delay).await;
    }
    response(answer)
}

fn response(answer: Answer) -> Response {
    if answer.drop_connection {
        return dropped_connection();
    }
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or_default();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A body that breaks before its first byte: hyper closes the connection without having sent the head.
fn dropped_connection() -> Response {
    let broken = stream::once(async { Err::<Vec<u8>, _>(io::Error::other("dropped as told")) });
    let mut response = Response::new(Body::from_stream(broken));
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from_static("1"));
    response
}
