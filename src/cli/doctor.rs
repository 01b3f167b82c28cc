use std::path::PathBuf;

use clap::Args;

use super::{CliError, print, told};
use suite::config::TargetConfig;
use suite::doctor;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The target file.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
}

/// What takes its time is told on standard error.
#[expect(clippy::print_stderr, reason = "progress goes to standard error")]
pub(super) fn watch(text: &str) {
    eprintln!("note: {}", told(text));
}

/// Exit code 1 where a run would suffer.
pub(super) async fn examine(arguments: &Doctor) -> Result<u8, CliError> {
    let config = TargetConfig::load(&arguments.target)?;
    embedded::start_own_simulator(&config.authentication_device).await?;
    let findings = Box::pin(doctor::examine(config, &watch)).await;
    print(&doctor::text(&findings))?;
    Ok(u8::from(!doctor::is_well(&findings)))
}
