//! Arguments, one module for each command, and the exit code.

mod completions;
mod connected;
mod doctor;
mod explain;
mod faults;
mod init;
mod interruption;
mod list;
mod output;
mod plan;
mod progress;
mod report_request;
mod run;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use output::Output;
use run::Run;
use suite::catalogue::{Catalogue, CatalogueError};
use suite::config::ConfigError;
use suite::error::SuiteError;
use suite::preflight::PreflightError;

/// Judges an OpenID Connect CIBA server, clause by clause.
///
/// Without a command it judges the embedded reference server.
///
/// Exit codes: 0 conformant, 1 not conformant, 2 usage or configuration, 3 the suite broke or the target was not
/// reached; 130 interrupted by Ctrl-C, with the report of what was measured until then.
#[derive(Debug, Parser)]
#[command(version, about, long_about)]
pub(crate) struct Cli {
    #[command(flatten)]
    output: Output,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the scenarios and reports.
    Run(Run),
    /// Prints which scenarios would run, and why the others would not.
    Plan(Selection),
    /// Prints every scenario with its requirements, or every requirement with what covers it.
    List(list::List),
    /// Runs the suite on servers that are wrong on purpose, and prints which of them it catches.
    Faults(faults::Faults),
    /// Prints a requirement and the scenarios that are about it.
    Explain(explain::Explain),
    /// Writes a target file from a server's metadata.
    Init(init::Init),
    /// Looks at everything that a run needs of a target, and says what to do. It has each user asked once.
    Doctor(doctor::Doctor),
    /// Prints a script by which a shell completes the commands.
    Completions(completions::Completions),
}

#[derive(Debug, Args, Default)]
struct Selection {
    /// The target file; the embedded reference server if there is none.
    #[arg(long, value_name = "FILE")]
    target: Option<PathBuf>,
    /// Only the scenarios whose `id@client` contains one of these.
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
}

/// Why a command ended without a verdict.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The user's configuration. Exit code 2.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Our side, or the way to the target. Exit code 3.
    #[error(transparent)]
    Suite(#[from] SuiteError),
    /// The suite's own data. Exit code 3.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A report could not be written. Exit code 2.
    #[error("cannot write the report {file}: {reason}")]
    Report {
        /// The file.
        file: String,
        /// Why not.
        reason: String,
    },
}

impl From<PreflightError> for CliError {
    fn from(error: PreflightError) -> Self {
        match error {
            PreflightError::Config(error) => Self::Config(error),
            PreflightError::Suite(error) => Self::Suite(error),
        }
    }
}

impl CliError {
    /// The exit code that belongs to the error.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Report { .. } => 2,
            Self::Suite(_) | Self::Catalogue(_) => 3,
        }
    }
}

impl Cli {
    /// Does what was asked, and gives the exit code.
    pub(crate) async fn execute(self) -> Result<u8, CliError> {
        let output = self.output;
        output.start_log();
        let catalogue = Catalogue::embedded()?;
        match self.command {
            None => Box::pin(run::run(&catalogue, Run::default(), output)).await,
            Some(Command::Run(arguments)) => {
                Box::pin(run::run(&catalogue, arguments, output)).await
            }
            Some(Command::Plan(selection)) => plan::plan(&catalogue, &selection).await,
            Some(Command::List(arguments)) => list::list(&catalogue, arguments),
            Some(Command::Faults(arguments)) => faults::faults(catalogue, &arguments, output).await,
            Some(Command::Explain(arguments)) => explain::explain(&catalogue, &arguments),
            Some(Command::Init(arguments)) => init::init(&arguments).await,
            Some(Command::Doctor(arguments)) => doctor::examine(&arguments).await,
            Some(Command::Completions(arguments)) => completions::completions(&arguments),
        }
    }
}

/// Writes to standard output; a reader who went away early is no error.
fn print(text: &str) -> Result<(), CliError> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Report {
            file: "-".to_owned(),
            reason: error.to_string(),
        }),
        _ => Ok(()),
    }
}
