//! Servers that are wrong on purpose: each fault is one small violation of one requirement.
//!
//! A list for each section of a document, named as the features about it are. An entry holds everything about its
//! fault: the name, the requirement that it breaks, the scenarios that must catch it by that requirement, and the
//! change that makes a right server wrong. A scenario that fails and names nothing but the
//! requirement is right to do so, wherever it stands.
//!
//! To add a fault, add an entry to the list of its section. No fault asks a check of the suite what is right: where
//! the check is wrong, a fault that believed the same would go wrong with it, and nobody would notice.

mod ciba_core;
mod oauth_oidc;

use crate::fault::Fault;

/// Every fault, list by list.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    let lists = ciba_core::LISTS.iter().chain(oauth_oidc::LISTS);
    lists.copied().flatten()
}

/// The fault of a name.
pub fn named(name: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.name == name)
}
