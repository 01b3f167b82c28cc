//! What the server under test did wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::protocol::{Level, RequirementId};

/// What kind of thing came instead: advice follows from this, never from the words about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Came {
    /// A message of which some part is wrong, or whatever else the words alone describe.
    #[default]
    Part,
    /// A part that is wrong in words that differ from run to run; this is what they have in common.
    Kind(&'static str),
    /// Another answer than the clause asks for.
    Answer {
        /// Its status.
        status: u16,
        /// Its error code, where that is in question.
        error: Option<String>,
    },
    /// No answer, or not the whole of one.
    NoAnswer {
        /// Whether the server was silent until our patience ended; else it broke off.
        timed_out: bool,
    },
    /// No call of the client notification endpoint.
    NoCallback,
    /// A refusal for want of what the suite does not show: the server is right, and what lies behind is not judged. This is
    /// what such refusals have in common.
    OfOurs(&'static str),
}

/// What came instead, in words and by its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actual {
    text: String,
    came: Came,
}

impl Actual {
    /// What came, in words, with its kind.
    pub fn new(text: impl Into<String>, came: Came) -> Self {
        Self {
            text: text.into(),
            came,
        }
    }

    /// The same with a remark behind it.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.text = format!("{} ({reason})", self.text);
        self
    }

    /// The same where the answer's status is wrong, and its error code is not in question.
    #[must_use]
    pub fn by_its_status(mut self) -> Self {
        if let Came::Answer { error, .. } = &mut self.came {
            *error = None;
        }
        self
    }
}

impl fmt::Display for Actual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Actual {
    fn from(text: String) -> Self {
        Self::new(text, Came::Part)
    }
}

impl From<&str> for Actual {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Actual {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<&Self> for Actual {
    fn from(actual: &Self) -> Self {
        actual.clone()
    }
}

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
    /// What kind of thing that is; no part of the JSON report.
    #[serde(skip)]
    pub came: Came,
    /// Whether it is about the form of a message, which is wrong wherever the message comes: however much the scenario asks for,
    /// that binds as it does elsewhere. No part of the JSON report.
    #[serde(skip)]
    pub is_of_form: bool,
    /// The error codes that the clause asks for, if it asks for some; no part of the JSON report.
    #[serde(skip)]
    pub wanted: Vec<String>,
}

const fn must() -> Level {
    Level::Must
}

impl Violation {
    /// A violation of a binding rule.
    pub fn must(
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<Actual>,
    ) -> Self {
        Self::of(Level::Must, requirement, expected, actual)
    }

    /// A violation of a recommendation.
    pub fn should(
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<Actual>,
    ) -> Self {
        Self::of(Level::Should, requirement, expected, actual)
    }

    /// A violation at a level that the caller decides.
    pub fn of(
        level: Level,
        requirement: impl Into<RequirementId>,
        expected: impl Into<String>,
        actual: impl Into<Actual>,
    ) -> Self {
        let Actual { text, came } = actual.into();
        Self {
            requirement: requirement.into(),
            level,
            expected: expected.into(),
            actual: text,
            came,
            is_of_form: false,
            wanted: Vec::new(),
        }
    }

    /// The same about the form of a message, wherever it comes.
    #[must_use]
    pub const fn of_form(mut self) -> Self {
        self.is_of_form = true;
        self
    }

    /// The same where the clause asks for an error with one of these codes.
    #[must_use]
    pub fn instead_of<'a>(mut self, codes: impl IntoIterator<Item = &'a str>) -> Self {
        self.wanted = codes.into_iter().map(str::to_owned).collect();
        self
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

    /// Whether nothing but the form of a message is wrong, wherever it comes.
    pub fn are_of_form(&self) -> bool {
        self.0.iter().all(|violation| violation.is_of_form)
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
