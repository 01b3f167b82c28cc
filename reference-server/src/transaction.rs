//! One authentication, from the acknowledgement to its outcome.

use crate::secret::Secret;

/// What completion needs to know about an authentication request. It is put together when the request is accepted.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    /// The ticket of the authentication request at Authlete.
    pub(crate) ticket: Secret,
    /// The user who is asked.
    pub(crate) subject: String,
    /// The ACR that the user can satisfy, if the client asked for one.
    pub(crate) acr: Option<String>,
    /// The claims that the client asked for by scope.
    pub(crate) claim_names: Vec<String>,
}

/// What came of asking the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The user said yes.
    Allowed,
    /// The user said no.
    Denied,
    /// The user did not answer.
    TimedOut,
    /// The user could not be asked.
    NotAsked,
}
