//! Async mode: one call that starts it; the result comes to the callback endpoint, of this copy of the server or of
//! another one. What completion needs travels with the question, sealed.

use serde::Deserialize;

use super::client::{DeviceError, DeviceRequest};
use super::{AuthenticationDevice, DeviceResult};
use crate::transaction::Transaction;

/// The device's own name for the request is not kept: there may be nobody left who knows it when the result comes.
#[derive(Deserialize)]
struct Started {
    #[serde(rename = "request_id")]
    _request_id: String,
}

/// `None`: the callback will complete the transaction, or has done so.
pub(super) async fn ask(
    device: &AuthenticationDevice,
    mut request: DeviceRequest<'_>,
    transaction: &Transaction,
) -> Result<Option<DeviceResult>, DeviceError> {
    let state = device.state_keys.seal(transaction)?;
    request.state = Some(state.expose().to_owned());
    let _: Started = device
        .client
        .start(
            "/api/authenticate/async",
            &request,
            device.settings.answer_timeout,
        )
        .await?;
    Ok(None)
}
