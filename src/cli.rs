//! Arguments, one call for each command, and the exit code.

use std::io::Write as _;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::catalogue::{Catalogue, CatalogueError};
use crate::config::{ConfigError, TargetConfig};
use crate::error::SuiteError;
use crate::plan::{Capabilities, Plan};
use crate::report::{self, RunReport};
use crate::runner;
use crate::target::Target;

/// Judges an OpenID Connect CIBA server, clause by clause.
///
/// Without a command it judges the embedded reference server.
///
/// Exit codes: 0 conformant, 1 not conformant, 2 usage or configuration, 3 the suite broke or the target was not
/// reached.
#[derive(Debug, Parser)]
#[command(version, about, long_about)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the scenarios and reports.
    Run(Run),
    /// Prints which scenarios would run, and why the others would not.
    Plan(Selection),
    /// Prints every scenario with its requirements.
    List,
    /// Runs the suite on servers that are wrong on purpose, and prints which of them it catches.
    #[cfg(feature = "embedded")]
    Faults {
        /// Prints every scenario that failed, fault by fault.
        #[arg(long, short)]
        verbose: bool,
        /// Only the faults whose name contains one of these.
        #[arg(value_name = "FILTER")]
        filters: Vec<String>,
    },
    /// Prints a requirement and the scenarios that are about it.
    Explain {
        /// The row of the catalogue, such as CIBA-7.1-35.
        requirement: String,
    },
}

#[derive(Debug, Args, Default)]
struct Run {
    #[command(flatten)]
    selection: Selection,
    /// Writes a report as well: `json=FILE`; `-` is standard output, and the report for people is left out then.
    #[arg(long = "report", value_name = "FORMAT=FILE")]
    reports: Vec<ReportRequest>,
    /// Puts a fault into the embedded server; `faults` prints their names.
    #[cfg(feature = "embedded")]
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    fault: Option<String>,
    /// Makes warnings count: they give exit code 1.
    #[arg(long)]
    strict: bool,
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

/// A report to write: its format and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ReportRequest {
    file: PathBuf,
}

impl FromStr for ReportRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((_, "")) => Err("expected a file after `=`, or `-`".to_owned()),
            Some(("json", file)) => Ok(Self { file: file.into() }),
            Some((format, _)) => Err(format!("unknown format {format:?}; there is: json")),
            None => Err("expected FORMAT=FILE, for example json=report.json".to_owned()),
        }
    }
}

impl ReportRequest {
    fn is_standard_output(&self) -> bool {
        self.file.as_os_str() == "-"
    }
}

/// Why a command ended without a verdict.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
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

impl CliError {
    /// The exit code that belongs to the error.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Report { .. } => 2,
            Self::Suite(_) | Self::Catalogue(_) => 3,
        }
    }
}

impl Cli {
    /// Does what was asked, and gives the exit code.
    pub async fn execute(self) -> Result<u8, CliError> {
        let catalogue = Catalogue::embedded()?;
        match self.command {
            None => run(&catalogue, Run::default()).await,
            Some(Command::Run(arguments)) => run(&catalogue, arguments).await,
            Some(Command::Plan(selection)) => plan(&catalogue, &selection).await,
            Some(Command::List) => {
                print(&report::scenario_list(&catalogue))?;
                Ok(0)
            }
            #[cfg(feature = "embedded")]
            Some(Command::Faults { verbose, filters }) => zoo(catalogue, &filters, verbose).await,
            Some(Command::Explain { requirement }) => explain(&catalogue, &requirement),
        }
    }
}

async fn run(catalogue: &Catalogue, arguments: Run) -> Result<u8, CliError> {
    #[cfg(feature = "embedded")]
    let connected = match &arguments.fault {
        Some(name) => Connected::to_wrong_server(name).await?,
        None => Connected::to(&arguments.selection).await?,
    };
    #[cfg(not(feature = "embedded"))]
    let connected = Connected::to(&arguments.selection).await?;
    let plan = planned(catalogue, &connected.target, &arguments.selection)?;
    let report = runner::run(plan, Arc::clone(&connected.target), catalogue).await;
    connected.close().await;
    write_reports(&report, &arguments.reports)?;
    if !arguments
        .reports
        .iter()
        .any(ReportRequest::is_standard_output)
    {
        print(&report::console(&report, catalogue))?;
    }
    Ok(runner::exit_code(&report, arguments.strict))
}

