use std::collections::BTreeMap;

use serde::Deserialize;

use super::CatalogueError;
use crate::protocol::{DeliveryMode, Level, OracleRule, RequirementId};

const FILES: [(&str, &str); 2] = [
    (
        "ciba-core.toml",
        include_str!("../../../fixtures/requirements/ciba-core.toml"),
    ),
    (
        "oauth-oidc.toml",
        include_str!("../../../fixtures/requirements/oauth-oidc.toml"),
    ),
];

/// A row of the requirement catalogue; `fixtures/requirements/README.md` explains the fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The name, such as `CIBA-7.3-06`.
    pub id: RequirementId,
    /// The sections that it stands in.
    pub section: String,
    /// What breaking it means.
    pub level: Level,
    /// The document's own word.
    pub level_source: String,
    /// Whom it binds: `op`, `rp` or `both`.
    pub role: String,
    /// The delivery modes that it applies to.
    pub modes: Vec<DeliveryMode>,
    /// Whether a client can see it from outside.
    pub observable: bool,
    /// What a scenario needs at least.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The clause.
    pub url: String,
    /// What is asked, in our own words.
    pub text: String,
    /// The OpenID Foundation's test modules that cover it.
    pub oidf: Option<String>,
    /// The oracle rules that settle its gaps.
    #[serde(default)]
    pub oracle: Vec<OracleRule>,
    /// What else there is to say.
    pub note: Option<String>,
    /// Why no scenario is about it, although a black box could see it.
    pub waiver: Option<String>,
    /// Where it stands, file and line.
    #[serde(skip)]
    pub place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirements: Vec<Requirement>,
}

/// The rows that are built into the program.
pub(super) fn embedded() -> Result<BTreeMap<RequirementId, Requirement>, CatalogueError> {
    let mut rows = BTreeMap::new();
    for (file, text) in FILES {
        for (id, row) in parse_requirements(file, text)? {
            if rows.insert(id.clone(), row).is_some() {
                return Err(twice(file, &id));
            }
        }
    }
    Ok(rows)
}

/// The rows of one file of the catalogue.
pub fn parse_requirements(
    file: &str,
    text: &str,
) -> Result<BTreeMap<RequirementId, Requirement>, CatalogueError> {
    let parsed: File = toml::from_str(text).map_err(|error| CatalogueError::Requirements {
        file: file.to_owned(),
        reason: error.to_string(),
    })?;
    let mut rows = BTreeMap::new();
    for mut row in parsed.requirements {
        let id = row.id.clone();
        row.place = place(file, text, &id);
        if rows.insert(id.clone(), row).is_some() {
            return Err(twice(file, &id));
        }
    }
    Ok(rows)
}

fn place(file: &str, text: &str, id: &RequirementId) -> String {
    let head = format!("id = \"{id}\"");
    let line = text.lines().position(|line| line.trim() == head);
    let line = line.map_or_else(String::new, |line| format!(":{}", line + 1));
    format!("fixtures/requirements/{file}{line}")
}

fn twice(file: &str, id: &RequirementId) -> CatalogueError {
    CatalogueError::Requirements {
        file: file.to_owned(),
        reason: format!("{id} stands twice"),
    }
}
