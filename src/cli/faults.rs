use clap::Args;

use super::output::Output;
use super::{CliError, print};
use suite::catalogue::Catalogue;
use suite::config::ConfigError;
use suite::error::SuiteError;
use zoo::unlike_ours::{self, RightServer};
use zoo::{Extent, Fault, Zoo, fault_table, right_table, wrong};

#[derive(Debug, Args)]
pub(super) struct Faults {
    /// Has every client run every scenario that a fault reaches: by default one client runs each in turn, and where a
    /// fault reaches very many scenarios a part of them, another part for another fault. Takes about four times as long.
    #[arg(long)]
    every_run: bool,
    /// Shows the right servers that are unlike ours, and no wrong one, to the whole plan: once with the clients that sign no
    /// requests, once with those that sign all. Takes half an hour; by default each meets what it says otherwise.
    #[arg(long, conflicts_with = "every_run")]
    right: bool,
    /// Only the faults, and the right servers, whose name contains one of these.
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
    let is_meant = |name: &str| {
        let mut filters = filters.iter();
        filters.len() == 0 || filters.any(|filter| name.contains(filter))
    };
    let anywhere = arguments.right;
    let faults: Vec<&'static Fault> = wrong::all()
        .filter(|fault| !anywhere && is_meant(fault.name))
        .collect();
    let right: Vec<&'static RightServer> = unlike_ours::all()
        .filter(|server| is_meant(server.name))
        .collect();
    if faults.is_empty() && right.is_empty() {
        return Err(ConfigError::unusable("FILTER", "no fault is named so").into());
    }
    let extent = if arguments.every_run {
        Extent::Everything
    } else {
        Extent::Sample
    };
    let is_verbose = output.is_verbose();
    let (is_clean, text) = tokio::task::spawn_blocking(move || {
        let zoo = Zoo::new(catalogue)?;
        let (mut is_clean, mut text) = (true, String::new());
        if !faults.is_empty() {
            let baseline = zoo.baseline(&faults, |_| true)?;
            let caught = zoo.run(&baseline, &faults, extent)?;
            is_clean = baseline.false_alarms().is_empty()
                && caught
                    .iter()
                    .all(|catch| catch.is_caught() && catch.false_alarms.is_empty());
            text = fault_table(&baseline, &caught, extent, is_verbose);
        }
        let judged = zoo.judge_right_servers(&right, anywhere)?;
        is_clean &= judged.iter().all(|server| server.complaints.is_empty());
        text.push_str(&right_table(&judged, is_verbose));
        Ok::<_, SuiteError>((is_clean, text))
    })
    .await
    .map_err(|error| SuiteError::Internal(error.to_string()))??;
    print(&text)?;
    Ok(u8::from(!is_clean))
}
