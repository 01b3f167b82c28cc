use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{CliError, print};
use crate::report::{self, RunReport};

/// A report to write: its format and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportRequest {
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
    pub(super) fn is_standard_output(&self) -> bool {
        self.file.as_os_str() == "-"
    }
}

pub(super) fn write_reports(
    report: &RunReport,
    requests: &[ReportRequest],
) -> Result<(), CliError> {
    for request in requests {
        let text = report::json(report).map_err(|error| failed(&request.file, &error))?;
        write(&request.file, &text)?;
    }
    Ok(())
}

/// Writes a file; `-` is standard output.
pub(super) fn write(file: &Path, text: &str) -> Result<(), CliError> {
    if file.as_os_str() == "-" {
        print(text)
    } else {
        std::fs::write(file, text).map_err(|error| failed(file, &error))
    }
}

fn failed(file: &Path, reason: &impl ToString) -> CliError {
    CliError::Report {
        file: file.display().to_string(),
        reason: reason.to_string(),
    }
}
