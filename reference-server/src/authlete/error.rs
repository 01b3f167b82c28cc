//! Why a call to Authlete brought no answer that can be used.

use std::time::Duration;

/// A call to Authlete that failed. The text is for the log: it names the API, never what was sent or received.
#[derive(Debug, thiserror::Error)]
pub enum AuthleteError {
    /// No answer in time.
    #[error("authlete {api}: expected an answer within {limit:?}, none came")]
    Timeout {
        /// Which API.
        api: &'static str,
        /// How long we waited.
        limit: Duration,
    },
    /// No connection, or one that broke.
    #[error("authlete {api}: cannot be reached")]
    Unreachable {
        /// Which API.
        api: &'static str,
        /// What the network said.
        #[source]
        source: reqwest::Error,
    },
    /// An answer with a status other than 200: the call itself was refused.
    #[error("authlete {api}: expected status 200, got {status}")]
    Status {
        /// Which API.
        api: &'static str,
        /// The status.
        status: u16,
    },
    /// An answer that is not the JSON object that the API promises. What the parser says may quote the answer, so
    /// only the place is kept.
    #[error(
        "authlete {api}: expected the JSON object of this API, the answer makes no sense at line {line}, column {column}"
    )]
    Malformed {
        /// Which API.
        api: &'static str,
        /// Where the answer stops making sense.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// An answer that is longer than anything that the API sends.
    #[error("authlete {api}: the answer is longer than {limit} bytes")]
    TooLong {
        /// Which API.
        api: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// A redirect without a place to go to.
    #[error("authlete {api}: a redirect without a usable Location")]
    NoLocation {
        /// Which API.
        api: &'static str,
    },
}

impl AuthleteError {
    pub(super) fn malformed(api: &'static str, error: &serde_json::Error) -> Self {
        Self::Malformed {
            api,
            line: error.line(),
            column: error.column(),
        }
    }

    /// Whether the same call may well succeed a little later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::Unreachable { .. } => true,
            Self::Status { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::Malformed { .. } | Self::TooLong { .. } | Self::NoLocation { .. } => false,
        }
    }
}
