use std::error::Error;

use reference_server::config;
use reference_server::log::LogError;

/// Why the reference server did not start, or did not end in order.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error(transparent)]
    Config(#[from] config::ConfigError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Serve(#[from] embedded::serve::ServeError),
}

impl ServeError {
    pub(super) const fn is_configuration(&self) -> bool {
        match self {
            Self::Config(_) | Self::Log(_) => true,
            Self::Serve(error) => error.is_configuration(),
        }
    }
}

/// An error with what has caused it.
pub(super) fn with_causes(error: &ServeError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
