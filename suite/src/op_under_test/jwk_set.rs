//! The OP's keys.

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::Value;

/// A JWK Set; null where there is none.
pub type Keys = Arc<Value>;

/// The OP's keys, as they were read last: it may have others meanwhile.
#[derive(Debug, Default)]
pub struct JwkSet(RwLock<Keys>);

impl JwkSet {
    /// With what was read at first.
    pub fn new(document: Value) -> Self {
        Self(RwLock::new(Arc::new(document)))
    }

    /// As it was read last.
    pub fn current(&self) -> Keys {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what was read now.
    pub fn replace(&self, document: Value) {
        // A poisoned lock only means that another task panicked; the document is whole.
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(document);
    }
}
