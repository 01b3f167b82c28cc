//! How the rules are enforced, and the proof that they are.

pub(crate) mod crates;
pub(crate) mod cycles;
pub(crate) mod exists;
mod made_up;
mod made_up_circles;
pub(crate) mod manifests;
mod reader;
pub(crate) mod rules;
mod source;
mod tokens;
mod use_trees;
pub(crate) mod workspace;
