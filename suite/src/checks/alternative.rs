//! Answers that are tolerated in place of the right one, each with its reason.

use std::fmt;

use super::oracle::Ruling;
use crate::protocol::Level;

/// An answer that is not the one the clause names, but that the clause leaves room for.
#[derive(Debug, Clone, Copy)]
pub struct Alternative {
    /// The error code.
    pub code: &'static str,
    /// Its HTTP status.
    pub status: u16,
    /// Why it is tolerated, and what it means to give it all the same.
    pub leniency: Leniency,
}

/// Who leaves the room for an alternative.
#[derive(Debug, Clone, Copy)]
pub enum Leniency {
    /// An oracle rule.
    Ruled(Ruling),
    /// The clause itself, for this reason: a warning (`Should`) or a record (`Info`).
    OfTheClause(Level, &'static str),
}

impl Leniency {
    /// What it means to give the answer.
    pub(super) const fn level(self) -> Level {
        match self {
            Self::Ruled(ruling) => ruling.level,
            Self::OfTheClause(level, _) => level,
        }
    }
}

impl fmt::Display for Leniency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ruled(ruling) => ruling.fmt(f),
            Self::OfTheClause(_, reason) => f.write_str(reason),
        }
    }
}
