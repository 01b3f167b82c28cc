use clap::{Args, Command};
use clap_complete::Shell;

use super::{CliError, print};

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell that completes.
    #[arg(value_enum)]
    shell: Shell,
}

/// The script for the command line that `command` describes.
pub(super) fn completions(arguments: &Completions, mut command: Command) -> Result<u8, CliError> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
