//! Servers that are right, and unlike ours: each differs in something that the clauses leave open.
//!
//! They are made as the faults are, and prove the other half: no scenario may fail on any of them. What may be warned of
//! stands beside each.

mod answers;
mod callbacks;
mod gateways;
mod places;
mod requests;
mod tokens;

use super::faults::{Fault, Kind};
pub(crate) use tokens::decryption_key;

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
    const fn of(fault: Fault, scenarios: &'static [&'static str]) -> Self {
        Self {
            fault,
            scenarios,
            remarks: &[],
        }
    }

    const fn remarked(mut self, requirements: &'static [&'static str]) -> Self {
        self.remarks = requirements;
        self
    }
}

const fn layered(name: &'static str, kind: Kind) -> Fault {
    Fault {
        name,
        path: "",
        kind,
    }
}

/// Every variant.
pub fn all() -> impl Iterator<Item = &'static Variant> {
    [
        answers::VARIANTS,
        answers::OF_TOKENS,
        answers::OF_METADATA,
        callbacks::VARIANTS,
        gateways::VARIANTS,
        places::VARIANTS,
        requests::VARIANTS,
        tokens::VARIANTS,
    ]
    .into_iter()
    .flatten()
}
