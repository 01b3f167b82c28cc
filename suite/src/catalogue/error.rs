use thiserror::Error;

/// Why the suite's own data cannot be used: a fault of the suite.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// A feature file is no Gherkin.
    #[error("features/{path} is no Gherkin: {reason}")]
    Feature {
        /// The file.
        path: String,
        /// What the parser says.
        reason: String,
    },
    /// A scenario breaks the rules for ids and tags.
    #[error("features/{path}, scenario {scenario:?}: {reason}")]
    Scenario {
        /// The file.
        path: String,
        /// The title.
        scenario: String,
        /// The broken rule.
        reason: String,
    },
    /// A catalogue file is not as it should be.
    #[error("fixtures/requirements/{file}: {reason}")]
    Requirements {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
}
