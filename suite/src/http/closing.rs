use axum::Router;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;

/// Has every answer end its connection. A peer keeps connections for a while, and would send the first request of the next
/// run to a process that has ended.
pub fn closing(router: Router) -> Router {
    router.layer(map_response(async |mut response: Response| {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        response
    }))
}
