use std::path::PathBuf;

use clap::Args;

use super::{CliError, print};
use suite::config::TargetConfig;
use suite::doctor;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The target file.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
}

/// Exit code 1 where a run would suffer.
pub(super) async fn examine(arguments: &Doctor) -> Result<u8, CliError> {
    let config = TargetConfig::load(&arguments.target)?;
    embedded::start_own_simulator(&config.authentication_device).await?;
    let findings = Box::pin(doctor::examine(config)).await;
    print(&doctor::text(&findings))?;
    Ok(u8::from(!doctor::is_well(&findings)))
}
