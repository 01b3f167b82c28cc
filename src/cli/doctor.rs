use std::path::PathBuf;

use clap::Args;

use super::{CliError, print};
use crate::config::TargetConfig;
use crate::doctor;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The target file.
    #[arg(long, value_name = "FILE")]
    target: PathBuf,
}

/// Exit code 1 where a run would suffer.
pub(super) async fn examine(arguments: &Doctor) -> Result<u8, CliError> {
    let config = TargetConfig::load(&arguments.target)?;
    crate::embedded::start_own_simulator(&config.authentication_device).await?;
    let findings = Box::pin(doctor::examine(config)).await;
    print(&doctor::text(&findings))?;
    Ok(u8::from(!doctor::is_well(&findings)))
}
