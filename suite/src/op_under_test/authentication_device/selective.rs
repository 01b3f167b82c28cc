use std::sync::Arc;

use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest, ShownRequest};
use crate::config::Decisions;
use crate::error::SuiteError;

/// A device that does not take every decision: the target file says which.
pub struct SelectiveDevice {
    device: Arc<dyn AuthenticationDevice>,
    decisions: Decisions,
}

impl SelectiveDevice {
    /// This device, for these decisions.
    pub fn new(device: Arc<dyn AuthenticationDevice>, decisions: Decisions) -> Self {
        Self { device, decisions }
    }
}

impl AuthenticationDevice for SelectiveDevice {
    fn abilities(&self) -> Abilities {
        let abilities = self.device.abilities();
        Abilities {
            approve: abilities.approve && self.decisions.approve,
            deny: abilities.deny && self.decisions.deny,
            other_user: abilities.other_user && self.decisions.approve,
            ..abilities
        }
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        self.device.decide(pending, decision)
    }

    fn inbox(&self) -> BoxFuture<'_, Result<Vec<ShownRequest>, SuiteError>> {
        self.device.inbox()
    }

    fn approve_as_another<'a>(
        &'a self,
        pending: PendingRequest<'a>,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        self.device.approve_as_another(pending)
    }
}
