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
}

impl Variant {
    pub(super) const fn of(fault: Fault, scenarios: &'static [&'static str]) -> Self {
        Self {
            fault,
            scenarios,
            remarks: &[],
        }
    }

    pub(super) const fn remarked(mut self, requirements: &'static [&'static str]) -> Self {
        self.remarks = requirements;
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