async fn plan(catalogue: &Catalogue, selection: &Selection) -> Result<u8, CliError> {
    let connected = Connected::to(selection).await?;
    let plan = planned(catalogue, &connected.target, selection)?;
    connected.close().await;
    print(&report::plan_table(&plan))?;
    Ok(0)
}

fn explain(catalogue: &Catalogue, requirement: &str) -> Result<u8, CliError> {
    let id = requirement.into();
    let row = catalogue.requirement(&id).ok_or_else(|| {
        ConfigError::unusable(
            requirement,
            "no such requirement; `list` prints the scenarios with theirs",
        )
    })?;
    print(&report::explanation(row, catalogue))?;
    Ok(0)
}

/// Exit code 1 where a fault slips through or a scenario blames what is right.
#[cfg(feature = "embedded")]
async fn zoo(catalogue: Catalogue, filters: &[String], verbose: bool) -> Result<u8, CliError> {
    let mut expected = crate::zoo::expectations()?;
    if !filters.is_empty() {
        expected.retain(|fault| filters.iter().any(|filter| fault.name.contains(filter)));
    }
    if expected.is_empty() {
        return Err(ConfigError::unusable("FILTER", "no fault is named so").into());
    }
    let caught = tokio::task::spawn_blocking(move || crate::zoo::run(&catalogue, &expected))
        .await
        .map_err(|error| SuiteError::Internal(error.to_string()))??;
    print(&crate::zoo::fault_table(&caught, verbose))?;
    let clean = caught
        .iter()
        .all(|catch| catch.is_caught() && catch.false_alarms.is_empty());
    Ok(u8::from(!clean))
}

/// The plan for what was asked; nothing to run is an error.
fn planned(
    catalogue: &Catalogue,
    target: &Target,
    selection: &Selection,
) -> Result<Plan, CliError> {
    let plan = Plan::new(catalogue, Capabilities::of(target)).filtered(&selection.filters);
    if plan.selected() == 0 {
        return Err(ConfigError::unusable(
            "FILTER",
            format!(
                "no scenario to run: {} are planned for this target, none of them is applicable and named so",
                plan.runs.len()
            ),
        )
        .into());
    }
    Ok(plan)
}

/// A target, and what of it runs in this process.
struct Connected {
    target: Arc<Target>,
    #[cfg(feature = "embedded")]
    embedded: Option<crate::embedded::Embedded>,
}

impl Connected {
    async fn to(selection: &Selection) -> Result<Self, CliError> {
        match &selection.target {
            Some(path) => {
                let config = TargetConfig::load(path)?;
                Ok(Self {
                    target: Arc::new(Target::connect(config).await?),
                    #[cfg(feature = "embedded")]
                    embedded: None,
                })
            }
            None => Self::embedded().await,
        }
    }

    #[cfg(feature = "embedded")]
    async fn embedded() -> Result<Self, CliError> {
        let embedded = crate::embedded::start().await?;
        Ok(Self {
            target: Arc::clone(&embedded.target),
            embedded: Some(embedded),
        })
    }

    #[cfg(feature = "embedded")]
    async fn to_wrong_server(fault: &str) -> Result<Self, CliError> {
        let fault = crate::embedded::faults::named(fault).ok_or_else(|| {
            ConfigError::unusable(
                "--fault",
                "no fault is named so; `faults` prints their names",
            )
        })?;
        let embedded = crate::embedded::start_with(fault, None).await?;
        Ok(Self {
            target: Arc::clone(&embedded.target),
            embedded: Some(embedded),
        })
    }

    #[cfg(not(feature = "embedded"))]
    async fn embedded() -> Result<Self, CliError> {
        Err(ConfigError::unusable(
            "--target",
            "needed: this program was built without the embedded server",
        )
        .into())
    }

    /// What the embedded server still does in the background is of no interest: the verdict is there.
    async fn close(self) {
        #[cfg(feature = "embedded")]
        if let Some(embedded) = self.embedded {
            drop(embedded.shutdown().await);
        }
    }
}

fn write_reports(report: &RunReport, requests: &[ReportRequest]) -> Result<(), CliError> {
    for request in requests {
        let failed = |reason: String| CliError::Report {
            file: request.file.display().to_string(),
            reason,
        };
        let text = report::json(report).map_err(|error| failed(error.to_string()))?;
        if request.is_standard_output() {
            print(&text)?;
        } else {
            std::fs::write(&request.file, text).map_err(|error| failed(error.to_string()))?;
        }
    }
    Ok(())
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
