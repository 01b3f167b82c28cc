//! Sync mode: one call that is answered when the user has decided.

use serde::Deserialize;

use super::client::{DeviceError, DeviceRequest};
use super::{AuthenticationDevice, DeviceResult};

#[derive(Deserialize)]
struct Answer {
    result: DeviceResult,
}

pub(super) async fn ask(
    device: &AuthenticationDevice,
    request: &DeviceRequest<'_>,
) -> Result<DeviceResult, DeviceError> {
    let timeout = request.timeout() + device.settings.answer_timeout;
    let answer: Answer = device
        .client
        .start("/api/authenticate/sync", request, timeout)
        .await?;
    Ok(answer.result)
}
