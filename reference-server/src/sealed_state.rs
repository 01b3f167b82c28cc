//! The `state` that an authentication device in async mode keeps for us and gives back with the result.
//!
//! It holds all that completion needs, sealed (ChaCha20-Poly1305), so that no copy of this server has to remember
//! anything: the one that gets the callback may have been started after the question was asked. Only this Issuer's
//! servers with one of the keys can read it or make one.
//!
//! The keys are a list, so that they can be rotated without losing what waits: add the new key at the end
//! everywhere, then put it first everywhere, then drop the old one when the requests of its time have expired. A key
//! seals with random nonces of 96 bits: change it before it has sealed 2^32 states.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand::RngCore as _;
use rand::rngs::OsRng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::secret::SealedState;
use crate::transaction::Transaction;

/// Names the contents: another version of them cannot be opened as this one.
const PURPOSE: &[u8] = b"ciba authentication device state 1 ";

const KEY_LEN: usize = 32;

/// A key that seals and opens states: 256 bits.
#[derive(Clone)]
pub struct StateKey([u8; KEY_LEN]);

/// Why a text is no key. It does not quote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 random bytes in base64, as `openssl rand -base64 32` prints them")]
pub struct StateKeyError;

/// Why a state was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the state for the authentication device could not be sealed")]
pub(crate) struct SealError;

/// Why a state is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OpenError {
    #[error(
        "no server of this issuer has sealed the state with one of the keys, or it was altered"
    )]
    NotOurs,
    #[error("the authentication request that the state is about has expired")]
    Expired,
}

impl StateKey {
    /// Reads a key: 32 bytes in base64, in either alphabet.
    pub fn from_base64(text: &str) -> Result<Self, StateKeyError> {
        let text = text.trim();
        let bytes = STANDARD
            .decode(text)
            .or_else(|_| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')));
        let bytes = bytes.map_err(|_| StateKeyError)?;
        bytes.try_into().map(Self).map_err(|_| StateKeyError)
    }

    /// Makes a key that nobody else has.
    pub fn generate() -> Self {
        let mut key = [0; KEY_LEN];
        OsRng.fill_bytes(&mut key);
        Self(key)
    }

    fn cipher(&self) -> Result<LessSafeKey, ring::error::Unspecified> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.0).map(LessSafeKey::new)
    }
}

impl fmt::Debug for StateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StateKey([redacted])")
    }
}

/// The keys of one server: the first seals, each opens.
#[derive(Clone, Debug)]
pub(crate) struct StateKeys {
    keys: Vec<StateKey>,
    associated: Vec<u8>,
}

impl StateKeys {
    /// Keys of the servers that go by this Issuer; without any, one is made that lasts as long as this value.
    pub(crate) fn new(keys: &[StateKey], issuer: &str) -> Self {
        let keys = match keys {
            [] => vec![StateKey::generate()],
            keys => keys.to_vec(),
        };
        Self {
            keys,
            associated: [PURPOSE, issuer.as_bytes()].concat(),
        }
    }

    /// A text that holds the transaction, for the device to keep.
    pub(crate) fn seal(&self, transaction: &Transaction) -> Result<SealedState, SealError> {
        let key = self.keys.first().ok_or(SealError)?;
        let cipher = key.cipher().map_err(|_| SealError)?;
        let mut sealed = serde_json::to_vec(transaction).map_err(|_| SealError)?;
        let mut nonce = [0; NONCE_LEN];
        OsRng.fill_bytes(&mut nonce);
        let associated = Aad::from(self.associated.as_slice());
        cipher
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), associated, &mut sealed)
            .map_err(|_| SealError)?;
        Ok(URL_SAFE_NO_PAD
            .encode([nonce.as_slice(), &sealed].concat())
            .into())
    }

    /// What a state holds, at this time (seconds since the epoch).
    pub(crate) fn open(&self, state: &SealedState, now: u64) -> Result<Transaction, OpenError> {
        let sealed = URL_SAFE_NO_PAD
            .decode(state.expose())
            .map_err(|_| OpenError::NotOurs)?;
        let transaction = self
            .keys
            .iter()
            .find_map(|key| self.open_with(key, &sealed))
            .ok_or(OpenError::NotOurs)?;
        if transaction.expires_at <= now {
            return Err(OpenError::Expired);
        }
        Ok(transaction)
    }

    fn open_with(&self, key: &StateKey, sealed: &[u8]) -> Option<Transaction> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let associated = Aad::from(self.associated.as_slice());
        let opened = key
            .cipher()
            .ok()?
            .open_in_place(nonce, associated, &mut sealed)
            .ok()?;
        serde_json::from_slice(opened).ok()
    }
}

#[cfg(test)]
mod tests;
