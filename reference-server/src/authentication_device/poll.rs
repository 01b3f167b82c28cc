//! Poll mode: one call that starts it, then calls that ask for the result.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::client::{DeviceClient, DeviceError, DeviceRequest};
use super::{AuthenticationDeviceSettings, DeviceResult};

#[derive(Deserialize)]
struct Started {
    request_id: String,
}

#[derive(Serialize)]
struct ResultRequest<'a> {
    request_id: &'a str,
}

#[derive(Deserialize)]
struct ResultAnswer {
    status: Status,
    result: Option<DeviceResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Active,
    Complete,
    Timeout,
}

pub(super) async fn ask(
    client: &DeviceClient,
    settings: &AuthenticationDeviceSettings,
    request: &DeviceRequest<'_>,
) -> Result<DeviceResult, DeviceError> {
    let started: Started = client
        .start("/api/authenticate/poll", request, settings.answer_timeout)
        .await?;
    // The device ends the wait; should it not, we do.
    let patience = request.timeout() + settings.poll_interval;
    match tokio::time::timeout(patience, result(client, settings, &started.request_id)).await {
        Ok(result) => result,
        Err(_) => Ok(DeviceResult::Timeout),
    }
}

async fn result(
    client: &DeviceClient,
    settings: &AuthenticationDeviceSettings,
    request_id: &str,
) -> Result<DeviceResult, DeviceError> {
    let timeout = settings.answer_timeout;
    // No interval would keep a processor busy.
    let interval = settings.poll_interval.max(Duration::from_millis(1));
    let request = ResultRequest { request_id };
    loop {
        tokio::time::sleep(interval).await;
        let answer = client
            .post::<ResultAnswer>("/api/authenticate/result", &request, timeout)
            .await;
        let answer = match answer {
            // The user may be deciding all the same, and asking once more changes nothing.
            Err(error) if error.may_pass() => {
                tracing::warn!(error = %error, "the result was not fetched yet; it is asked for again");
                continue;
            }
            answer => answer?,
        };
        match answer.status {
            Status::Active => {}
            Status::Complete => return answer.result.ok_or(DeviceError::NoResult),
            Status::Timeout => return Ok(DeviceResult::Timeout),
        }
    }
}
