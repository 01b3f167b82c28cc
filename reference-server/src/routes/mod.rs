//! The endpoints. Each one forwards to Authlete, looks the action up, and answers.

mod backchannel_authentication;
mod backchannel_authentication_callback;
mod discovery;
mod health;
mod jwks;
mod token;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, PRAGMA};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::error::{OAuthError, RouteError};
use crate::state::{AppState, Shared};
use crate::trace;

/// The path that an asynchronous authentication device posts its results to.
pub const CALLBACK_PATH: &str = "/backchannel/authentication/callback";

/// All routes of the server.
pub fn router(state: AppState) -> Router {
    let state = Shared::new(state);
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::get))
        .route("/jwks", get(jwks::get))
        .route(
            "/backchannel/authentication",
            post(backchannel_authentication::post),
        )
        .route(
            CALLBACK_PATH,
            post(backchannel_authentication_callback::post),
        )
        .route("/token", post(token::post))
        .route_layer(middleware::from_fn_with_state(state.clone(), as_many))
        // Answered however busy the server is.
        .route("/healthz", get(health::get))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn(each))
        .with_state(state)
}

/// Refuses a request when enough others are being answered.
async fn as_many(State(state): State<Shared>, request: Request, next: Next) -> Response {
    match state.requests.try_acquire() {
        Ok(_turn) => next.run(request).await,
        Err(_) => RouteError::TooMany.into_response(),
    }
}

async fn not_found() -> OAuthError {
    let description = "There is no such endpoint.";
    OAuthError::new(StatusCode::NOT_FOUND, "invalid_request", description)
}

/// The router adds `Allow`. OPTIONS asks for nothing else; there is no cross-origin use to announce.
async fn method_not_allowed(method: Method) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let description = "This endpoint does not take this method.";
    OAuthError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "invalid_request",
        description,
    )
    .into_response()
}

/// What is done about each request and each answer; one layer, because each costs allocations.
async fn each(request: Request, next: Next) -> Response {
    let mut response = trace::keep(request, next).await;
    never_cached(response.headers_mut());
    response
}

/// RFC 6749, section 5.1 wants it of answers with tokens; nothing here gains from a cache.
fn never_cached(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
}

#[cfg(test)]
mod tests;
