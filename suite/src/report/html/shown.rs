use std::collections::HashMap;

use serde::Serialize;

use super::super::RunReport;
use super::super::visible::visible;
use crate::catalogue::Catalogue;
use crate::protocol::RequirementId;

/// A row as the page names it.
#[derive(Serialize)]
pub(super) struct Clause {
    id: String,
    level: String,
    section: String,
    url: String,
    text: String,
}

/// What the parts of the page are made from.
pub(super) struct Shown<'a> {
    pub(super) report: &'a RunReport,
    pub(super) catalogue: &'a Catalogue,
    /// The number of each run.
    pub(super) places: HashMap<String, usize>,
}

pub(super) fn clause(id: &RequirementId, catalogue: &Catalogue) -> Clause {
    let id_text = visible(id.as_str()).into_owned();
    match catalogue.requirement(id) {
        Some(row) => Clause {
            id: id_text,
            level: row.level.to_string(),
            section: row.section.clone(),
            url: row.url.clone(),
            text: row.text.clone(),
        },
        None => Clause {
            id: id_text,
            level: String::new(),
            section: String::new(),
            url: String::new(),
            text: String::new(),
        },
    }
}
