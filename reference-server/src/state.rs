//! What the routes share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::authentication_device::AuthenticationDevice;
use crate::authlete::{AuthleteApi, AuthleteClient};
use crate::background::Background;
use crate::clock::{Clock, SystemClock};
use crate::http_client::HttpClientError;
use crate::ledger::Ledger;
use crate::notification::Notifier;
use crate::sealed_state::StateKeys;
use crate::settings::Settings;

/// What each request is handed: one count goes up, not one for each part.
pub(crate) type Shared = Arc<AppState>;

/// Everything that the routes of one server share. Clones share it too.
#[derive(Clone)]
pub struct AppState {
    /// Authlete. May be replaced, by a decorator for example, before the state is handed to `router`.
    pub authlete: Arc<dyn AuthleteApi>,
    /// The time of day. May be replaced as well.
    pub clock: Arc<dyn Clock>,
    /// The settings that the state was made from.
    pub settings: Arc<Settings>,
    /// The work that goes on after an answer.
    pub background: Background,
    pub(crate) device: Arc<AuthenticationDevice>,
    pub(crate) notifier: Arc<Notifier>,
    /// What is being settled here.
    pub(crate) ledger: Ledger,
    /// How many more authentications may be under way.
    pub(crate) capacity: Arc<Semaphore>,
    /// How many more requests may be.
    pub(crate) requests: Arc<Semaphore>,
    /// How many more signatures may be verified: whatever they cost, one processor is left for the rest.
    pub(crate) verifications: Arc<Semaphore>,
}

impl AppState {
    /// Prepares the clients for Authlete, the authentication device and the notifications; nothing is sent yet.
    pub fn new(settings: Settings) -> Result<Self, HttpClientError> {
        let authlete = AuthleteClient::new(
            &settings.authlete,
            settings.authlete_timeout,
            settings.authlete_max_calls,
            settings.repetition,
        )?;
        let device = &settings.authentication_device;
        let state_keys = StateKeys::new(&settings.state_keys, &settings.issuer);
        Ok(Self {
            authlete: Arc::new(authlete),
            clock: Arc::new(SystemClock),
            background: Background::default(),
            device: Arc::new(AuthenticationDevice::new(device, state_keys)?),
            notifier: Arc::new(Notifier::new(settings.notification_timeout)?),
            ledger: Ledger::default(),
            capacity: Arc::new(Semaphore::new(device.max_pending)),
            requests: Arc::new(Semaphore::new(settings.max_requests)),
            verifications: Arc::new(Semaphore::new(all_processors_but_one())),
            settings: Arc::new(settings),
        })
    }
}

/// One at least.
fn all_processors_but_one() -> usize {
    std::thread::available_parallelism().map_or(1, |all| all.get().saturating_sub(1).max(1))
}
