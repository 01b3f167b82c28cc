//! Sync mode: one call that is answered when the user has decided.

use serde::Deserialize;

use super::client::{DeviceClient, DeviceError, DeviceRequest};
use super::{AuthenticationDeviceSettings, DeviceResult};

#[derive(Deserialize)]
struct Answer {
    result: DeviceResult,
}

pub(super) async fn ask(
    client: &DeviceClient,
    settings: &AuthenticationDeviceSettings,
    request: &DeviceRequest<'_>,
) -> Result<DeviceResult, DeviceError> {
    let timeout = request.timeout() + settings.answer_timeout;
    let answer: Answer = client
        .start("/api/authenticate/sync", request, timeout)
        .await?;
    Ok(answer.result)
}
