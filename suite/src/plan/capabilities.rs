use crate::config::TargetConfig;
use crate::op_under_test::authentication_device::Abilities;
use crate::op_under_test::examined::Examined;
use crate::protocol::Metadata;

/// What the plan knows of the target.
#[derive(Debug, Clone, Copy)]
pub struct Capabilities<'a> {
    /// What the user told us.
    pub config: &'a TargetConfig,
    /// What the OP publishes.
    pub metadata: &'a Metadata,
    /// What asking it once has shown, where that was done.
    pub examined: Option<&'a Examined>,
    /// What users can decide.
    pub abilities: Abilities,
    /// Whether the OP reaches our notification endpoint.
    pub callback: bool,
    /// Whether the suite can lock accounts.
    pub account_lock: bool,
}
