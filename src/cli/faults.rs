use clap::Args;

use super::output::Output;
use super::{CliError, print};
use suite::catalogue::Catalogue;
use suite::config::ConfigError;
use suite::error::SuiteError;
use zoo::{Extent, Fault, Zoo};

#[derive(Debug, Args)]
pub(super) struct Faults {
    /// Has every client run every scenario that a fault reaches: by default one client runs each in turn, and where a
    /// fault reaches very many scenarios a part of them, another part for another fault. Takes about four times as long.
    #[arg(long)]
    every_run: bool,
    /// Only the faults whose name contains one of these.
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
}

/// With `-v`, every scenario that failed is printed, fault by fault.
///
/// Exit code 1 where a fault slips through or a scenario blames what is right.
pub(super) async fn faults(
    catalogue: Catalogue,
    arguments: &Faults,
    output: Output,
) -> Result<u8, CliError> {
    let filters = &arguments.filters;
    let is_meant = |fault: &&Fault| {
        let mut filters = filters.iter();
        filters.len() == 0 || filters.any(|filter| fault.name.contains(filter))
    };
    let faults: Vec<&'static Fault> = zoo::wrong::all().filter(is_meant).collect();
    if faults.is_empty() {
        return Err(ConfigError::unusable("FILTER", "no fault is named so").into());
    }
    let extent = if arguments.every_run {
        Extent::Everything
    } else {
        Extent::Sample
    };
    let (baseline, caught) = tokio::task::spawn_blocking(move || {
        let zoo = Zoo::new(catalogue)?;
        let baseline = zoo.baseline(&faults, |_| true)?;
        let caught = zoo.run(&baseline, &faults, extent)?;
        Ok::<_, SuiteError>((baseline, caught))
    })
    .await
    .map_err(|error| SuiteError::Internal(error.to_string()))??;
    print(&zoo::fault_table(
        &baseline,
        &caught,
        extent,
        output.is_verbose(),
    ))?;
    let clean = baseline.false_alarms().is_empty()
        && caught
            .iter()
            .all(|catch| catch.is_caught() && catch.false_alarms.is_empty());
    Ok(u8::from(!clean))
}
