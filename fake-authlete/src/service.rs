//! The service behind the API: everything that a call works on.

use std::sync::Arc;

use crate::clients::ClientRegistry;
use crate::clock::Clock;
use crate::config::{Config, Endpoints, Observer};
use crate::keys::SigningKeys;
use crate::service_settings::ServiceSettings;
use crate::store::Store;
use crate::switches::Switches;

/// One service of Authlete's, with its clients and its memory.
pub(crate) struct Service {
    pub(crate) endpoints: Endpoints,
    pub(crate) settings: ServiceSettings,
    pub(crate) clients: ClientRegistry,
    pub(crate) keys: SigningKeys,
    pub(crate) store: Store,
    pub(crate) switches: Switches,
    pub(crate) observer: Option<Observer>,
    clock: Arc<dyn Clock>,
}

impl Service {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            endpoints: Endpoints::of(&config.issuer),
            settings: config.service,
            clients: ClientRegistry::new(config.clients),
            keys: config.keys,
            store: Store::new(),
            switches: Switches::default(),
            observer: config.observer,
            clock: config.clock,
        }
    }

    pub(crate) fn now_millis(&self) -> u64 {
        self.clock.now_millis()
    }

    pub(crate) fn now_seconds(&self) -> u64 {
        self.now_millis() / 1000
    }
}
