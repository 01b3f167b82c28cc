//! Servers that are right, and unlike ours: each differs in something that the clauses leave open.
//!
//! They are made as the faults are, and prove the other half: no scenario may fail on any of them. What may be warned of
//! stands beside each.

mod answers;
mod callbacks;
mod oracle;
mod requests;
mod variant;

pub use variant::Variant;
use variant::layered;

/// Every variant.
pub fn all() -> impl Iterator<Item = &'static Variant> {
    [
        answers::VARIANTS,
        answers::OF_TOKENS,
        answers::OF_METADATA,
        callbacks::VARIANTS,
        requests::VARIANTS,
        oracle::VARIANTS,
    ]
    .into_iter()
    .flatten()
}
