//! The keys of the clients that sign, and of those that issue hints.

use std::collections::HashMap;

use fake_authlete::Client;
use serde_json::json;

use super::clients::{clients, name, signs};
use suite::error::SuiteError;
use suite::jose::SigningKey;

/// The suite's own keys, which many servers may know.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(super) clients: HashMap<u64, ClientKeys>,
    pub(super) hint_issuer: SigningKey,
}

impl Keys {
    /// Makes those of the clients of `fixtures/`.
    pub(crate) fn generate() -> Result<Self, SuiteError> {
        let mut keys = HashMap::new();
        for client in clients()?.iter().filter(|client| signs(client)) {
            keys.insert(client.client_id, ClientKeys::generate(client)?);
        }
        Ok(Self {
            clients: keys,
            hint_issuer: SigningKey::generate("hint-1")?,
        })
    }
}

/// The keys of a client that signs.
#[derive(Clone)]
pub(super) struct ClientKeys {
    pub(super) first: SigningKey,
    /// One for another algorithm, where the client has registered which one signs its requests.
    pub(super) other: Option<SigningKey>,
}

impl ClientKeys {
    pub(super) fn generate(client: &Client) -> Result<Self, SuiteError> {
        let name = name(client);
        let has_alg = client
            .backchannel_authentication_request_signing_alg
            .is_some();
        Ok(Self {
            first: SigningKey::generate(&name)?,
            other: has_alg
                .then(|| SigningKey::generate_ed25519(&format!("{name}-eddsa")))
                .transpose()?,
        })
    }

    /// What the OP knows of them.
    pub(super) fn public(&self) -> serde_json::Value {
        let keys: Vec<_> = [Some(&self.first), self.other.as_ref()]
            .into_iter()
            .flatten()
            .map(SigningKey::public_jwk)
            .collect();
        json!({ "keys": keys })
    }
}
