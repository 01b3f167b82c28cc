//! `GET /jwks`: the public keys of the service.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};

use crate::authlete::ServiceJwks;
use crate::error::{self, RouteError};
use crate::state::Shared;

pub(super) async fn get(State(state): State<Shared>) -> Result<Response, RouteError> {
    let response = match state.authlete.service_jwks().await? {
        ServiceJwks::Keys(document) => error::json(StatusCode::OK, document.into_text()),
        ServiceJwks::None => StatusCode::NO_CONTENT.into_response(),
        ServiceJwks::Elsewhere(url) => (StatusCode::FOUND, [(LOCATION, url)]).into_response(),
    };
    Ok(response)
}
