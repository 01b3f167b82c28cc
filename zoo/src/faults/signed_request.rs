//! Signed requests that a wrong server accepts, or refuses.

mod claims;
mod jwt;
mod parameters;
mod signature;

use super::Fault;
use jwt::{
    APPROVER, Members, audiences, claims, is_signed_by_some_client, jwt, mend_if, refuse_if,
    take_for_valid, text, time, trust_if, trust_if_header,
};

/// Every fault of signed requests (CIBA Core 1.0, sections 4, 7.1.1 and 7.2).
pub(super) fn all() -> impl Iterator<Item = &'static Fault> {
    [claims::FAULTS, parameters::FAULTS, signature::FAULTS]
        .into_iter()
        .flatten()
}
