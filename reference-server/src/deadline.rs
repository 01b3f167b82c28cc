//! The time that a client waits at most for an answer, however many calls to Authlete it takes.

use std::time::Duration;

use tokio::time::Instant;

use crate::authlete::{AuthleteError, Reply};

/// The time limit of one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// Starts now.
    pub(crate) fn after(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }

    /// Waits for some work of our own, as long as there is time.
    pub(crate) async fn wait_for<T>(self, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.at, work).await.ok()
    }

    /// Waits for one reply, as long as there is time.
    pub(crate) async fn keep<T>(
        self,
        api: &'static str,
        reply: Reply<'_, T>,
    ) -> Result<T, AuthleteError> {
        let limit = self.limit;
        tokio::time::timeout_at(self.at, reply)
            .await
            .unwrap_or(Err(AuthleteError::Timeout { api, limit }))
    }
}
