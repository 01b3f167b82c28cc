//! Async mode: one call that starts it; the result comes to the callback endpoint.

use std::time::Duration;

use serde::Deserialize;

use super::client::{DeviceError, DeviceRequest};
use super::{DeviceResult, Question};
use crate::completion::Transaction;
use crate::state::AppState;

#[derive(Deserialize)]
struct Started {
    request_id: String,
}

/// Remembers the transaction before the device is asked, for the callback may be faster than the answer. `None`: the
/// callback will complete the transaction, or has done so.
pub(super) async fn ask(
    state: &AppState,
    transaction: &Transaction,
    question: &Question,
) -> Result<Option<DeviceResult>, DeviceError> {
    let settings = &state.settings.authentication_device;
    let lifetime = Duration::from_secs(question.expires_in);
    let key = state
        .pending
        .remember(transaction.clone(), lifetime)
        .ok_or(DeviceError::TooManyPending(settings.max_pending))?;
    let mut request = DeviceRequest::new(settings, &transaction.subject, question);
    request.state = Some(key.expose());
    let started: Result<Started, DeviceError> = state
        .device
        .post("/api/authenticate/async", &request, settings.answer_timeout)
        .await;
    match started {
        Ok(started) => {
            state.pending.learn_request_id(&key, started.request_id);
            Ok(None)
        }
        // A callback that came nevertheless has settled the matter.
        Err(error) => state.pending.forget(&key).map_or(Ok(None), |()| Err(error)),
    }
}
