//! How the rules are enforced, and the proof that they are.

pub(crate) mod cycles;
pub(crate) mod exists;
mod made_up;
pub(crate) mod rules;
mod source;
mod tokens;
pub(crate) mod workspace;
