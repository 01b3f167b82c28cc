use thiserror::Error;

/// Why the content of a JWE cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DecryptionError {
    /// It is no JWE in compact form.
    #[error("no JWE in compact form: {0}")]
    Malformed(String),
    /// The client has no key of the kind that its algorithms are for.
    #[error("no private key of the client fits alg {alg} and kid {kid}")]
    NoKey {
        /// The header's `alg`.
        alg: String,
        /// The header's `kid`, or a dash.
        kid: String,
    },
    /// Nothing here decrypts it.
    #[error("{0}, which this suite does not decrypt")]
    Unsupported(String),
    /// The key that it names does not open it.
    #[error("the client's key {0} does not decrypt it")]
    Undecryptable(String),
}
