//! Requests that wait for a callback, by the `state` that only the device was told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;
use rand::rngs::OsRng;

use crate::secret::Secret;
use crate::transaction::Transaction;

/// A request that waits for the device.
#[derive(Debug)]
pub(crate) struct Waiting {
    transaction: Transaction,
    /// The device's own name for it, once the device has answered.
    request_id: Option<String>,
    expires_at: Instant,
}

impl Waiting {
    /// What its completion needs.
    pub(crate) fn transaction(&self) -> &Transaction {
        &self.transaction
    }
}

/// All requests that wait; expired ones are dropped. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct PendingDecisions {
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
    capacity: usize,
}

impl PendingDecisions {
    /// `capacity` is how many may wait at once.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            waiting: Arc::default(),
            capacity,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a transaction for its lifetime under a new `state` of 256 random bits; `None` if too many wait already.
    pub(super) fn remember(&self, transaction: Transaction, lifetime: Duration) -> Option<Secret> {
        let now = Instant::now();
        let mut random = [0; 32];
        OsRng.fill_bytes(&mut random);
        let state = URL_SAFE_NO_PAD.encode(random);
        let mut waiting = self.lock();
        if waiting.len() >= self.capacity {
            waiting.retain(|_, waiting| waiting.expires_at > now);
        }
        if waiting.len() >= self.capacity {
            return None;
        }
        let entry = Waiting {
            transaction,
            request_id: None,
            expires_at: now.checked_add(lifetime)?,
        };
        waiting.insert(state.clone(), entry);
        Some(state.into())
    }

    /// Notes the device's name for the request: from now on the callback has to know it.
    pub(super) fn learn_request_id(&self, state: &Secret, request_id: String) {
        if let Some(waiting) = self.lock().get_mut(state.expose()) {
            waiting.request_id = Some(request_id);
        }
    }

    /// Drops a request; `None` if it waits no longer.
    pub(super) fn forget(&self, state: &Secret) -> Option<()> {
        self.lock().remove(state.expose()).map(|_| ())
    }

    /// Takes a request out, so that it is completed once; `None` if nothing waits under these names.
    pub(crate) fn take(&self, state: &Secret, request_id: &str) -> Option<Waiting> {
        let mut waiting = self.lock();
        let candidate = waiting.get(state.expose())?;
        let is_its_name = candidate
            .request_id
            .as_deref()
            .is_none_or(|known| known == request_id);
        if !is_its_name {
            return None;
        }
        let taken = waiting.remove(state.expose())?;
        (taken.expires_at > Instant::now()).then_some(taken)
    }

    /// Puts a request back that could not be completed.
    pub(crate) fn put_back(&self, state: &Secret, waiting: Waiting) {
        self.lock().insert(state.expose().to_owned(), waiting);
    }
}
