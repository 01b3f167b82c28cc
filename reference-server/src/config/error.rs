//! What can be wrong with a configuration. The texts are for the person who wrote it.

use std::path::PathBuf;

use crate::toml_text::TomlError;
use crate::users::UserDirectoryError;

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read {path}", path = path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file that is not what it should be; the text names the line.
    #[error("{path}: {fault}", path = path.display())]
    Syntax {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        fault: TomlError,
    },
    /// A file that holds no JWK Set.
    #[error("{path}: expected a JWK Set in JSON", path = path.display())]
    Jwks {
        /// Which one.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A value that makes no sense.
    #[error("{name}: expected {expected}, got {got:?}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What it takes.
        expected: &'static str,
        /// What it got. Never a secret.
        got: String,
    },
    /// Authlete is configured in part.
    #[error(
        "authlete is configured in part: expected {missing} for API version {version}, which {verb} not set; \
         set {missing}{alternative}, or unset all AUTHLETE_ variables and let `ciba-conformance serve` bring a fake along",
        missing = missing.join(" and "),
        verb = if missing.len() == 1 { "is" } else { "are" }
    )]
    AuthleteIncomplete {
        /// V2 or V3.
        version: &'static str,
        /// The names of the variables that are not set.
        missing: Vec<&'static str>,
        /// Another way to complete the configuration, where there is one.
        alternative: &'static str,
    },
    /// Authlete or the authentication device is not configured.
    #[error(
        "{missing}; `ciba-conformance serve` (from the sources: `cargo run -- serve`) starts this server with a fake \
         authlete and a simulator of the device where none are configured",
        missing = missing.join("; ")
    )]
    Alone {
        /// Who is missing, and what to set.
        missing: Vec<&'static str>,
    },
    /// The users cannot be used.
    #[error(transparent)]
    Users(#[from] UserDirectoryError),
}
