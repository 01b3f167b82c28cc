use clap::Args;

use super::{CliError, print};
use suite::catalogue::Catalogue;
use suite::report;

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct List {
    /// Prints the requirements instead: what is tested, what is waived, and what the OpenID Foundation's suite covers.
    #[arg(long)]
    requirements: bool,
}

pub(super) fn list(catalogue: &Catalogue, arguments: List) -> Result<u8, CliError> {
    let text = if arguments.requirements {
        report::requirement_table(catalogue)
    } else {
        report::scenario_list(catalogue)
    };
    print(&text)?;
    Ok(0)
}
