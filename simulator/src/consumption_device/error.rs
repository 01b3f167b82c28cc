//! Why a flow came to nothing without anybody having said no.

/// What is wrong with a server, or with the way to it.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// An address is missing or is none.
    #[error("{0} is not set to an http or https URL, and the issuer's metadata does not tell it")]
    Endpoint(&'static str),
    /// The metadata cannot be used.
    #[error("the metadata of the issuer cannot be used: {0}")]
    Metadata(String),
    /// Nobody is there.
    #[error("{0} cannot be reached")]
    Unreachable(String),
    /// Nobody answers in time.
    #[error("{0} gave no answer in time")]
    NoAnswer(String),
    /// The answer is too long.
    #[error("the answer of {0} is longer than 256 kB")]
    TooLong(String),
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be made; https needs the system's CA certificates")]
    HttpClient,
    /// The assertion of the client cannot be signed.
    #[error("the client assertion cannot be signed")]
    Assertion,
    /// An answer that no specification knows.
    #[error("the answer with status {0} is none that the specification knows")]
    Unexpected(u16),
    /// A redirect: no client follows one with its credentials.
    #[error("the server answered with a redirect, status {0}; it is not followed")]
    Redirect(u16),
    /// A check failed.
    #[error("the answer must not be used: {0}")]
    Unusable(&'static str),
}
