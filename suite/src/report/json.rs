use super::RunReport;

/// The report as JSON, version 1, with a newline at the end.
pub fn json(report: &RunReport) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(report).map(|text| text + "\n")
}
