use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::connected::{Connected, planned, whole_plan};
use super::interruption::{self, Interruption};
use super::output::Output;
use super::progress::Display;
use super::report_request::{ReportRequest, write, write_reports};
use super::{CliError, Selection, print};
use suite::catalogue::Catalogue;
use suite::error::SuiteError;
use suite::known_failing::{self, KnownFailing};
use suite::plan::Plan;
use suite::preflight;
use suite::report::{self, RunReport};
use suite::runner::{self, Keep, Progress};

#[derive(Debug, Args, Default)]
pub(super) struct Run {
    #[command(flatten)]
    selection: Selection,
    /// Writes a report as well, several times if wanted: `har`, `html`, `json`, `junit` or `markdown`, then `=FILE`.
    ///
    /// `-` is standard output, and the report for people is left out then.
    #[arg(long = "report", value_name = "FORMAT=FILE")]
    reports: Vec<ReportRequest>,
    /// Puts a fault into the embedded server; `faults` prints their names.
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    fault: Option<String>,
    /// Makes warnings count: they give exit code 1.
    #[arg(long)]
    strict: bool,
    /// Holds the run against a list of what is known to fail: what passes or fits nothing is an error.
    #[arg(long, value_name = "FILE")]
    known_failing: Option<PathBuf>,
    /// Writes what fails now as such a list; its empty reasons must be filled in.
    #[arg(long, value_name = "FILE")]
    write_known_failing: Option<PathBuf>,
    /// Shows secrets in all reports, and what was on the wire as it was. Keep such reports to yourself.
    #[arg(long)]
    show_secrets: bool,
}

pub(super) async fn run(
    catalogue: &Catalogue,
    arguments: Run,
    output: Output,
) -> Result<u8, CliError> {
    let connected = match &arguments.fault {
        Some(name) => Connected::to_wrong_server(name).await?,
        None => Connected::to(&arguments.selection).await?,
    };
    let listed = &connected.target.config.known_failing;
    let known = match arguments.known_failing.as_ref().or(listed.as_ref()) {
        Some(file) => KnownFailing::load(file)?,
        None => KnownFailing::default(),
    };
    if let Some(reason) = &connected.target.objection {
        warn(&format!(
            "no client goes on here: {reason}. The run judges what is there"
        ));
    }
    let interruption = Interruption::default();
    let plan = planned(catalogue, &connected.target, &arguments.selection)?;
    if arguments.selection.target.is_some() {
        preflight::all_clients_known(&connected.target, &plan).await?;
    }
    let plan = if arguments.show_secrets {
        warn("--show-secrets: the reports of this run hold credentials and tokens");
        plan.showing_secrets()
    } else {
        plan
    };
    let keep = if arguments.reports.is_empty() {
        Keep::Trouble
    } else {
        Keep::Everything
    };
    let report = watched(plan, keep, &connected, catalogue, &interruption, output).await;
    // Looked at before the embedded server ends.
    let lost = report.summary.suite_error > 0 && !connected.target.is_reachable().await;
    let whole = whole_plan(catalogue, &connected.target);
    let mut report = known_failing::settle(report, &known, &whole, catalogue);
    report.strict = arguments.strict;
    if let Some(file) = &arguments.write_known_failing {
        let text = known_failing::template(&report, catalogue, arguments.strict);
        write(file, &text)?;
    }
    let written = write_reports(&report, catalogue, &arguments.reports);
    if !arguments
        .reports
        .iter()
        .any(ReportRequest::is_standard_output)
    {
        let text = report::console(&report, catalogue);
        let wanted = if output.is_quiet() {
            verdict(&text)
        } else {
            &text
        };
        print(&output.for_people(wanted))?;
    }
    written?;
    if interruption.came() {
        return Ok(interruption::EXIT_CODE);
    }
    if lost {
        return Err(SuiteError::Lost {
            issuer: report.target.issuer.clone(),
            judged: report.summary.ran() - report.summary.suite_error,
        }
        .into());
    }
    Ok(runner::exit_code(&report, arguments.strict))
}

/// The report's last line.
fn verdict(report: &str) -> &str {
    let end = report.trim_end().rfind('\n').map_or(0, |at| at + 1);
    &report[end..]
}

#[expect(clippy::print_stderr, reason = "warnings go to standard error")]
fn warn(text: &str) {
    eprintln!("warning: {text}");
}

/// Runs with the progress on standard error, until the end or Ctrl-C.
async fn watched(
    plan: Plan,
    keep: Keep,
    connected: &Connected,
    catalogue: &Catalogue,
    interruption: &Interruption,
    output: Output,
) -> RunReport {
    let progress = Progress::default();
    let _display = Display::start(&progress, output);
    let target = Arc::clone(&connected.target);
    runner::run_until(plan, target, catalogue, keep, progress, interruption.wait()).await
}
