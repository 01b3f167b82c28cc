//! `POST /backchannel/authentication/callback`: what the user decided, from an asynchronous authentication device.
//!
//! The device is not authenticated: what it proves is that it knows the `state`, which was sealed by a server of this
//! Issuer and sent to the device alone. It learns that its word has arrived (204) when Authlete has recorded it and the
//! client was told, or never can be; until then it may repeat it, to any copy of this server. A result that was
//! confirmed already is a replay (409).

use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::authentication_device::DeviceResult;
use crate::completion::{self, CompletionError, Hurdle};
use crate::error::{OAuthError, RouteError};
use crate::form_request;
use crate::ledger::{Claim, Permit};
use crate::sealed_state::OpenError;
use crate::secret::SealedState;
use crate::state::Shared;
use crate::transaction::Transaction;

#[derive(Debug, Deserialize)]
pub(super) struct Callback {
    /// The device's own name for the request. `state` says which one it is.
    #[serde(rename = "request_id")]
    _request_id: String,
    result: DeviceResult,
    state: SealedState,
}

const MALFORMED: OAuthError = OAuthError::invalid_request(
    "Expected a JSON object with request_id, state, and a result that is allow, deny or timeout.",
);

const UNKNOWN: OAuthError = OAuthError::invalid_request(
    "The state was not made by this server, was altered, or has expired.",
);

const REPLAYED: OAuthError = OAuthError::new(
    StatusCode::CONFLICT,
    "invalid_request",
    "The result of this request has been recorded already.",
);

impl FromRequest<Shared> for Callback {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, OAuthError> {
        let (_, body) = form_request::receive(request, state, "application/json").await?;
        serde_json::from_str(&body).map_err(|_| MALFORMED)
    }
}

pub(super) async fn post(
    State(state): State<Shared>,
    callback: Callback,
) -> Result<Response, RouteError> {
    let opened = state
        .device
        .state_keys
        .open(&callback.state, state.clock.now());
    let transaction = match opened {
        Ok(transaction) => transaction,
        // The user's time and the request's ran out together: there is nothing left to settle.
        Err(OpenError::Expired) if callback.result == DeviceResult::Timeout => {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        Err(error) => {
            tracing::warn!(error = %error, "a result of an authentication device was refused");
            return Err(UNKNOWN.into());
        }
    };
    let ticket = transaction.ticket.clone();
    match state.ledger.claim(&ticket, callback.result.outcome()) {
        Claim::Granted(permit) => settle(&state, transaction, permit, callback.result).await?,
        Claim::UnderWay => return Err(RouteError::Delayed),
        Claim::Unconfirmed => {}
        Claim::Replayed => return Err(REPLAYED.into()),
    }
    state.ledger.confirm(&ticket);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Waits until the result is settled, or until it turns out that it takes longer: then the device is told to come
/// back, and what it told us is settled all the same.
async fn settle(
    state: &Shared,
    transaction: Transaction,
    permit: Permit,
    result: DeviceResult,
) -> Result<(), RouteError> {
    let room = state.capacity.clone().try_acquire_owned();
    let room = room.map_err(|_| RouteError::TooMany)?;
    let (hurdle, met) = Hurdle::new();
    let task = {
        let state = state.clone();
        async move {
            completion::complete(&state, &transaction, result.outcome(), &hurdle).await?;
            permit.settled();
            drop(room);
            Ok::<(), CompletionError>(())
        }
    };
    // In the background: the device may hang up.
    let settled = state.background.run(task);
    tokio::select! {
        settled = settled => settled.ok_or(RouteError::Abandoned)?.map_err(RouteError::from),
        Ok(()) = met => Err(RouteError::Delayed),
    }
}
