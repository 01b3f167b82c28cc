use crate::change::Change;
use crate::fault::Fault;

/// A right server that is unlike ours.
#[derive(Clone, Copy)]
pub struct RightServer {
    /// What is unlike, in a few words.
    pub name: &'static str,
    pub(crate) change: Change,
    /// The scenarios that meet it: ids, or beginnings of some, followed by `*`.
    pub scenarios: &'static [&'static str],
    /// The requirements that a warning or a record may name.
    pub remarks: &'static [&'static str],
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
        change: Change,
        scenarios: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            change,
            scenarios,
            remarks: &[],
        }
    }

    pub(super) const fn remarked(mut self, requirements: &'static [&'static str]) -> Self {
        self.remarks = requirements;
        self
    }

    /// A wrong server taken for a right one: what judges right servers must tell it.
    pub const fn mistaken(fault: &Fault, scenarios: &'static [&'static str]) -> Self {
        Self::of(fault.name, fault.change, scenarios)
    }
}
