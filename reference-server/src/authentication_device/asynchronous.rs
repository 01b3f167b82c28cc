//! Async mode: one call that starts it; the result comes to the callback endpoint, of this copy of the server or of
//! another one. What completion needs travels with the question, sealed.

use serde::Deserialize;

use super::AuthenticationDeviceSettings;
use super::client::{DeviceClient, DeviceError, DeviceRequest};

/// The device's own name for the request is not kept: there may be nobody left who knows it when the result comes.
#[derive(Deserialize)]
struct Started {
    #[serde(rename = "request_id")]
    _request_id: String,
}

/// The callback will complete the transaction, or has done so.
pub(super) async fn ask(
    client: &DeviceClient,
    settings: &AuthenticationDeviceSettings,
    request: &DeviceRequest<'_>,
) -> Result<(), DeviceError> {
    let _: Started = client
        .start("/api/authenticate/async", request, settings.answer_timeout)
        .await?;
    Ok(())
}
