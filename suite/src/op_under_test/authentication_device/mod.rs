//! How a user's decision is made on a server that we do not own.

mod automatic;
mod channel;
mod command;
mod inbox;
mod manual;
mod none;
mod selective;
mod simulator;
mod url_template;

use std::fmt;

use futures::future::BoxFuture;

pub use automatic::AutomaticDevice;
pub use channel::ChannelDevice;
pub use command::CommandDevice;
pub use inbox::ShownRequest;
pub use manual::ManualDevice;
pub use none::NoDevice;
pub use selective::SelectiveDevice;
pub use simulator::on_simulator;
pub use url_template::UrlTemplateDevice;

use crate::error::SuiteError;

/// What the user says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Yes.
    Approve,
    /// No.
    Deny,
}

impl Decision {
    /// The word of the `automated_ciba_approval_url` that other suites use too.
    pub const fn action(self) -> &'static str {
        match self {
            Self::Approve => "allow",
            Self::Deny => "deny",
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
        })
    }
}

/// What the plan may count on.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each ability is there or not, whatever the others are"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Whether users can say yes.
    pub approve: bool,
    /// Whether users can say no.
    pub deny: bool,
    /// Whether the suite can read what users see.
    pub inbox: bool,
    /// Whether another user than the hinted one can try to say yes.
    pub other_user: bool,
    /// Whether the suite chooses which request is decided, how, and when.
    pub choice: bool,
    /// Whether each request needs a binding_message of its own, to be told from others.
    pub own_binding_message: bool,
    /// Whether a decision is waited for, so that others may act meanwhile.
    pub takes_time: bool,
    /// Whether a person decides, who cannot be asked about many requests at once.
    pub is_a_person: bool,
}

impl Abilities {
    /// None at all.
    pub const NONE: Self = Self {
        approve: false,
        deny: false,
        inbox: false,
        other_user: false,
        choice: false,
        own_binding_message: false,
        takes_time: false,
        is_a_person: false,
    };

    /// Yes or no, to any request, at any time.
    pub const DECIDES: Self = Self {
        approve: true,
        deny: true,
        choice: true,
        ..Self::NONE
    };
}

/// An authentication request that waits for its user.
#[derive(Debug, Clone, Copy)]
pub struct PendingRequest<'a> {
    /// Its identifier.
    pub auth_req_id: &'a str,
    /// The user whom it asks.
    pub login_hint: &'a str,
    /// What the user reads with it.
    pub binding_message: Option<&'a str>,
    /// The `traceparent` that the call of the device should carry, so that its consequences can be told apart.
    pub traceparent: &'a str,
}

/// A device on which users decide. "No answer" is not calling it.
pub trait AuthenticationDevice: Send + Sync {
    /// What it can do; fixed for a run.
    fn abilities(&self) -> Abilities;

    /// Makes the user decide; returns when the device has taken the decision.
    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>>;

    /// What users see now: the requests that wait for a decision.
    fn inbox(&self) -> BoxFuture<'_, Result<Vec<ShownRequest>, SuiteError>> {
        Box::pin(async { Err(unable("show what users see")) })
    }

    /// Another user than the hinted one says yes, as far as the device lets them.
    fn approve_as_another<'a>(
        &'a self,
        _pending: PendingRequest<'a>,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async { Err(unable("let another user decide")) })
    }
}

fn unable(what: &str) -> SuiteError {
    SuiteError::Internal(format!(
        "the target's authentication device cannot {what}, and a scenario that needs it was planned"
    ))
}
