//! Poll mode: one call that starts it, then calls that ask for the result.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::client::{DeviceError, DeviceRequest};
use super::{DeviceResult, Question};
use crate::completion::Transaction;
use crate::state::AppState;

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
    state: &AppState,
    transaction: &Transaction,
    question: &Question,
) -> Result<DeviceResult, DeviceError> {
    let settings = &state.settings.authentication_device;
    let request = DeviceRequest::new(settings, &transaction.subject, question);
    let started: Started = state
        .device
        .post("/api/authenticate/poll", &request, settings.answer_timeout)
        .await?;
    // The device ends the wait; should it not, we do.
    let patience = request.timeout() + settings.poll_interval;
    let result = result(state, &started.request_id);
    match tokio::time::timeout(patience, result).await {
        Ok(result) => result,
        Err(_) => Ok(DeviceResult::Timeout),
    }
}

async fn result(state: &AppState, request_id: &str) -> Result<DeviceResult, DeviceError> {
    let settings = &state.settings.authentication_device;
    // No interval would keep a processor busy.
    let interval = settings.poll_interval.max(Duration::from_millis(1));
    loop {
        tokio::time::sleep(interval).await;
        let answer: ResultAnswer = state
            .device
            .post(
                "/api/authenticate/result",
                &ResultRequest { request_id },
                settings.answer_timeout,
            )
            .await?;
        match answer.status {
            Status::Active => {}
            Status::Complete => return answer.result.ok_or(DeviceError::NoResult),
            Status::Timeout => return Ok(DeviceResult::Timeout),
        }
    }
}
