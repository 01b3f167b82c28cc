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
mod poll;
mod settings;
mod sync;

use serde::Deserialize;

use crate::http_client::HttpClientError;
use crate::sealed_state::StateKeys;
use crate::secret::AuthReqId;
use crate::transaction::{Outcome, Transaction};
use client::{DeviceClient, DeviceError, DeviceRequest};
pub use settings::{AuthenticationDeviceSettings, Mode};

/// What the user is asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Names the authentication request towards the device.
    pub(crate) auth_req_id: AuthReqId,
    /// How long the auth_req_id is valid, in seconds.
    pub(crate) expires_in: u64,
    /// What the user reads.
    pub(crate) message: String,
}

impl Question {
    /// How long the user is given, in seconds: as long as the auth_req_id lives, because that is what the client was
    /// told (section 7.3); at least 5, because the device takes no less, and at most `cap`.
    fn user_timeout(&self, cap: u64) -> u64 {
        self.expires_in.max(5).min(cap)
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

/// The authentication devices of all users, behind one API.
#[derive(Clone, Debug)]
pub(crate) struct AuthenticationDevice {
    client: DeviceClient,
    settings: AuthenticationDeviceSettings,
    /// Seals what a callback has to bring back.
    pub(crate) state_keys: StateKeys,
}

impl AuthenticationDevice {
    /// Prepares a client; nothing is sent yet.
    pub(crate) fn new(
        settings: &AuthenticationDeviceSettings,
        state_keys: StateKeys,
    ) -> Result<Self, HttpClientError> {
        Ok(Self {
            client: DeviceClient::new(settings)?,
            state_keys,
            settings: settings.clone(),
        })
    }

    /// Asks the user. `None`: the result will come, or has come, to the callback endpoint.
    pub(crate) async fn ask(
        &self,
        transaction: &Transaction,
        question: &Question,
    ) -> Result<Option<DeviceResult>, DeviceError> {
        let request = DeviceRequest::new(&self.settings, &transaction.subject, question);
        match self.settings.mode {
            Mode::Sync => sync::ask(self, &request).await.map(Some),
            Mode::Poll => poll::ask(self, &request).await.map(Some),
            Mode::Async => asynchronous::ask(self, request, transaction).await,
        }
    }
}

#[cfg(test)]
mod tests;
