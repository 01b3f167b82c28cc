//! Async mode: one call that starts it; the result comes to the callback endpoint.

use std::time::Duration;

use serde::Deserialize;

use super::client::{DeviceError, DeviceRequest};
use super::{AuthenticationDevice, DeviceResult, Question};
use crate::transaction::Transaction;

#[derive(Deserialize)]
struct Started {
    request_id: String,
}

/// Remembers the transaction before the device is asked, for the callback may be faster than the answer. `None`: the
/// callback will complete the transaction, or has done so.
pub(super) async fn ask(
    device: &AuthenticationDevice,
    mut request: DeviceRequest<'_>,
    transaction: &Transaction,
    question: &Question,
) -> Result<Option<DeviceResult>, DeviceError> {
    let AuthenticationDevice {
        client,
        settings,
        pending,
    } = device;
    let lifetime = Duration::from_secs(question.expires_in);
    let state = pending
        .remember(transaction.clone(), lifetime)
        .ok_or(DeviceError::TooManyPending(settings.max_pending))?;
    request.state = Some(state.expose().to_owned());
    let started: Result<Started, DeviceError> = client
        .post("/api/authenticate/async", &request, settings.answer_timeout)
        .await;
    match started {
        Ok(started) => {
            pending.learn_request_id(&state, started.request_id);
            Ok(None)
        }
        // A callback that came nevertheless has settled the matter.
        Err(error) => pending.forget(&state).map_or(Ok(None), |()| Err(error)),
    }
}
