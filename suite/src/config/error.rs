use std::path::PathBuf;

use thiserror::Error;

/// What is wrong with what the user told us. Exit code 2.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The target file is not TOML, or has an unknown key or a wrong type.
    #[error("{path}{}: {reason}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Malformed {
        /// The file.
        path: String,
        /// Where in it.
        line: Option<usize>,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// A secret names an environment variable that is not set.
    #[error(
        "{place} names the environment variable {variable}, which is not set: set it, or use `file:PATH`"
    )]
    UnsetVariable {
        /// Where in the target file.
        place: String,
        /// The variable.
        variable: String,
    },
    /// A value is there, but cannot be used.
    #[error("{place}: {reason}")]
    Unusable {
        /// Where in the target file, or which argument.
        place: String,
        /// What was expected and what to do.
        reason: String,
    },
    /// More than one thing is wrong.
    #[error("{}", one_a_line(.0))]
    Several(Vec<ConfigError>),
}

fn one_a_line(problems: &[ConfigError]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!("{} problems:\n  {}", lines.len(), lines.join("\n  "))
}

impl ConfigError {
    /// Something that is readable and cannot be used: where it stands, and why not.
    pub fn unusable(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Unusable {
            place: place.into(),
            reason: reason.into(),
        }
    }

    /// One error for all problems.
    pub(crate) fn all(mut problems: Vec<Self>) -> Self {
        if problems.len() == 1 {
            problems.remove(0)
        } else {
            Self::Several(problems)
        }
    }
}
