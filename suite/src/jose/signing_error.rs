use thiserror::Error;

/// Why a JWT could not be made: our side's fault, never the OP's.
#[derive(Debug, Error)]
pub enum SigningError {
    /// The key could not be made or used.
    #[error("cannot sign with the client's key: {0}")]
    Key(String),
    /// A claim of ours cannot be written.
    #[error("cannot make the claims of a JWT: {0}")]
    Claim(String),
}
