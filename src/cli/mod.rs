//! Arguments, one module for each command, and the exit code.

mod completions;
mod connected;
mod doctor;
mod error;
mod explain;
mod faults;
mod init;
mod interruption;
mod list;
mod output;
mod plan;
mod print;
mod progress;
mod report_request;
mod run;
mod selection;
mod serve;
mod serve_error;

use clap::{CommandFactory as _, Parser, Subcommand};

pub(crate) use error::CliError;
use output::Output;
use print::print;
pub(crate) use print::told;
use run::Run;
use selection::Selection;
use serve::Serve;
use suite::catalogue::Catalogue;

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
    /// Prints a requirement with all that hangs on it: oracle rules, scenarios, sentences, checks and faults.
    Explain(explain::Explain),
    /// Writes a target file from a server's metadata.
    Init(init::Init),
    /// Looks at everything that a run needs of a target, and says what to do. It has each user asked once.
    Doctor(doctor::Doctor),
    /// Starts the reference server, with a fake Authlete and a simulator of the user's phone where none are configured.
    ///
    /// AUTHLETE_BASE_URL, AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_ACCESSTOKEN (Authlete 3.0) or
    /// AUTHLETE_SERVICE_APISECRET (Authlete 2.x) name an Authlete to use instead of the fake; -v and -q log more and
    /// less where --log does not say it.
    Serve(Serve),
    /// Prints a script by which a shell completes the commands.
    Completions(completions::Completions),
}

impl Cli {
    /// Does what was asked, and gives the exit code.
    pub(crate) async fn execute(self) -> Result<u8, CliError> {
        let output = self.output;
        if !matches!(self.command, Some(Command::Serve(_))) {
            output.start_log();
        }
        let catalogue = Catalogue::embedded()?;
        match self.command {
            None => Box::pin(run::run(&catalogue, Run::default(), output)).await,
            Some(Command::Run(arguments)) => {
                Box::pin(run::run(&catalogue, arguments, output)).await
            }
            Some(Command::Plan(selection)) => Box::pin(plan::plan(&catalogue, &selection)).await,
            Some(Command::List(arguments)) => list::list(&catalogue, arguments),
            Some(Command::Faults(arguments)) => faults::faults(catalogue, &arguments, output).await,
            Some(Command::Explain(arguments)) => explain::explain(&catalogue, &arguments),
            Some(Command::Init(arguments)) => init::init(&arguments).await,
            Some(Command::Doctor(arguments)) => Box::pin(doctor::examine(&arguments)).await,
            Some(Command::Serve(arguments)) => Box::pin(serve::serve(arguments, output)).await,
            Some(Command::Completions(arguments)) => {
                completions::completions(&arguments, Self::command())
            }
        }
    }
}
