//! Requests and answers as they came.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;

/// Far more than any message between the embedded parties.
const LIMIT: usize = 1024 * 1024;

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct RawRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RawAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RawRequest {
    /// Reads a request; gives it back beside what it is.
    pub(crate) async fn read(request: Request) -> (Self, Request) {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LIMIT).await.unwrap_or_default();
        let raw = Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: body.clone(),
        };
        (raw, Request::from_parts(parts, Body::from(body)))
    }

    /// The same request once more.
    pub(crate) fn again(&self) -> Request {
        let mut request = Request::new(Body::from(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }

    /// Whether another request is the same but for the length, which is counted anew.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let headers = |request: &Self| {
            let mut headers = request.headers.clone();
            headers.remove(CONTENT_LENGTH);
            headers
        };
        (&self.method, &self.uri, &self.body) == (&other.method, &other.uri, &other.body)
            && headers(self) == headers(other)
    }
}

impl RawAnswer {
    /// Reads an answer.
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let mut headers = parts.headers;
        headers.remove(CONTENT_LENGTH);
        Self {
            status: parts.status,
            headers,
            body: to_bytes(body, LIMIT).await.unwrap_or_default(),
        }
    }

    /// The same answer once more.
    pub(crate) fn again(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }
}
