//! Finds clients by either of their names, and keeps what registration says about them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::{Map, Value};

use super::Client;

/// How many clients a service holds at most; memory is not for ever.
const MAX_CLIENTS: usize = 1000;

/// The clients of the service, by number and by alias.
pub(crate) struct ClientRegistry {
    clients: RwLock<Clients>,
}

#[derive(Default)]
struct Clients {
    by_id: BTreeMap<u64, Arc<Registration>>,
    ids_by_alias: HashMap<String, u64>,
    next_number: u64,
}

/// A client with what only the management APIs tell about it.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) client: Arc<Client>,
    /// A client that cannot keep a secret: it may not use CIBA.
    pub(crate) public: bool,
    pub(crate) locked: bool,
    pub(crate) developer: Option<String>,
    pub(crate) created_at: u64,
    pub(crate) modified_at: u64,
    /// The sequential number that Authlete counts clients by.
    pub(crate) number: u64,
    /// The properties that the fake only keeps.
    pub(crate) kept: Map<String, Value>,
}

/// A client together with the name by which it was found.
#[derive(Clone, Debug)]
pub(crate) struct IdentifiedClient {
    pub(crate) client: Arc<Client>,
    /// Whether the client used its alias.
    pub(crate) alias_used: bool,
    pub(crate) public: bool,
    pub(crate) locked: bool,
}

/// Why a client cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegistryError {
    /// Another client has the alias or the number.
    NameTaken,
    Full,
    Unknown,
}

impl IdentifiedClient {
    /// The identifier that the client used: what ID Tokens for it name as audience.
    pub(crate) fn identifier(&self) -> String {
        match &self.client.client_id_alias {
            Some(alias) if self.alias_used => alias.clone(),
            _ => self.client.client_id.to_string(),
        }
    }
}

impl Registration {
    /// What registration says about a client of which nothing but its own properties is known.
    pub(crate) fn of(client: Client, now: u64) -> Self {
        Self {
            client: Arc::new(client),
            public: false,
            locked: false,
            developer: None,
            created_at: now,
            modified_at: now,
            number: 0,
            kept: Map::new(),
        }
    }
}

impl ClientRegistry {
    pub(crate) fn new(clients: Vec<Client>, now: u64) -> Self {
        let registry = Self {
            clients: RwLock::default(),
        };
        for client in clients {
            // Two clients of one name in a configuration: the later one stands, as before there was a registry.
            drop(registry.write().insert(Registration::of(client, now)));
        }
        registry
    }

    pub(crate) fn find(&self, name: &str) -> Option<IdentifiedClient> {
        let clients = self.read();
        let registration = clients.named(name)?;
        let client = Arc::clone(&registration.client);
        let alias_used = client.client_id_alias.as_deref() == Some(name);
        Some(IdentifiedClient {
            client,
            alias_used,
            public: registration.public,
            locked: registration.locked,
        })
    }

    pub(crate) fn registration(&self, name: &str) -> Option<Arc<Registration>> {
        self.read().named(name).map(Arc::clone)
    }

    /// All clients, the oldest first, and of that developer alone if one is named.
    pub(crate) fn list(&self, developer: Option<&str>) -> Vec<Arc<Registration>> {
        let clients = self.read();
        let mut list: Vec<_> = clients
            .by_id
            .values()
            .filter(|it| developer.is_none() || it.developer.as_deref() == developer)
            .map(Arc::clone)
            .collect();
        list.sort_by_key(|registration| registration.number);
        list
    }

    /// Registers a client under a number and an alias that nobody has.
    pub(crate) fn create(
        &self,
        registration: Registration,
    ) -> Result<Arc<Registration>, RegistryError> {
        let mut clients = self.write();
        if clients.by_id.len() >= MAX_CLIENTS {
            return Err(RegistryError::Full);
        }
        clients.check_names(&registration.client, None)?;
        Ok(clients.insert(registration))
    }

    /// Registers a client anew, made from what is registered.
    pub(crate) fn update<E: From<RegistryError>>(
        &self,
        name: &str,
        change: impl FnOnce(&Registration) -> Result<Registration, E>,
    ) -> Result<Arc<Registration>, E> {
        let mut clients = self.write();
        let old = clients
            .named(name)
            .map(Arc::clone)
            .ok_or(RegistryError::Unknown)?;
        let new = change(&old)?;
        clients.check_names(&new.client, Some(old.client.client_id))?;
        clients.remove(&old);
        Ok(clients.insert(new))
    }

    /// Removes a client; whether there was one.
    pub(crate) fn delete(&self, name: &str) -> bool {
        let mut clients = self.write();
        match clients.named(name).map(Arc::clone) {
            Some(registration) => {
                clients.remove(&registration);
                true
            }
            None => false,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Clients> {
        self.clients.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Clients> {
        self.clients.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clients {
    fn named(&self, name: &str) -> Option<&Arc<Registration>> {
        let by_alias = self.ids_by_alias.get(name).copied();
        let id = by_alias.or_else(|| name.parse().ok())?;
        let registration = self.by_id.get(&id)?;
        // A number with a sign or zeros in front is nobody's name.
        registration.client.is_named(name).then_some(registration)
    }

    /// Refuses a client whose names others have; `own` is the number of the one that it replaces.
    fn check_names(&self, client: &Client, own: Option<u64>) -> Result<(), RegistryError> {
        let id = client.client_id.to_string();
        let names = [Some(id.as_str()), client.client_id_alias.as_deref()];
        let taken = names.into_iter().flatten().any(|name| {
            self.named(name)
                .is_some_and(|other| Some(other.client.client_id) != own)
        });
        if taken {
            return Err(RegistryError::NameTaken);
        }
        Ok(())
    }

    fn insert(&mut self, mut registration: Registration) -> Arc<Registration> {
        if registration.number == 0 {
            self.next_number += 1;
            registration.number = self.next_number;
        }
        let client = &registration.client;
        if let Some(alias) = &client.client_id_alias {
            self.ids_by_alias.insert(alias.clone(), client.client_id);
        }
        let registration = Arc::new(registration);
        self.by_id
            .insert(registration.client.client_id, Arc::clone(&registration));
        registration
    }

    fn remove(&mut self, registration: &Registration) {
        if let Some(alias) = &registration.client.client_id_alias {
            self.ids_by_alias.remove(alias);
        }
        self.by_id.remove(&registration.client.client_id);
    }
}
