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
mod question;
mod settings;
mod sync;

use crate::http_client::HttpClientError;
use crate::sealed_state::StateKeys;
use crate::transaction::Transaction;
use client::{DeviceClient, DeviceError, DeviceRequest};
pub(crate) use question::{DeviceResult, Question};
pub use settings::{AuthenticationDeviceSettings, Mode};

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
        let (client, settings) = (&self.client, &self.settings);
        let mut request = DeviceRequest::new(settings, &transaction.subject, question);
        match settings.mode {
            Mode::Sync => sync::ask(client, settings, &request).await.map(Some),
            Mode::Poll => poll::ask(client, settings, &request).await.map(Some),
            Mode::Async => {
                let state = self.state_keys.seal(transaction)?;
                request.state = Some(state.expose().to_owned());
                asynchronous::ask(client, settings, &request).await?;
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests;
