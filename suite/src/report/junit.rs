use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::visible::visible;
use super::{ExchangeReport, Outcome, RunReport, ScenarioReport};
use crate::catalogue::Catalogue;

/// The report as JUnit XML: a test suite for each feature, a test case for each scenario that was run for a client.
///
/// Failures are the OP's, errors are ours, and what did not run or is known to fail is skipped. Warnings fail where
/// they count.
pub fn junit(report: &RunReport, catalogue: &Catalogue) -> Result<String, SerializeError> {
    let mut shown = Report::new(format!(
        "{}: {}",
        report.suite.name,
        visible(&report.target.name)
    ));
    shown.set_time(Duration::from_millis(report.duration_ms));
    let mut suites: Vec<TestSuite> = Vec::new();
    for scenario in &report.scenarios {
        let feature = feature(&scenario.id);
        if suites
            .last()
            .is_none_or(|suite| suite.name.as_str() != feature)
        {
            let mut suite = TestSuite::new(feature);
            suite
                .extra
                .insert("timestamp".into(), report.started_at.as_str().into());
            suites.push(suite);
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(test_case(scenario, report.strict, catalogue));
            let time = suite.time.unwrap_or_default();
            suite.set_time(time + Duration::from_millis(scenario.duration_ms));
        }
    }
    shown.add_test_suites(suites);
    if let Some(suite) = stale(report) {
        shown.add_test_suite(suite);
    }
    shown.to_string()
}

/// `ciba-core/07_3_acknowledgement/…` is in the feature `ciba-core/07_3_acknowledgement`.
fn feature(id: &str) -> &str {
    id.match_indices('/').nth(1).map_or(id, |(at, _)| &id[..at])
}

fn test_case(scenario: &ScenarioReport, strict: bool, catalogue: &Catalogue) -> TestCase {
    let feature = feature(&scenario.id);
    let run_id = scenario.run_id();
    let name = run_id
        .strip_prefix(feature)
        .map_or(run_id.as_str(), |rest| rest.trim_start_matches('/'));
    let mut case = TestCase::new(name, status(scenario, strict, catalogue));
    case.set_classname(feature.replace('/', "."));
    case.set_time(Duration::from_millis(scenario.duration_ms));
    let told = told(scenario, catalogue);
    let output = format!("{told}{}", exchanges(&scenario.exchanges));
    if !output.is_empty() {
        case.set_system_out(visible(&output).as_ref());
    }
    case
}

fn status(scenario: &ScenarioReport, strict: bool, catalogue: &Catalogue) -> TestCaseStatus {
    let reason = || visible(scenario.reason.as_deref().unwrap_or_default()).into_owned();
    match scenario.outcome {
        Outcome::Passed | Outcome::Info => TestCaseStatus::success(),
        Outcome::Warning if !strict => TestCaseStatus::success(),
        Outcome::NotApplicable => skipped(&reason()),
        Outcome::ExpectedFailure => skipped(&format!("known to fail: {}", reason())),
        Outcome::SuiteError => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(reason()).set_type("suite_error");
            status
        }
        Outcome::UnexpectedPass => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(reason()).set_type("unexpected_pass");
            status
        }
        Outcome::Failed | Outcome::Warning => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            if let Some(violation) = scenario.violations.first() {
                let message = format!("expected {}, got {}", violation.expected, violation.actual);
                status
                    .set_message(visible(&message).as_ref())
                    .set_type(violation.requirement.as_str());
            }
            status.set_description(visible(&told(scenario, catalogue)).as_ref());
            status
        }
    }
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

/// What was broken, with the way to repeat it.
fn told(scenario: &ScenarioReport, catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for violation in &scenario.violations {
        let _ = match catalogue.requirement(&violation.requirement) {
            Some(row) => writeln!(text, "{} ({}) {}\n{}", row.id, row.level, row.url, row.text),
            None => writeln!(text, "{}", violation.requirement),
        };
        let _ = writeln!(text, "expected  {}", violation.expected);
        let _ = writeln!(text, "actual    {}", violation.actual);
    }
    if let Some(curl) = &scenario.curl {
        let _ = writeln!(text, "{curl}");
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn exchanges(exchanges: &[ExchangeReport]) -> String {
    let mut text = String::new();
    for exchange in exchanges {
        let ExchangeReport {
            from,
            to,
            request,
            response,
            duration_ms,
            ..
        } = exchange;
        let _ = write!(
            text,
            "{from} -> {to} ({duration_ms} ms)\n{request}\n\n{response}\n\n"
        );
    }
    text
}

/// Entries of the known-failing list that fit nothing are failures of the list.
fn stale(report: &RunReport) -> Option<TestSuite> {
    report.stale().next()?;
    let mut suite = TestSuite::new("known-failing list");
    for entry in report.stale() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status
            .set_message(entry.detail.as_deref().unwrap_or_default())
            .set_type("stale");
        let mut case = TestCase::new(entry.scenario.as_str(), status);
        case.set_classname("known-failing");
        suite.add_test_case(case);
    }
    Some(suite)
}
