//! `GET /.well-known/openid-configuration`: the discovery document, as Authlete words it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::error::{self, RouteError};
use crate::state::Shared;

pub(super) async fn get(State(state): State<Shared>) -> Result<Response, RouteError> {
    let document = state.authlete.service_configuration().await?;
    Ok(error::json(StatusCode::OK, document.into_text()))
}
