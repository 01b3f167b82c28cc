//! One authentication, from the acknowledgement to its outcome.

use serde::{Deserialize, Serialize};

use crate::secret::{AuthReqId, ClientNotificationToken, Ticket};

/// What completion needs to know about an authentication request. It is put together when the request is accepted; in
/// async mode it travels, sealed, to the authentication device and back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Transaction {
    /// The ticket of the authentication request at Authlete.
    pub(crate) ticket: Ticket,
    /// The user who is asked.
    pub(crate) subject: String,
    /// The ACR that the user can satisfy, if the client asked for one.
    pub(crate) acr: Option<String>,
    /// The claims that the client asked for by scope.
    pub(crate) claim_names: Vec<String>,
    /// When the auth_req_id expires, in seconds since the epoch.
    pub(crate) expires_at: u64,
    /// What the client is told when there is an outcome.
    pub(crate) delivery: Delivery,
}

/// What the client is told when there is an outcome, by its token delivery mode (section 5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Delivery {
    /// Nothing: it asks.
    Poll,
    /// That it can ask now.
    Ping(PingCallback),
    /// The tokens, which Authlete hands out with the outcome and once.
    Push,
}

/// What a ping callback is made of (section 10.2), for the case that Authlete's own words for it are lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PingCallback {
    /// Authlete's number for the client: names its notification endpoint.
    pub(crate) client_id: u64,
    /// The client_notification_token of the authentication request.
    pub(crate) client_notification_token: ClientNotificationToken,
    /// The auth_req_id.
    pub(crate) auth_req_id: AuthReqId,
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
