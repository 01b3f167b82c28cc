//! What the fake remembers: authentication requests, tokens and the JWT IDs that were used.

mod bounded;
mod grants;
mod record;
mod requests;
#[cfg(test)]
mod tests;
mod used_jwts;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use grants::{AccessGrant, RefreshGrant};
pub(crate) use record::{AuthenticationRequest, Authorization, Decision, HintType, Poll, Refusal};
pub(crate) use requests::{IssueError, RequestStore};
pub(crate) use used_jwts::{JwtPurpose, UsedJwts};

use self::bounded::Bounded;

/// How many authentication requests are remembered at most.
const MAX_REQUESTS: usize = 10_000;

/// How many refresh tokens are remembered at most.
const MAX_REFRESH_TOKENS: usize = 10_000;

/// How many access tokens are remembered at most.
const MAX_ACCESS_TOKENS: usize = 10_000;

/// How long an expired access token is still known to have existed.
const ACCESS_TOKEN_RETENTION_MILLIS: u64 = 600_000;

/// How many used JWT IDs are remembered at most.
const MAX_USED_JWTS: usize = 100_000;

/// Everything that changes while the fake runs. Each part is locked by itself and never for longer than a look-up.
pub(crate) struct Store {
    requests: Mutex<RequestStore>,
    access_tokens: Mutex<Bounded<Arc<AccessGrant>>>,
    refresh_tokens: Mutex<Bounded<RefreshGrant>>,
    used_jwts: Mutex<UsedJwts>,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self {
            requests: Mutex::new(RequestStore::new(MAX_REQUESTS)),
            access_tokens: Mutex::new(Bounded::new(MAX_ACCESS_TOKENS)),
            refresh_tokens: Mutex::new(Bounded::new(MAX_REFRESH_TOKENS)),
            used_jwts: Mutex::new(UsedJwts::new(MAX_USED_JWTS)),
        }
    }

    pub(crate) fn requests(&self) -> MutexGuard<'_, RequestStore> {
        locked(&self.requests)
    }

    pub(crate) fn used_jwts(&self) -> MutexGuard<'_, UsedJwts> {
        locked(&self.used_jwts)
    }

    /// Remembers an access token until some time after it expires.
    pub(crate) fn keep_access_token(&self, token: String, grant: AccessGrant, now_millis: u64) {
        let forget_at = grant
            .expires_at_millis
            .saturating_add(ACCESS_TOKEN_RETENTION_MILLIS);
        let mut tokens = locked(&self.access_tokens);
        tokens.forget_until(now_millis);
        tokens.insert(token, Arc::new(grant), forget_at);
    }

    /// What an access token stands for, expired or not.
    pub(crate) fn access_token(&self, token: &str, now_millis: u64) -> Option<Arc<AccessGrant>> {
        let mut tokens = locked(&self.access_tokens);
        tokens.forget_until(now_millis);
        tokens.get(token).map(Arc::clone)
    }

    /// Remembers a refresh token until it expires.
    pub(crate) fn keep_refresh_token(&self, token: String, grant: RefreshGrant, now_millis: u64) {
        let forget_at = grant.expires_at_millis;
        let mut tokens = locked(&self.refresh_tokens);
        tokens.forget_until(now_millis);
        tokens.insert(token, grant, forget_at);
    }

    /// Takes a refresh token out of the store if `accepts` says yes to what it stands for; it is used up then.
    pub(crate) fn take_refresh_token<E>(
        &self,
        token: &str,
        now_millis: u64,
        missing: E,
        accepts: impl FnOnce(&RefreshGrant) -> Result<(), E>,
    ) -> Result<RefreshGrant, E> {
        let mut tokens = locked(&self.refresh_tokens);
        tokens.forget_until(now_millis);
        match tokens.get(token) {
            Some(grant) => accepts(grant)?,
            None => return Err(missing),
        }
        tokens.remove(token).ok_or(missing)
    }
}

/// A panic while the lock was held leaves nothing half done here: every change is one insertion or removal.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
