//! The command line of the suite.

use std::process::ExitCode;

mod cli;

use clap::Parser as _;
use cli::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().execute().await {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            report(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "errors of the program go to standard error"
)]
fn report(error: &cli::CliError) {
    eprintln!("error: {}", cli::told(&error.to_string()));
}
