//! What the user is asked, and what came of it.

use serde::Deserialize;

use crate::secret::AuthReqId;
use crate::transaction::Outcome;

/// What the user is asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Names the authentication request towards the device.
    pub(crate) auth_req_id: AuthReqId,
    /// How long the auth_req_id is valid, in seconds.
    pub(crate) expires_in: u64,
    /// What the user reads.
    pub(crate) message: String,
}

impl Question {
    /// How long the user is given, in seconds: as long as the auth_req_id lives, because that is what the client was
    /// told (section 7.3); at least 5, because the device takes no less, and at most `cap`.
    pub(super) fn user_timeout(&self, cap: u64) -> u64 {
        self.expires_in.max(5).min(cap)
    }
}

/// What the device says the user did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeviceResult {
    /// The user said yes.
    Allow,
    /// The user said no.
    Deny,
    /// The user said nothing.
    Timeout,
}

impl DeviceResult {
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::Allow => Outcome::Allowed,
            Self::Deny => Outcome::Denied,
            Self::Timeout => Outcome::TimedOut,
        }
    }
}
