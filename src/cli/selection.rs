use std::path::PathBuf;

use clap::Args;

/// Which scenarios of which target.
#[derive(Debug, Args, Default)]
pub(super) struct Selection {
    /// The target file; the embedded reference server if there is none.
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// Only the scenarios whose `id@client` contains one of these.
    #[arg(value_name = "FILTER")]
    pub(super) filters: Vec<String>,
}
