use super::serve_error::{ServeError, with_causes};
use suite::catalogue::CatalogueError;
use suite::config::ConfigError;
use suite::error::SuiteError;
use suite::preflight::PreflightError;

/// Why a command ended without a verdict.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The user's configuration. Exit code 2.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Our side, or the way to the target. Exit code 3.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The suite's own data. Exit code 3.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The reference server. Exit code 2 where another configuration would help, 3 otherwise.
    #[error("{}", with_causes(.0))]
    Serve(#[from] ServeError),
    /// A report could not be written. Exit code 2.
    #[error("cannot write the report {file}: {reason}")]
    Report {
        /// The file.
        file: String,
        /// Why not.
        reason: String,
    },
}

impl From<PreflightError> for CliError {
    fn from(error: PreflightError) -> Self {
        match error {
            PreflightError::Config(error) => Self::Config(error),
            PreflightError::Suite(error) => Self::Suite(error),
        }
    }
}

impl CliError {
    /// The exit code that belongs to the error.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Report { .. } => 2,
            Self::Serve(error) if error.is_configuration() => 2,
            Self::Serve(_) | Self::Suite(_) | Self::Catalogue(_) => 3,
        }
    }
}
