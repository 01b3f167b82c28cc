//! Sync mode: one call that is answered when the user has decided.

use serde::Deserialize;

use super::client::{DeviceError, DeviceRequest};
use super::{DeviceResult, Question};
use crate::completion::Transaction;
use crate::state::AppState;

#[derive(Deserialize)]
struct Answer {
    result: DeviceResult,
}

pub(super) async fn ask(
    state: &AppState,
    transaction: &Transaction,
    question: &Question,
) -> Result<DeviceResult, DeviceError> {
    let settings = &state.settings.authentication_device;
    let request = DeviceRequest::new(settings, &transaction.subject, question);
    let timeout = request.timeout() + settings.answer_timeout;
    let answer: Answer = state
        .device
        .post("/api/authenticate/sync", &request, timeout)
        .await?;
    Ok(answer.result)
}
