use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::visible::visible;
use super::{ExchangeReport, Outcome, RunReport, ScenarioReport, Verdict};
use crate::catalogue::Catalogue;

/// The report as JUnit XML: a test suite for each feature, a test case for each scenario that was run for a client.
///
/// Failures count against the OP, errors are ours, and what did not run or is known to fail is skipped. Where the verdict
/// follows from none of them, the run is a test case of its own.
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
            suite.add_test_case(test_case(scenario, report.is_strict(), catalogue));
            let time = suite.time.unwrap_or_default();
            suite.set_time(time + Duration::from_millis(scenario.duration_ms));
        }
    }
    shown.add_test_suites(suites);
    if let Some(suite) = out_of_date(report) {
        shown.add_test_suite(suite);
    }
    if let Some(suite) = not_judged(report) {
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
    match (scenario.outcome, scenario.outcome.verdict(strict)) {
        (Outcome::NotApplicable, _) => skipped(&reason()),
        (Outcome::Blocked, _) => skipped(&format!("blocked: {}", reason())),
        (Outcome::ExpectedFailure, _) => skipped(&format!("known to fail: {}", reason())),
        (_, Verdict::Conformant) => TestCaseStatus::success(),
        (outcome, Verdict::Inconclusive) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(reason()).set_type(outcome.as_str());
            status
        }
        (outcome, Verdict::NotConformant) => match scenario.violations.first() {
            Some(first) if outcome != Outcome::UnexpectedPass => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                let message = format!("expected {}, got {}", first.expected, first.actual);
                status
                    .set_message(visible(&message).as_ref())
                    .set_type(first.requirement.as_str())
                    .set_description(visible(&told(scenario, catalogue)).as_ref());
                status
            }
            _ => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(reason()).set_type(outcome.as_str());
                status
            }
        },
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
            before,
            after,
            ..
        } = exchange;
        push_acts(&mut text, before);
        let _ = write!(
            text,
            "{from} -> {to} ({duration_ms} ms)\n{request}\n\n{response}\n\n"
        );
        push_acts(&mut text, after);
    }
    text
}

/// What is no exchange, such as a decision of the user.
fn push_acts(text: &mut String, acts: &[String]) {
    for act in acts {
        let _ = writeln!(text, "== {act}\n");
    }
}

/// Entries of the known-failing list that are out of date are failures of the list.
fn out_of_date(report: &RunReport) -> Option<TestSuite> {
    report.out_of_date().next()?;
    let mut suite = TestSuite::new("known-failing list");
    for entry in report.out_of_date() {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status
            .set_message(entry.detail.as_deref().unwrap_or_default())
            .set_type(entry.status.as_str());
        let mut case = TestCase::new(entry.scenario.as_str(), status);
        case.set_classname("known-failing");
        suite.add_test_case(case);
    }
    Some(suite)
}

/// A run that ended early, or in which nothing ran, is no pass, whatever its scenarios say; nor is one in which nothing failed
/// because the suite came no further.
fn not_judged(report: &RunReport) -> Option<TestSuite> {
    let summary = &report.summary;
    let is_untold = match report.verdict() {
        Verdict::Conformant => false,
        Verdict::Inconclusive => summary.suite_error == 0,
        Verdict::NotConformant => {
            summary.blocked > 0 && summary.failed + summary.unexpected_pass == 0
        }
    };
    if !is_untold {
        return None;
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let headline = report.headline();
    status
        .set_message(visible(&headline).as_ref())
        .set_type("inconclusive");
    let mut case = TestCase::new("the run", status);
    case.set_classname("verdict");
    let mut suite = TestSuite::new("verdict");
    suite.add_test_case(case);
    Some(suite)
}
