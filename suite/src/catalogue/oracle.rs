use serde::Deserialize;

use super::CatalogueError;
use crate::protocol::OracleRule;

const FILE: &str = "oracle.toml";
const TEXT: &str = include_str!("../../../fixtures/requirements/oracle.toml");

/// What counts where the documents leave a gap or contradict each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OracleWords {
    /// The name, such as `O6`.
    pub id: OracleRule,
    /// What the documents leave open.
    pub question: String,
    /// What counts.
    pub verdict: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: Vec<OracleWords>,
}

/// Every oracle rule.
pub fn oracle_rules() -> Result<Vec<OracleWords>, CatalogueError> {
    let file: File = toml::from_str(TEXT).map_err(|error| CatalogueError::Requirements {
        file: FILE.to_owned(),
        reason: error.to_string(),
    })?;
    Ok(file.rules)
}
