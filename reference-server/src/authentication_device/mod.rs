//! Asks the user on the authentication device, over the HTTP API of Authlete's CIBA simulator.
//!
//! | mode | how |
//! |---|---|
//! | `sync` | one call, answered when the user has decided |
//! | `async` | one call; the device posts the result to our callback endpoint later |
//! | `poll` | one call; we ask for the result until it is there |

mod asynchronous;
mod client;
pub(crate) mod messages;
mod pending;
mod poll;
mod sync;

use serde::Deserialize;

use crate::completion::{self, Outcome, Transaction};
use crate::secret::Secret;
use crate::state::AppState;
pub(crate) use client::DeviceClient;
pub(crate) use pending::PendingDecisions;

/// How the result comes back from the authentication device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// In the answer to the question.
    Sync,
    /// In a call to our callback endpoint.
    Async,
    /// When we ask for it.
    Poll,
}

/// What the user is asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Names the authentication request towards the device.
    pub(crate) auth_req_id: Secret,
    /// How long the auth_req_id is valid, in seconds.
    pub(crate) expires_in: u64,
    /// What the user reads.
    pub(crate) message: String,
}

impl Question {
    /// How long the user is given, in seconds: four fifths of what is left, so that the client can still get the
    /// result; at least 5, because the device takes no less, and at most `cap`.
    fn user_timeout(&self, cap: u64) -> u64 {
        (self.expires_in.saturating_mul(4) / 5).max(5).min(cap)
    }
}

/// What the device says the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeviceResult {
    /// The user said yes.
    Allow,
    /// The user said no.
    Deny,
    /// The user said nothing.
    Timeout,
}

impl DeviceResult {
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Allow => Outcome::Allowed,
            Self::Deny => Outcome::Denied,
            Self::Timeout => Outcome::TimedOut,
        }
    }
}

/// Asks the user and completes the authentication; in async mode the callback completes it.
pub(crate) async fn ask(state: AppState, transaction: Transaction, question: Question) {
    let mode = state.settings.authentication_device.mode;
    let asked = match mode {
        Mode::Sync => sync::ask(&state, &transaction, &question).await.map(Some),
        Mode::Poll => poll::ask(&state, &transaction, &question).await.map(Some),
        Mode::Async => asynchronous::ask(&state, &transaction, &question).await,
    };
    let outcome = match asked {
        Ok(Some(result)) => result.outcome(),
        Ok(None) => return,
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(?mode, error = %error, cause, "the user could not be asked");
            Outcome::NotAsked
        }
    };
    if let Err(error) = completion::complete(&state, &transaction, outcome).await {
        tracing::error!(error = %error, "the outcome of an authentication could not be recorded");
    }
}

#[cfg(test)]
mod tests;
