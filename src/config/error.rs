use std::path::PathBuf;

use thiserror::Error;

/// What is wrong with what the user told us. Exit code 2.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The target file is not TOML, or has an unknown key or a wrong type.
    #[error("{path} is not a valid target file: {reason}")]
    Malformed {
        /// The file.
        path: String,
        /// What the parser says, with line and column.
        reason: String,
    },
    /// A secret names an environment variable that is not set.
    #[error(
        "{place} names the environment variable {variable}, which is not set: set it, or use `file:PATH`"
    )]
    UnsetVariable {
        /// Where in the target file.
        place: String,
        /// The variable.
        variable: String,
    },
    /// A value is there, but cannot be used.
    #[error("{place}: {reason}")]
    Unusable {
        /// Where in the target file, or which argument.
        place: String,
        /// What was expected and what to do.
        reason: String,
    },
}

impl ConfigError {
    pub(crate) fn unusable(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Unusable {
            place: place.into(),
            reason: reason.into(),
        }
    }
}
