use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::error::SuiteError;

/// Nobody decides.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDevice;

impl AuthenticationDevice for NoDevice {
    fn abilities(&self) -> Abilities {
        Abilities::NONE
    }

    fn decide<'a>(
        &'a self,
        _pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            Err(SuiteError::AuthenticationDevice(format!(
                "the target has no authentication device, so nobody can {decision}"
            )))
        })
    }
}
