//! TOML that people write: what is wrong with it is said by line.

use serde::de::DeserializeOwned;

/// What is wrong with a TOML text, and where. The line itself is not quoted: it may hold a secret.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct TomlError {
    line: usize,
    message: String,
}

/// Reads a TOML text.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, TomlError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.bytes().take(start);
        TomlError {
            line: 1 + before.filter(|byte| *byte == b'\n').count(),
            message: error.message().to_owned(),
        }
    })
}
