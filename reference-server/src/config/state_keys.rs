//! What the `state` of the authentication device is sealed with: `CIBA_STATE_KEYS`, or `state_keys` of the file.

use super::{ConfigError, Environment};
use crate::sealed_state::StateKey;
use crate::secret::Secret;

const VARIABLE: &str = "CIBA_STATE_KEYS";

/// The keys in their order; none if none are configured.
pub(super) fn keys(
    file: &[Secret],
    environment: &Environment,
) -> Result<Vec<StateKey>, ConfigError> {
    let Some(variable): Option<Secret> = environment.get(VARIABLE).map(Secret::from) else {
        return file
            .iter()
            .map(|key| read("state_keys", key.expose()))
            .collect();
    };
    variable
        .expose()
        .split(',')
        .map(|key| read(VARIABLE, key))
        .collect()
}

fn read(name: &'static str, key: &str) -> Result<StateKey, ConfigError> {
    StateKey::from_base64(key).map_err(|_| ConfigError::Value {
        name,
        expected: "keys of 32 random bytes in base64, as `openssl rand -base64 32` prints them",
        got: "[redacted]".to_owned(),
    })
}
