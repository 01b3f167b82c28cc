//! What is tested: the embedded features and the requirement catalogue, indexed both ways.

mod clause;
mod coverage;
mod error;
mod need;
mod oracle;
mod outline;
mod requirements;
mod scenario;

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

pub use coverage::{Coverage, Totals};
pub use error::CatalogueError;
pub use need::Need;
pub use oracle::{OracleWords, oracle_rules};
pub use requirements::{Requirement, parse_requirements};
pub use scenario::{Repetition, Scenario, parse_feature};

use crate::protocol::RequirementId;

static FEATURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../features");

/// All scenarios and all requirements.
#[derive(Debug, Clone)]
pub struct Catalogue {
    scenarios: Vec<Scenario>,
    requirements: BTreeMap<RequirementId, Requirement>,
}

impl Catalogue {
    /// Reads what is built into the program.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut scenarios = Vec::new();
        for (path, text) in feature_files(&FEATURES) {
            scenarios.extend(parse_feature(&path, text)?);
        }
        Ok(Self::new(scenarios, requirements::embedded()?))
    }

    /// A catalogue of these scenarios and rows.
    pub const fn new(
        scenarios: Vec<Scenario>,
        requirements: BTreeMap<RequirementId, Requirement>,
    ) -> Self {
        Self {
            scenarios,
            requirements,
        }
    }

    /// Every scenario, in the order of files and of the lines in them.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// A row of the requirement catalogue.
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// Every row, by id.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.values()
    }
}

fn feature_files(folder: &Dir<'static>) -> Vec<(String, &'static str)> {
    let mut files: Vec<(String, &'static str)> = folder
        .files()
        .filter_map(|file| {
            let path = file.path().to_str()?.replace('\\', "/");
            (path.ends_with(".feature")).then_some((path, file.contents_utf8()?))
        })
        .collect();
    for inner in folder.dirs() {
        files.extend(feature_files(inner));
    }
    files.sort();
    files
}
