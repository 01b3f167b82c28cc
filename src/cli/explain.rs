use clap::Args;

use super::{CliError, print};
use suite::catalogue::Catalogue;
use suite::config::ConfigError;
use suite::report;

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The row of the catalogue, such as CIBA-7.1-35.
    requirement: String,
}

pub(super) fn explain(catalogue: &Catalogue, arguments: &Explain) -> Result<u8, CliError> {
    let requirement = arguments.requirement.as_str();
    let id = requirement.into();
    let row = catalogue.requirement(&id).ok_or_else(|| {
        ConfigError::unusable(
            requirement,
            "no such requirement; `list` prints the scenarios with theirs",
        )
    })?;
    print(&report::explanation(row, catalogue))?;
    Ok(0)
}
