use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::config::read::read;
use crate::config::{ConfigError, ConnectionConfig, Environment, Secret};
use crate::jose::{DecryptionKey, SigningError, SigningKey};

/// What a target file points to: variables, and files relative to it.
pub(super) struct Resolver<'a> {
    folder: &'a Path,
    environment: &'a Environment,
}

/// The keys of a client.
#[derive(Default)]
pub(super) struct Keys {
    /// The one to sign with, if there is any.
    pub(super) first: Option<SigningKey>,
    /// Another one, for another algorithm.
    pub(super) other: Option<SigningKey>,
    /// Those that read what is encrypted to the client.
    pub(super) decrypting: Vec<DecryptionKey>,
}

impl<'a> Resolver<'a> {
    pub(super) const fn new(folder: &'a Path, environment: &'a Environment) -> Self {
        Self {
            folder,
            environment,
        }
    }

    pub(super) const fn environment(&self) -> &Environment {
        self.environment
    }

    /// A path in the file, with `file:` before it or not.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path.strip_prefix("file:").unwrap_or(path))
    }

    /// A value that is written out, or `env:NAME`, or `file:PATH`, whose last line end is no part of it.
    pub(super) fn secret(&self, place: &str, value: String) -> Result<Secret, ConfigError> {
        let secret = if let Some(variable) = value.strip_prefix("env:") {
            let value = self.environment.get(variable);
            value
                .map(ToOwned::to_owned)
                .ok_or_else(|| ConfigError::UnsetVariable {
                    place: place.to_owned(),
                    variable: variable.to_owned(),
                })?
        } else if value.starts_with("file:") {
            let text = self.read(place, &value)?;
            let line = text.strip_suffix('\n').unwrap_or(&text);
            line.strip_suffix('\r').unwrap_or(line).to_owned()
        } else {
            value.clone()
        };
        if secret.is_empty() {
            let what = if value.is_empty() {
                "it".to_owned()
            } else {
                value
            };
            return Err(ConfigError::unusable(
                place,
                format!("{what} is empty; a value is needed, or leave the key out"),
            ));
        }
        Ok(Secret::new(secret))
    }

    pub(super) fn optional_secret(
        &self,
        place: &str,
        value: Option<String>,
    ) -> Result<Option<Secret>, ConfigError> {
        value.map(|value| self.secret(place, value)).transpose()
    }

    pub(super) fn json(&self, place: &str, path: &str) -> Result<Value, ConfigError> {
        serde_json::from_str(&self.read(place, path)?)
            .map_err(|error| ConfigError::unusable(place, format!("{path} is no JSON: {error}")))
    }

    /// A file of certificates in PEM.
    pub(super) fn certificates(&self, place: &str, path: &str) -> Result<Vec<u8>, ConfigError> {
        ConnectionConfig::read_certificates(&self.path(path))
            .map_err(|error| ConfigError::unusable(place, error.to_string()))
    }

    /// The first key of a JWK Set (or the JWK) that can sign with `alg`, the first that is for another algorithm, and those
    /// that decrypt. Who signs needs one to sign with.
    pub(super) fn keys(
        &self,
        place: &str,
        path: &str,
        alg: Option<&str>,
        signs: bool,
    ) -> Result<Keys, ConfigError> {
        let document = self.json(place, path)?;
        let unusable = |reason: &str| ConfigError::unusable(place, format!("{path} {reason}"));
        let jwks: Vec<&Value> = match document.get("keys").and_then(Value::as_array) {
            Some(keys) => keys.iter().collect(),
            None => vec![&document],
        };
        let decrypting = decryption_keys(&jwks);
        let (keys, refused) = signing_keys(&jwks);
        if keys.is_empty() && (signs || decrypting.is_empty()) {
            let why = refused.map_or_else(|| "it is empty".to_owned(), |error| error.to_string());
            return Err(unusable(&format!("has no private key to sign with: {why}")));
        }
        let first = match alg {
            None => keys.first().cloned(),
            Some(alg) => keys.iter().find_map(|key| key.for_alg(alg)),
        };
        if let (Some(alg), None) = (alg, &first) {
            let algs: Vec<&str> = keys.iter().map(SigningKey::alg).collect();
            return Err(unusable(&format!(
                "has no key for {alg}; it has keys for {}",
                algs.join(", ")
            )));
        }
        let other = first.as_ref().and_then(|first| {
            keys.into_iter()
                .find(|other| other.kid() != first.kid() && other.alg() != first.alg())
        });
        Ok(Keys {
            first,
            other,
            decrypting,
        })
    }

    fn read(&self, place: &str, path: &str) -> Result<String, ConfigError> {
        read(&self.path(path)).map_err(|error| ConfigError::unusable(place, error.to_string()))
    }
}

/// Others may be of types that the suite cannot sign with; it needs none of them. The first refusal says why.
fn signing_keys(jwks: &[&Value]) -> (Vec<SigningKey>, Option<SigningError>) {
    let mut refused = None;
    let keys = jwks
        .iter()
        .filter(|jwk| use_of(jwk) != Some("enc"))
        .filter_map(|jwk| match SigningKey::from_jwk(jwk) {
            Ok(key) => Some(key),
            Err(error) => {
                refused.get_or_insert(error);
                None
            }
        })
        .collect();
    (keys, refused)
}

/// A key that does not say what it is for serves both.
fn decryption_keys(jwks: &[&Value]) -> Vec<DecryptionKey> {
    jwks.iter()
        .filter(|jwk| use_of(jwk) != Some("sig"))
        .filter_map(|jwk| DecryptionKey::from_jwk(jwk).ok())
        .collect()
}

fn use_of(jwk: &Value) -> Option<&str> {
    jwk.get("use").and_then(Value::as_str)
}
