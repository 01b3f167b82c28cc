use suite::config::TargetConfig;
use suite::protocol::OracleRule;

use crate::faults::{Fault, Kind};

/// A right server that is unlike ours.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// How it is made.
    pub fault: Fault,
    /// The scenarios that meet it: ids, or beginnings of some, followed by `*`.
    pub scenarios: &'static [&'static str],
    /// The requirements that a warning or a record may name.
    pub remarks: &'static [&'static str],
    /// The oracle rules by which it is right.
    pub allowed_by: &'static [OracleRule],
    /// What the target file says otherwise about it.
    pub target_file: fn(&mut TargetConfig),
}

impl Variant {
    pub(super) const fn of(fault: Fault, scenarios: &'static [&'static str]) -> Self {
        Self {
            fault,
            scenarios,
            remarks: &[],
            allowed_by: &[],
            target_file: |_| {},
        }
    }

    pub(super) const fn remarked(mut self, requirements: &'static [&'static str]) -> Self {
        self.remarks = requirements;
        self
    }

    pub(super) const fn allowed_by(mut self, rules: &'static [OracleRule]) -> Self {
        self.allowed_by = rules;
        self
    }

    pub(super) const fn described_by(mut self, target_file: fn(&mut TargetConfig)) -> Self {
        self.target_file = target_file;
        self
    }
}

pub(super) const fn layered(name: &'static str, kind: Kind) -> Fault {
    Fault {
        name,
        path: "",
        kind,
    }
}
