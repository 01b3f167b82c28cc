use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::connected::{Connected, filtered, planned, whole_plan};
use super::interruption::interruption;
use super::output::Output;
use super::progress::Display;
use super::report_request::{ReportRequest, write, write_reports};
use super::{CliError, Selection, print, told};
use suite::catalogue::Catalogue;
use suite::error::SuiteError;
use suite::known_failing::{self, KnownFailing};
use suite::plan::Plan;
use suite::preflight;
use suite::report::{self, EarlyEnd, RunReport};
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
    /// Puts a fault into the embedded server, or what a right server does otherwise; `faults` prints the names.
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    fault: Option<String>,
    /// Makes warnings count: a target with warnings is not conformant then.
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
        Some(name) => Connected::to_server_of_the_zoo(name).await?,
        None => Connected::to(&arguments.selection).await?,
    };
    let listed = &connected.target.config.known_failing;
    let known = match arguments.known_failing.as_ref().or(listed.as_ref()) {
        Some(file) => KnownFailing::load(file)?,
        None => KnownFailing::default(),
    };
    if let Some(reason) = &connected.target.objection {
        say(
            "warning",
            &format!("no client goes on here: {reason}. The run judges what is there"),
        );
    }
    if arguments.selection.target.is_some() {
        let wanted = filtered(catalogue, &connected.target, &arguments.selection);
        let watch = |text: &str| say("note", text);
        Box::pin(preflight::before_run(&connected.target, &wanted, &watch)).await?;
    }
    let plan = planned(catalogue, &connected.target, &arguments.selection)?;
    let plan = if arguments.show_secrets {
        say(
            "warning",
            "--show-secrets: the reports of this run hold credentials and tokens",
        );
        plan.showing_secrets()
    } else {
        plan
    };
    let keep = if arguments.reports.is_empty() {
        Keep::Trouble
    } else {
        Keep::Everything
    };
    let mut report = watched(plan, keep, &connected, catalogue, output).await;
    // Looked at before the embedded server ends.
    if report.ended_early().is_none()
        && report.summary.suite_error > 0
        && !connected.target.is_reachable().await
    {
        report.end_early(EarlyEnd::TargetLost);
    }
    report.judge_strictly(arguments.strict);
    report.repeated_with = arguments.same_target();
    let whole = whole_plan(catalogue, &connected.target);
    let report = known_failing::settle(report, &known, &whole, catalogue);
    tell(&report, known, catalogue, &arguments, output)
}

impl Run {
    /// The arguments that select the same target again.
    fn same_target(&self) -> Vec<String> {
        if let Some(fault) = &self.fault {
            return vec!["--fault".to_owned(), fault.clone()];
        }
        let file = self.selection.target.as_ref();
        file.map_or_else(Vec::new, |file| {
            vec!["--target".to_owned(), file.display().to_string()]
        })
    }
}

/// Writes and prints what was asked for, and gives the exit code.
fn tell(
    report: &RunReport,
    known: KnownFailing,
    catalogue: &Catalogue,
    arguments: &Run,
    output: Output,
) -> Result<u8, CliError> {
    if let Some(file) = &arguments.write_known_failing {
        // Reasons that somebody wrote are kept; a file that is no such list is not overwritten.
        let mut former = if file.exists() {
            KnownFailing::load_unfinished(file)?
        } else {
            KnownFailing::default()
        };
        former.entries.extend(known.entries);
        write(file, &known_failing::template(report, catalogue, &former))?;
    }
    let written = write_reports(report, catalogue, &arguments.reports);
    let mut reports = arguments.reports.iter();
    if !reports.any(ReportRequest::is_standard_output) {
        let palette = output.palette();
        print(&if output.is_quiet() {
            report::verdict_line(report, palette)
        } else {
            report::console(report, catalogue, palette, output.detail())
        })?;
    }
    written?;
    if report.ended_early() == Some(EarlyEnd::TargetLost) {
        let lost = SuiteError::Lost {
            issuer: report.target.issuer.clone(),
            judged: report.summary.ran() - report.summary.suite_error,
        };
        say("error", &lost.to_string());
    }
    Ok(report.exit_code())
}

#[expect(
    clippy::print_stderr,
    reason = "warnings and errors go to standard error"
)]
fn say(kind: &str, text: &str) {
    eprintln!("{kind}: {}", told(text));
}

/// Runs with the progress on standard error, until the end or Ctrl-C.
async fn watched(
    plan: Plan,
    keep: Keep,
    connected: &Connected,
    catalogue: &Catalogue,
    output: Output,
) -> RunReport {
    let progress = Progress::default();
    let _display = Display::start(&progress, output);
    let target = Arc::clone(&connected.target);
    runner::run_until(plan, target, catalogue, keep, progress, interruption()).await
}
