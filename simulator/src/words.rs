//! The words of the API, as types.

use std::fmt;

use serde::Serialize;

/// How a server learns the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It waits for the answer to its request.
    Sync,
    /// It is called back.
    Async,
    /// It asks again.
    Poll,
}

/// What a user can do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Allow,
    Deny,
}

/// How a request ended: the member `result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    Allow,
    Deny,
    Timeout,
}

impl From<Action> for Outcome {
    fn from(action: Action) -> Self {
        match action {
            Action::Allow => Self::Allow,
            Action::Deny => Self::Deny,
        }
    }
}

/// How far a request is: the members `status` and `result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub(crate) enum Status {
    Active,
    Complete { result: Outcome },
    Timeout,
}

/// A request that waits for its user's decision.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PendingRequest {
    /// The simulator's own name of the request.
    pub request_id: String,
    /// How the server learns the decision.
    pub mode: Mode,
    /// Who is asked.
    pub user: String,
    /// What the user reads.
    pub message: String,
    /// What `/api/authenticate/actionize` takes as `token`; for a CIBA server, the `auth_req_id`.
    pub actionize_token: String,
    /// How many seconds the user was given when the request came.
    pub timeout: u32,
}

impl fmt::Debug for PendingRequest {
    /// Leaves out the token: whoever has it can decide, and it is a secret between a client and its server.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingRequest")
            .field("request_id", &self.request_id)
            .field("mode", &self.mode)
            .field("user", &self.user)
            .field("message", &self.message)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
