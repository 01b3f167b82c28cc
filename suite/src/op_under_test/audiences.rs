//! Whom client assertions at the token endpoint are made out to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::config::Audience;

/// What came out of asking the OP, by client.
///
/// OpenID Connect Core 1.0, section 9, has the token endpoint's URL for the audience, and CIBA Core 1.0, section 7.1, binds
/// the backchannel authentication endpoint alone to take the issuer: at the token endpoint an OP may take either.
#[derive(Debug, Default)]
pub struct Audiences(Mutex<HashMap<String, Audience>>);

impl Audiences {
    /// The audience for the client of this name, if it was asked for.
    pub fn of(&self, client: &str) -> Option<Audience> {
        // A poisoned lock only means that another task panicked; the map is whole.
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(client).copied()
    }

    /// Keeps what the OP takes.
    pub fn settle(&self, client: &str, audience: Audience) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.insert(client.to_owned(), audience);
    }
}
