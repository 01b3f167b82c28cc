//! What can go wrong on our side.

use thiserror::Error;

use crate::http::HttpError;
use crate::jose::SigningError;

/// What broke on our side, or between us and the target: never the verdict on a server. Exit code 3.
#[derive(Debug, Error)]
pub enum SuiteError {
    /// The target gave no answer to judge.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// A JWT could not be made.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The target cannot be judged as it presents itself.
    #[error("cannot start at {issuer}: {reason}")]
    Discovery {
        /// The configured issuer.
        issuer: String,
        /// What was expected, what came, what to do.
        reason: String,
    },
    /// The target stopped answering in the middle of a run.
    #[error(
        "{issuer} no longer answers; the report has what was found in {judged} scenarios before: start the target \
         again, and run again"
    )]
    Lost {
        /// The configured issuer.
        issuer: String,
        /// How many scenarios were judged.
        judged: usize,
    },
    /// No client's valid request is served.
    #[error(
        "no valid request of any client is served, so that nothing can be judged: {endpoint}: {said}; see that the OP and \
         what is behind it run, and compare that URL of its metadata with the one where it listens"
    )]
    NotServed {
        /// The member of the metadata, with its URL.
        endpoint: String,
        /// What came instead of an answer.
        said: String,
    },
    /// No decision comes through, so that nothing can be judged that needs one.
    #[error(
        "no decision of a user comes through: {0}; check authentication_device of the target file"
    )]
    NobodyDecides(String),
    /// The authentication device did not take a decision.
    #[error("the authentication device did not take the decision: {0}")]
    AuthenticationDevice(String),
    /// The answer to a decision was no success: whether it was taken shows in what the client is told.
    #[error("the decision met an answer that is no success, and did not show afterwards: {0}")]
    DecisionAnswered(String),
    /// A user's account could not be locked or unlocked.
    #[error("the user's account could not be locked or unlocked: {0}")]
    AccountLock(String),
    /// The target limits the rate, and did not get to the request.
    #[error(
        "the OP, or a gateway before it, limits the rate: it answered {0}; raise the limit for the test, lower \
         limits.concurrency, or raise limits.max_wait"
    )]
    TurnedAway(String),
    /// A moment that a scenario is about has gone by before we got to it.
    #[error(
        "too late: {0} had passed when the suite came to ask; lower limits.concurrency, or give it a quicker machine"
    )]
    Late(String),
    /// The notification endpoint cannot listen.
    #[error(
        "the notification endpoint cannot listen on {address}: {reason}; free the port, or choose another by \
         notification_endpoint.listen"
    )]
    NotificationEndpoint {
        /// The configured address.
        address: String,
        /// Why not.
        reason: String,
    },
    /// The embedded server could not be started.
    #[error("the embedded server cannot start: {0}")]
    Embedded(String),
    /// The suite contradicts itself.
    #[error("this is a fault of the suite, please report it: {0}")]
    Internal(String),
}
