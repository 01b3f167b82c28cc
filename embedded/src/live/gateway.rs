//! The way to a tenant: few calls at once, and patience with 429.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request as AxumRequest;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response as AxumResponse;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::recorder::Recorder;
use suite::config::ConnectionConfig;
use suite::error::SuiteError;
use suite::http::{Exchange, HttpClient, HttpError, OutgoingRequest, Party};

/// How many calls are open at once.
const OPEN_CALLS: usize = 4;
/// How long a call waits for the limit to be reset, all in all.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// How long where the answer does not say.
const PAUSE: Duration = Duration::from_secs(1);
const LIMIT: usize = 1024 * 1024;

/// Headers that belong to one connection.
const OF_THE_CONNECTION: [&str; 5] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "transfer-encoding",
];

struct Gateway {
    base_url: String,
    http: HttpClient,
    open_calls: Semaphore,
    recorder: Arc<Recorder>,
}

/// Hands every call on to the tenant.
pub(super) fn router(base_url: String, recorder: &Arc<Recorder>) -> Result<Router, SuiteError> {
    let gateway = Arc::new(Gateway {
        base_url,
        http: HttpClient::new(&ConnectionConfig::default())?,
        open_calls: Semaphore::new(OPEN_CALLS),
        recorder: Arc::clone(recorder),
    });
    Ok(Router::new().fallback(move |request: AxumRequest| {
        let gateway = Arc::clone(&gateway);
        async move { gateway.hand_on(request).await }
    }))
}

impl Gateway {
    async fn hand_on(&self, request: AxumRequest) -> AxumResponse {
        let number = self.recorder.begin();
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LIMIT).await.unwrap_or_default();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let outgoing = OutgoingRequest {
            method: parts.method.to_string(),
            url: format!("{}{path}", self.base_url),
            headers: parts
                .headers
                .iter()
                .filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str()))
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.to_string(), value)
                })
                .collect(),
            body: body.to_vec(),
        };
        match send(&self.http, &self.open_calls, outgoing).await {
            Ok(mut exchange) => {
                path.clone_into(&mut exchange.request.url);
                let answer = response(&exchange);
                self.recorder.keep(number, exchange);
                answer
            }
            Err(error) => {
                let mut answer = AxumResponse::new(Body::from(error.to_string()));
                *answer.status_mut() = StatusCode::BAD_GATEWAY;
                answer
            }
        }
    }
}

/// A call that is refused with 429 was not handled, and so may be sent again.
async fn send(
    http: &HttpClient,
    open_calls: &Semaphore,
    outgoing: OutgoingRequest,
) -> Result<Exchange, HttpError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        // The semaphore is never closed; without a permit the call is merely less polite.
        let permit = open_calls.acquire().await.ok();
        let exchange = http
            .send(Party::Op, Party::Authlete, outgoing.clone())
            .await?;
        drop(permit);
        let pause = pause(&exchange);
        if exchange.response.status != 429 || Instant::now() + pause > deadline {
            return Ok(exchange);
        }
        tokio::time::sleep(pause).await;
    }
}

/// The seconds until the limit is reset, by whichever header tells.
fn pause(exchange: &Exchange) -> Duration {
    ["retry-after", "ratelimit-reset", "x-ratelimit-reset"]
        .iter()
        .find_map(|name| exchange.response.header(name)?.trim().parse().ok())
        .map_or(PAUSE, Duration::from_secs)
        .min(PATIENCE)
}

fn response(exchange: &Exchange) -> AxumResponse {
    let mut response = AxumResponse::new(Body::from(exchange.response.body.clone()));
    *response.status_mut() =
        StatusCode::from_u16(exchange.response.status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in &exchange.response.headers {
        if OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            continue;
        }
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    async fn status_from(server: &MockServer) -> u16 {
        let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
        let outgoing = OutgoingRequest::get(format!("{}/api/service/get", server.uri()));
        let exchange = send(&http, &Semaphore::new(1), outgoing).await.unwrap();
        exchange.response.status
    }

    #[tokio::test]
    async fn a_call_that_is_refused_with_429_is_sent_again_after_the_reset() {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "0"))
            .up_to_n_times(2)
            .expect(2)
            .mount(&server)
            .await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200))
            .expect(1)
            .mount(&server)
            .await;

        assert_eq!(status_from(&server).await, 200);
    }

    #[tokio::test]
    async fn a_limit_that_is_reset_too_late_is_the_caller_s_to_know() {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(429).insert_header("retry-after", "3600"))
            .expect(1)
            .mount(&server)
            .await;

        // An hour is more than the patience, and so is the patience itself by then.
        assert_eq!(status_from(&server).await, 429);
    }

    #[tokio::test]
    async fn other_refusals_are_not_repeated() {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(503))
            .expect(1)
            .mount(&server)
            .await;

        assert_eq!(status_from(&server).await, 503);
    }
}
