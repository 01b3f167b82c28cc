use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use super::sent::Sent;
use super::wire::Wire;
use crate::protocol::{DeliveryMode, Level, RequirementId};
use crate::violation::Violation;

/// One HTTP exchange, redacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeReport {
    /// Who sent the request.
    pub from: String,
    /// Who answered.
    pub to: String,
    /// The request, as text.
    pub request: String,
    /// The response, as text.
    pub response: String,
    /// Its status.
    #[serde(default)]
    pub status: u16,
    /// From the first byte sent to the last byte received.
    pub duration_ms: u64,
    /// What happened just before it and is no exchange of the suite, such as a decision of the user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// What happened after it, where no other exchange followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// When the request began (RFC 3339, UTC).
    #[serde(default)]
    pub started_at: String,
    /// Both messages with every header; no part of the JSON report.
    #[serde(skip)]
    pub wire: Option<Wire>,
}

/// One scenario for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioReport {
    /// The scenario's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The rows of the catalogue that it is about.
    pub requirements: Vec<RequirementId>,
    /// What breaking it means.
    pub level: Level,
    /// The client's name in the target file.
    pub client: String,
    /// The delivery mode.
    pub mode: DeliveryMode,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it did not run, what stood in its way, or what went wrong on our side.
    pub reason: Option<String>,
    /// The requirement that was broken on the way to what the scenario is about.
    #[serde(default)]
    pub blocked_by: Option<RequirementId>,
    /// How long it took.
    pub duration_ms: u64,
    /// What the OP did wrong, redacted.
    pub violations: Vec<Violation>,
    /// What holds of the request that was answered wrongly; no part of the JSON report.
    #[serde(skip)]
    pub sent: Vec<Sent>,
    /// What was on the wire, redacted.
    pub exchanges: Vec<ExchangeReport>,
    /// A shell command that repeats the request that decided, if one did; its secrets are variables.
    #[serde(default)]
    pub curl: Option<String>,
    /// All parties' exchanges as reviewed in snapshots; no part of the JSON report.
    #[serde(skip)]
    pub transcript: String,
}

impl ScenarioReport {
    /// The name in reports and known-failing lists: `id@client`.
    pub fn run_id(&self) -> String {
        format!("{}@{}", self.id, self.client)
    }
}
