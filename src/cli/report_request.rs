use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{CliError, print};
use suite::catalogue::Catalogue;
use suite::report::{self, RunReport};

/// A report to write: its format and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReportRequest {
    format: Format,
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Har,
    Html,
    Json,
    Junit,
    Markdown,
}

impl Format {
    const ALL: [(&'static str, Self); 5] = [
        ("har", Self::Har),
        ("html", Self::Html),
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("markdown", Self::Markdown),
    ];
}

impl FromStr for ReportRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = text
            .split_once('=')
            .ok_or_else(|| "expected FORMAT=FILE, for example json=report.json".to_owned())?;
        let (_, format) = Format::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| {
                let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
                format!("unknown format {name:?}; there are: {}", names.join(", "))
            })?;
        if file.is_empty() {
            return Err("expected a file after `=`, or `-`".to_owned());
        }
        Ok(Self {
            format: *format,
            file: file.into(),
        })
    }
}

impl ReportRequest {
    pub(super) fn is_standard_output(&self) -> bool {
        self.file.as_os_str() == "-"
    }

    fn render(&self, report: &RunReport, catalogue: &Catalogue) -> Result<String, CliError> {
        let file = &self.file;
        match self.format {
            Format::Har => report::har(report).map_err(|error| failed(file, &error)),
            Format::Html => report::html(report, catalogue).map_err(|error| failed(file, &error)),
            Format::Json => report::json(report).map_err(|error| failed(file, &error)),
            Format::Junit => report::junit(report, catalogue).map_err(|error| failed(file, &error)),
            Format::Markdown => Ok(report::markdown(report, catalogue)),
        }
    }
}

/// Writes what was asked for; one report that cannot be written is no reason to lose the others.
pub(super) fn write_reports(
    report: &RunReport,
    catalogue: &Catalogue,
    requests: &[ReportRequest],
) -> Result<(), CliError> {
    let mut first = Ok(());
    for request in requests {
        let written = request
            .render(report, catalogue)
            .and_then(|text| write(&request.file, &text));
        if first.is_ok() {
            first = written;
        }
    }
    first
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
