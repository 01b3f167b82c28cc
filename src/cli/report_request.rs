use std::path::PathBuf;
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
