//! The service behind the API: everything that a call works on.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};

use crate::clients::ClientRegistry;
use crate::clock::Clock;
use crate::config::{Config, Endpoints, Observer};
use crate::keys::SigningKeys;
use crate::service_settings::ServiceSettings;
use crate::store::Store;
use crate::switches::Switches;

/// One service of Authlete's, with its clients and its memory.
pub(crate) struct Service {
    configured: RwLock<Arc<Configured>>,
    pub(crate) clients: ClientRegistry,
    pub(crate) keys: SigningKeys,
    pub(crate) store: Store,
    pub(crate) switches: Switches,
    pub(crate) observer: Option<Observer>,
    clock: Arc<dyn Clock>,
}

/// What `service/update` can change, at one moment.
#[derive(Clone)]
pub(crate) struct Configured {
    pub(crate) settings: ServiceSettings,
    pub(crate) endpoints: Endpoints,
    /// The properties as the last update gave them, for those that the fake only keeps.
    pub(crate) given: Map<String, Value>,
}

impl Service {
    pub(crate) fn new(config: Config) -> Self {
        let now = config.clock.now_millis();
        Self {
            configured: RwLock::new(Arc::new(Configured {
                endpoints: Endpoints::of(&config.issuer),
                settings: config.service,
                given: Map::new(),
            })),
            clients: ClientRegistry::new(config.clients, now),
            keys: config.keys,
            store: Store::new(),
            switches: Switches::default(),
            observer: config.observer,
            clock: config.clock,
        }
    }

    /// What the service is set to now; an update does not change what was handed out.
    pub(crate) fn configured(&self) -> Arc<Configured> {
        Arc::clone(
            &self
                .configured
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    pub(crate) fn configure(&self, configured: Configured) {
        *self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(configured);
    }

    pub(crate) fn now_millis(&self) -> u64 {
        self.clock.now_millis()
    }

    pub(crate) fn now_seconds(&self) -> u64 {
        self.now_millis() / 1000
    }
}
