use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of a row of the requirement catalogue, such as `CIBA-7.3-06`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequirementId(String);

impl RequirementId {
    /// Takes the name as it stands in the catalogue.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RequirementId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How binding a requirement is, and so what breaking it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The text allows it; nothing can be broken.
    May,
    /// The text is silent: recorded, never judged.
    Info,
    /// SHOULD, RECOMMENDED or a lower-case rule: breaking it is a warning.
    Should,
    /// MUST, REQUIRED, or the one behaviour that fits them: breaking it is a failure.
    Must,
}

impl Level {
    /// The word that tags and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::May => "may",
            Self::Info => "info",
            Self::Should => "should",
            Self::Must => "must",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
