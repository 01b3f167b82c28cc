//! Why a call to Authlete brought no answer that can be used.

use std::time::Duration;

use super::ResultCode;

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
    #[error(
        "authlete {api}: expected status 200, got {status}{}",
        ResultCode::in_words(.result_code.as_ref())
    )]
    Status {
        /// Which API.
        api: &'static str,
        /// The status.
        status: u16,
        /// What Authlete calls the fault.
        result_code: Option<ResultCode>,
        /// How long Authlete asks us to wait.
        retry_after: Option<Duration>,
    },
    /// An answer that is not the JSON object that the API promises. What the parser says may quote the answer, so
    /// only the place is kept.
    #[error(
        "authlete {api}: status 200, expected the JSON object of this API, the answer makes no sense at line {line}, column {column}"
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
    #[error("authlete {api}: status 200, the answer is longer than {limit} bytes")]
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

    /// Whether there is a point in repeating a call that may be repeated: the network or Authlete failed, or something
    /// between us that answers in its place. A refusal of the call is an answer.
    pub(crate) fn is_worth_repeating(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 429 | 500..),
            Self::Timeout { .. }
            | Self::Unreachable { .. }
            | Self::Malformed { .. }
            | Self::TooLong { .. } => true,
            Self::NoLocation { .. } => false,
        }
    }

    /// The pause before a repetition: what is planned, or longer where Authlete asks for it.
    pub(crate) fn pause(&self, planned: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Status {
                retry_after: Some(wanted),
                ..
            } => planned.map(|planned| planned.max(*wanted)),
            _ => planned,
        }
    }
}
