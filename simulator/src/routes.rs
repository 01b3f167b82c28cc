//! The HTTP API: reads a request, calls the simulator, writes the answer.

use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, body::Bytes};
use serde::Serialize;
use serde_json::json;
use tower::ServiceExt as _;

use crate::consumption_device::Reply;
use crate::error::ApiError;
use crate::pages::{self, is_our_host};
use crate::question::{Decision, Question, check_workspace, parameter, request_id_from_json};
use crate::simulator::Simulator;

/// No server has more to say to its user.
const BODY_LIMIT: usize = 16 * 1024;

/// The API and the pages of a simulator, to be mounted at the root of a server.
pub fn router(simulator: Simulator) -> Router {
    let pages = pages::router(simulator.clone());
    let page = move |request| page(pages.clone(), request);
    Router::new()
        .route("/api/authenticate/sync", post(ask_sync))
        .route("/api/authenticate/async", post(ask_async))
        .route("/api/authenticate/poll", post(ask_poll))
        .route("/api/authenticate/result", post(result))
        .route("/api/authenticate/actionize", post(actionize))
        .route("/api/notification", post(notification))
        .route("/api/workspaces/{workspace}/requests", get(list))
        .route(
            "/api/workspaces/{namespace}/{project}/requests",
            get(list_of_project),
        )
        .fallback(page)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(simulator)
}

/// What is no call of the API is a page, or nothing.
async fn page(pages: Router, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::UnknownPath.into_response();
    }
    let Ok(response) = pages.oneshot(request).await;
    response
}

type Body = Result<Bytes, BytesRejection>;

async fn ask_sync(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let question = question(&simulator, &headers, body)?;
    let outcome = simulator.ask_sync(question).await?;
    Ok(answer(json!({"result": outcome})))
}

async fn ask_async(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let question = question(&simulator, &headers, body)?;
    let request_id = simulator.ask_async(question, traceparent(&headers))?;
    Ok(answer(json!({"request_id": request_id})))
}

async fn ask_poll(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let question = question(&simulator, &headers, body)?;
    let request_id = simulator.ask_poll(question)?;
    Ok(answer(json!({"request_id": request_id})))
}

async fn result(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let request_id = request_id_from_json(&json_body(&headers, body)?)?;
    Ok(answer(simulator.status(&request_id)?))
}

async fn actionize(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let decision = Decision::from_query(&query.unwrap_or_default())?;
    let decided = simulator
        .actionize(&decision, traceparent(&headers))
        .await?;
    let body = json!({"result": decided.outcome});
    let Some(trouble) = decided.trouble else {
        return Ok(answer(body));
    };
    let message =
        format!("the decision was taken, but not delivered yet: {trouble}; it is repeated");
    let body = json!({"result": decided.outcome, "message": message});
    Ok((StatusCode::ACCEPTED, answer(body)).into_response())
}

/// The client notification endpoint of the consumption devices of all workspaces.
async fn notification(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let authorization = headers.get(header::AUTHORIZATION);
    let authorization = authorization.and_then(|value| value.to_str().ok());
    // A body that cannot be read is none.
    let body = body.unwrap_or_default();
    let device = simulator.consumption_device();
    match device.notified(authorization, &body).await {
        Reply::Taken => StatusCode::NO_CONTENT.into_response(),
        Reply::Malformed => StatusCode::BAD_REQUEST.into_response(),
        Reply::Unauthorized => {
            let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
            (StatusCode::UNAUTHORIZED, challenge).into_response()
        }
    }
}

async fn list(
    State(simulator): State<Simulator>,
    Path(workspace): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    // Who reads this can decide. A browser that was led here under a stranger's name reads nothing.
    if !is_our_host(&headers, &simulator.config().hosts) {
        return Err(ApiError::ForeignHost);
    }
    check_workspace(&workspace)?;
    let user = parameter(&query.unwrap_or_default(), "user")?;
    let mut requests = simulator.pending(&workspace);
    requests.retain(|request| user.as_ref().is_none_or(|user| *user == request.user));
    Ok(answer(json!({"requests": requests})))
}

async fn list_of_project(
    simulator: State<Simulator>,
    Path((namespace, project)): Path<(String, String)>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, ApiError> {
    let workspace = Path(format!("{namespace}/{project}"));
    list(simulator, workspace, headers, query).await
}

fn question(simulator: &Simulator, headers: &HeaderMap, body: Body) -> Result<Question, ApiError> {
    Question::from_json(&json_body(headers, body)?, &simulator.config().timeouts)
}

fn json_body(headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::UnsupportedMediaType);
    }
    body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::BodyTooLarge(BODY_LIMIT),
        _ => ApiError::InvalidRequest("the body could not be read".to_owned()),
    })
}

/// The trace that a request belongs to; more than one is none (W3C Trace Context, section 3.2).
fn traceparent(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut values = headers.get_all("traceparent").iter();
    let first = values.next()?;
    values.next().is_none().then(|| first.clone())
}

fn answer(body: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
