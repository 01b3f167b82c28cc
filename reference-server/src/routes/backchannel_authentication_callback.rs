//! `POST /backchannel/authentication/callback`: what the user decided, from an asynchronous authentication device.
//!
//! The device is not authenticated: what it proves is that it knows the `state`, 256 random bits that were sent to it
//! alone. It learns that its word has arrived (204) when Authlete has recorded it; until then it may repeat.

use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::authentication_device::DeviceResult;
use crate::completion;
use crate::error::{OAuthError, RouteError};
use crate::form_request;
use crate::secret::Secret;
use crate::state::AppState;

#[derive(Debug, Deserialize)]
pub(super) struct Callback {
    request_id: String,
    result: DeviceResult,
    state: Secret,
}

const MALFORMED: OAuthError = OAuthError::invalid_request(
    "Expected a JSON object with request_id, state, and a result that is allow, deny or timeout.",
);

const UNKNOWN: OAuthError =
    OAuthError::invalid_request("No request with this request_id and state waits for a decision.");

impl FromRequest<AppState> for Callback {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, OAuthError> {
        let (_, body) = form_request::receive(request, state, "application/json").await?;
        serde_json::from_str(&body).map_err(|_| MALFORMED)
    }
}

pub(super) async fn post(
    State(state): State<AppState>,
    callback: Callback,
) -> Result<Response, RouteError> {
    let waiting = state
        .device
        .pending
        .take(&callback.state, &callback.request_id)
        .ok_or(UNKNOWN)?;
    let task = {
        let state = state.clone();
        async move {
            let outcome = callback.result.outcome();
            let completed = completion::complete(&state, waiting.transaction(), outcome).await;
            if completed.is_err() {
                state.device.pending.put_back(&callback.state, waiting);
            }
            completed
        }
    };
    // The device may hang up; what it told us is recorded and delivered all the same.
    let completed = state.background.run(task).await;
    completed.ok_or(RouteError::Abandoned)??;
    Ok(StatusCode::NO_CONTENT.into_response())
}
