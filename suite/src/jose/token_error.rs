use thiserror::Error;

/// Why a JWT that the OP issued cannot be trusted.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TokenError {
    /// It is no JWS in compact form.
    #[error("not a signed JWT in compact form: {0}")]
    Malformed(String),
    /// Its `alg` is unknown or `none`.
    #[error("signed with alg {0:?}, which no client accepts")]
    Algorithm(String),
    /// A MAC, and the client has no secret that could be its key.
    #[error("a MAC of alg {0}, to a client without client_secret: nobody can verify it")]
    NoSecret(String),
    /// The MAC is not one with the client's secret.
    #[error("a MAC of alg {0} that does not verify with the client_secret")]
    Mac(String),
    /// The OP publishes no key that fits.
    #[error("no key of the OP's JWK Set fits alg {alg} and kid {kid}")]
    NoKey {
        /// The header's `alg`.
        alg: String,
        /// The header's `kid`, or a dash.
        kid: String,
    },
    /// The signature is wrong.
    #[error("the signature does not verify with the OP's key {0}")]
    Signature(String),
}
