//! What the pages of both devices need.

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Decided, Simulator};
use crate::consumption_device::ConsumptionDevice;
use crate::error::ApiError;
use crate::question::Decision;
use crate::store::Shown;
use crate::words::Action;

impl Simulator {
    /// The client at the other end.
    pub fn consumption_device(&self) -> &ConsumptionDevice {
        &self.shared.consumption_device
    }

    /// What a user's device shows now.
    pub(crate) fn device(&self, workspace: &str, user: &str) -> Shown {
        self.store().device(workspace, user, Instant::now())
    }

    /// Who was asked in a workspace lately.
    pub(crate) fn users(&self, workspace: &str) -> Vec<String> {
        self.store().users(workspace, Instant::now())
    }

    /// Wakes whenever a request may have come or ended.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Decides a request that is shown on a user's device, by its own name.
    pub(crate) async fn press(
        &self,
        workspace: &str,
        user: &str,
        request_id: &str,
        action: Action,
    ) -> Result<Decided, ApiError> {
        let token = self.store().token_of(workspace, user, request_id);
        let decision = Decision {
            workspace: workspace.to_owned(),
            token: token.ok_or(ApiError::UnknownRequest)?,
            action,
            user: Some(user.to_owned()),
        };
        self.actionize(&decision, None).await
    }
}
