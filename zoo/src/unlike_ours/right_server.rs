use crate::change::Change;
use crate::fault::Fault;
use crate::wire::SeenRequest;
use suite::config::TargetConfig;
use suite::protocol::OracleRule;

/// A right server that is unlike ours.
#[derive(Clone, Copy)]
pub struct RightServer {
    /// What is unlike, in a few words.
    pub name: &'static str,
    /// The clause that allows it.
    pub clause: &'static str,
    pub(crate) change: Change,
    /// The scenarios that meet it: ids, or beginnings of some, followed by `*`.
    pub scenarios: &'static [&'static str],
    /// The requirements that a warning or a record may name.
    pub remarks: &'static [&'static str],
    /// The oracle rules that allow what is unlike.
    pub allowed_by: &'static [OracleRule],
    /// What a request shows in which a client does as this server demands and ours does not.
    pub(crate) heeded: fn(&SeenRequest) -> bool,
    /// What the target file says otherwise of this server.
    pub target_file: fn(&mut TargetConfig),
    /// Whether it is unlike ours in what takes time, so that nothing is aged.
    pub(crate) is_in_real_time: bool,
}

impl std::fmt::Debug for RightServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RightServer")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl RightServer {
    pub(super) const fn of(
        name: &'static str,
        clause: &'static str,
        change: Change,
        scenarios: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            clause,
            change,
            scenarios,
            remarks: &[],
            allowed_by: &[],
            heeded: |_| false,
            target_file: |_| {},
            is_in_real_time: false,
        }
    }

    pub(super) const fn in_real_time(mut self) -> Self {
        self.is_in_real_time = true;
        self
    }

    pub(super) const fn remarked(mut self, requirements: &'static [&'static str]) -> Self {
        self.remarks = requirements;
        self
    }

    pub(super) const fn allowed_by(mut self, rules: &'static [OracleRule]) -> Self {
        self.allowed_by = rules;
        self
    }

    pub(super) const fn heeded_by(mut self, shows: fn(&SeenRequest) -> bool) -> Self {
        self.heeded = shows;
        self
    }

    pub(super) const fn described_by(mut self, target_file: fn(&mut TargetConfig)) -> Self {
        self.target_file = target_file;
        self
    }

    /// A wrong server taken for a right one: what judges right servers must tell it.
    pub const fn mistaken(fault: &Fault, scenarios: &'static [&'static str]) -> Self {
        Self::of(fault.name, fault.requirement, fault.change, scenarios)
    }
}
