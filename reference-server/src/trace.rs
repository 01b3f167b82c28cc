//! W3C trace context: the `traceparent` of a request goes along, unmodified, with every call made on its behalf.
//!
//! It is handed to Authlete and to the authentication device, also from background tasks. It never goes to a client
//! notification endpoint: what one party's requests have in common is no business of another party.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;

/// The name of the header (W3C Trace Context, section 3.2).
pub const TRACEPARENT: &str = "traceparent";

tokio::task_local! {
    static CURRENT: Option<HeaderValue>;
}

/// The `traceparent` of the request that this task works for, if the request had one.
pub fn current() -> Option<HeaderValue> {
    CURRENT.try_with(Clone::clone).ok().flatten()
}

/// Runs `future` on behalf of the request that had this `traceparent`.
pub async fn scope<F: Future>(traceparent: Option<HeaderValue>, future: F) -> F::Output {
    CURRENT.scope(traceparent, future).await
}

/// For a layer of the router: remembers the request's `traceparent` while the request is handled.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    let traceparent = request.headers().get(TRACEPARENT).cloned();
    scope(traceparent, next.run(request)).await
}
