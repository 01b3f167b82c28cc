use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request as AxumRequest;
use axum::middleware::{Next, from_fn};
use axum::response::Response as AxumResponse;
use serde_json::Value;

use super::recorder::Recorder;
use suite::http::{Exchange, Party, Request, Response, recorded_headers};

/// Far more than any message between the embedded parties.
const LIMIT: usize = 1024 * 1024;

/// Which exchanges of a router are kept, and whose they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interest {
    pub(super) from: Party,
    pub(super) to: Party,
    pub(super) path: &'static str,
}

/// The router, its exchanges of interest recorded, if there is a recorder.
pub(super) fn layer(
    router: Router,
    recorder: Option<&Arc<Recorder>>,
    interest: Interest,
) -> Router {
    let Some(recorder) = recorder.cloned() else {
        return router;
    };
    router.layer(from_fn(move |request: AxumRequest, next: Next| {
        record(Arc::clone(&recorder), interest, request, next)
    }))
}

async fn record(
    recorder: Arc<Recorder>,
    interest: Interest,
    request: AxumRequest,
    next: Next,
) -> AxumResponse {
    if request.uri().path() != interest.path {
        return next.run(request).await;
    }
    let number = recorder.begin();
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let body = read(body).await;
    let kept = Request {
        method: parts.method.to_string(),
        url: parts.uri.to_string(),
        headers: recorded_headers(&parts.headers),
        body: body.to_vec(),
    };
    let answer = next
        .run(AxumRequest::from_parts(parts, Body::from(body)))
        .await;
    let (parts, body) = answer.into_parts();
    let body = read(body).await;
    let token = actionize_token(&kept.body);
    recorder.keep(
        number,
        Exchange {
            from: interest.from,
            to: interest.to,
            request: kept,
            response: Response {
                status: parts.status.as_u16(),
                headers: recorded_headers(&parts.headers),
                body: body.to_vec(),
            },
            duration: started.elapsed(),
        },
    );
    if let Some(token) = token {
        recorder.asked(&token);
    }
    AxumResponse::from_parts(parts, Body::from(body))
}

async fn read(body: Body) -> Bytes {
    to_bytes(body, LIMIT).await.unwrap_or_default()
}

/// The auth_req_id, as the device's API calls it.
fn actionize_token(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(body.get("actionize_token")?.as_str()?.to_owned())
}
