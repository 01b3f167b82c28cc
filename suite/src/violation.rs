//! What the server under test did wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::protocol::{Level, RequirementId};

/// One way in which the server under test breaks a requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The row of the catalogue.
    pub requirement: RequirementId,
    /// How binding what was broken is.
    #[serde(skip, default = "must")]
    pub level: Level,
    /// What the clause asks for.
    pub expected: String,
    /// What came instead.
    pub actual: String,
}

const fn must() -> Level {
    Level::Must
}

impl Violation {
    /// A violation of a binding rule.
    pub fn must(
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::of(Level::Must, requirement, expected, actual)
    }

    /// A violation of a recommendation.
    pub fn should(
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::of(Level::Should, requirement, expected, actual)
    }

    /// A violation at a level that the caller decides.
    pub fn of(
        level: Level,
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            requirement: requirement.into(),
            level,
            expected: expected.into(),
            actual: actual.into(),
        }
    }
}

/// Everything that one check found; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// What a check found; the check found something.
    pub(crate) const fn from_found(found: Vec<Violation>) -> Self {
        Self(found)
    }

    /// All of them, in the order of the check.
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.0 {
            writeln!(
                f,
                "{}: expected {}, got {}",
                violation.requirement, violation.expected, violation.actual
            )?;
        }
        Ok(())
    }
}
