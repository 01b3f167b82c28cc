use std::time::Duration;

use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::error::SuiteError;

/// The OP decides by itself, by user: the approver is approved, the denier denied, the absent one never answered.
#[derive(Debug, Clone, Copy)]
pub struct AutomaticDevice {
    delay: Duration,
    deny: bool,
}

impl AutomaticDevice {
    /// The OP decides within this time; whether it denies anybody depends on whether it knows a denier.
    pub const fn new(delay: Duration, deny: bool) -> Self {
        Self { delay, deny }
    }
}

impl AuthenticationDevice for AutomaticDevice {
    fn abilities(&self) -> Abilities {
        Abilities {
            approve: true,
            deny: self.deny,
            takes_time: true,
            ..Abilities::NONE
        }
    }

    fn decide<'a>(
        &'a self,
        _pending: PendingRequest<'a>,
        _decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            tokio::time::sleep(self.delay).await;
            Ok(())
        })
    }
}
