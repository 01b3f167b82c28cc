//! Every renderer, the exit code and the GitHub action tell the same verdict, however it came about.

use std::process::Command;

use quick_junit::Report;
use rstest::rstest;
use serde_json::Value;
use suite::protocol::DeliveryMode;
use suite::report::{
    self, Detail, EarlyEnd, KnownFailingReport, KnownFailingStatus, Outcome, Palette, RunReport,
    Summary, TargetReport, Verdict,
};

use crate::made_up::{catalogue, scenario};

const RED: &str = "\u{1b}[1m\u{1b}[31m";
const GREEN: &str = "\u{1b}[1m\u{1b}[32m";
const YELLOW: &str = "\u{1b}[1m\u{1b}[33m";
const MAGENTA: &str = "\u{1b}[1m\u{1b}[35m";

fn run(outcomes: &[Outcome]) -> RunReport {
    let scenarios = outcomes
        .iter()
        .enumerate()
        .map(|(at, outcome)| scenario(&format!("is-{at}"), *outcome, DeliveryMode::Poll, "it"))
        .collect();
    RunReport::new(
        TargetReport {
            name: "op".to_owned(),
            issuer: "https://op.example".to_owned(),
            profile: "ciba-core".to_owned(),
        },
        "2026-11-22T22:00:00Z".to_owned(),
        1_000,
        scenarios,
        |_| None,
    )
}

fn entry(status: KnownFailingStatus) -> Vec<KnownFailingReport> {
    vec![KnownFailingReport {
        scenario: "ciba-core/07_3_acknowledgement/gone".to_owned(),
        requirement: None,
        answer: None,
        reason: "it was broken once".to_owned(),
        status,
        runs: 0,
        detail: None,
    }]
}

/// What the step of action.yml gives as its output, by the very line that reads the JSON report.
fn output_of_the_action(json: &str) -> String {
    let step = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/action"));
    let mut lines = step.lines();
    let line = lines.find(|line| line.contains("verdict=$(")).unwrap();
    let folder = tempdir();
    std::fs::write(folder.join("report.json"), json).unwrap();
    let script = format!("{line}\nprintf %s \"$verdict\"");
    let output = Command::new("bash")
        .args(["-euc", &script])
        .env("reports", &folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A folder for one call alone: cases run at the same time.
fn tempdir() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("verdict-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// How a reader of JUnit takes the counts of failures and errors.
fn verdict_of_junit(report: &Report, verdict: Verdict) -> bool {
    match verdict {
        Verdict::Conformant => (report.failures, report.errors) == (0, 0),
        Verdict::NotConformant => report.failures > 0,
        Verdict::Inconclusive => report.errors > 0,
    }
}

#[track_caller]
fn all_tell(report: &RunReport, verdict: Verdict, code: u8, words: &str, colour: &str) {
    let catalogue = catalogue();
    let (word, mark, class) = match verdict {
        Verdict::Conformant if words.contains("known") => ("conformant", "✅", "expected_failure"),
        Verdict::Conformant => ("conformant", "✅", "passed"),
        Verdict::NotConformant => ("not_conformant", "❌", "failed"),
        Verdict::Inconclusive => ("inconclusive", "⚠️", "suite_error"),
    };
    let headline = format!("op {words}");

    assert_eq!(report.verdict(), verdict);
    assert_eq!(report.exit_code(), code);
    assert_eq!(report.headline(), headline);

    let json = report::json(report).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&json).unwrap()["verdict"],
        word
    );
    assert_eq!(output_of_the_action(&json), word);

    let console = report::console(report, &catalogue, Palette::Plain, Detail::Everything);
    let last = console.lines().last().unwrap();
    assert!(
        last.starts_with(&format!("op (https://op.example) {words}: ")),
        "{last}"
    );
    let coloured = report::verdict_line(report, Palette::Ansi);
    assert_eq!(coloured, format!("{colour}{last}\u{1b}[0m\n"));

    let junit = report::junit(report, &catalogue).unwrap();
    let junit = Report::deserialize_from_str(&junit).unwrap();
    assert!(verdict_of_junit(&junit, verdict), "{junit:#?}");

    let html = report::html(report, &catalogue).unwrap();
    assert!(html.contains(&format!("<header class=\"verdict {class}\">")));
    assert!(html.contains(&format!("<h1>{headline}</h1>")));

    let markdown = report::markdown(report, &catalogue);
    assert!(
        markdown.starts_with(&format!("## {mark} {headline}\n")),
        "{markdown}"
    );
}

#[rstest]
#[case::all_passed(&[Outcome::Passed, Outcome::Info, Outcome::NotApplicable], Verdict::Conformant, 0, "is conformant", GREEN)]
#[case::a_warning(&[Outcome::Passed, Outcome::Warning], Verdict::Conformant, 0, "is conformant", GREEN)]
#[case::a_failure(&[Outcome::Passed, Outcome::Failed], Verdict::NotConformant, 1, "is not conformant", RED)]
#[case::what_was_blocked(&[Outcome::Blocked, Outcome::Failed], Verdict::NotConformant, 1, "is not conformant", RED)]
#[case::a_failure_and_what_was_not_judged(&[Outcome::SuiteError, Outcome::Failed], Verdict::NotConformant, 1, "is not conformant", RED)]
#[case::a_known_failure(&[Outcome::Passed, Outcome::ExpectedFailure], Verdict::Conformant, 0, "is conformant but for 1 known failure", MAGENTA)]
#[case::known_failures(&[Outcome::ExpectedFailure; 2], Verdict::Conformant, 0, "is conformant but for 2 known failures", MAGENTA)]
#[case::an_unexpected_pass(&[Outcome::Passed, Outcome::UnexpectedPass], Verdict::NotConformant, 1, "is not conformant, because the known-failing list is out of date", RED)]
#[case::what_was_not_judged(&[Outcome::Passed, Outcome::SuiteError], Verdict::Inconclusive, 3, "could not be judged completely", YELLOW)]
#[case::nothing_ran(&[Outcome::NotApplicable], Verdict::Inconclusive, 3, "could not be judged completely, because no scenario ran", YELLOW)]
fn outcomes_decide(
    #[case] outcomes: &[Outcome],
    #[case] verdict: Verdict,
    #[case] code: u8,
    #[case] words: &str,
    #[case] colour: &str,
) {
    all_tell(&run(outcomes), verdict, code, words, colour);
}

#[rstest]
#[case::no_warning(&[Outcome::Passed], Verdict::Conformant, 0, "is conformant", GREEN)]
#[case::a_warning(&[Outcome::Passed, Outcome::Warning], Verdict::NotConformant, 1, "is not conformant, because 1 warning counts", RED)]
#[case::warnings(&[Outcome::Warning; 3], Verdict::NotConformant, 1, "is not conformant, because 3 warnings count", RED)]
#[case::a_known_failure(&[Outcome::ExpectedFailure], Verdict::Conformant, 0, "is conformant but for 1 known failure", MAGENTA)]
#[case::a_warning_and_what_was_not_judged(&[Outcome::Warning, Outcome::SuiteError], Verdict::NotConformant, 1, "is not conformant, because 1 warning counts", RED)]
#[case::a_record(&[Outcome::Info], Verdict::Conformant, 0, "is conformant", GREEN)]
fn warnings_count_where_they_should(
    #[case] outcomes: &[Outcome],
    #[case] verdict: Verdict,
    #[case] code: u8,
    #[case] words: &str,
    #[case] colour: &str,
) {
    let mut report = run(outcomes);
    report.judge_strictly(true);

    all_tell(&report, verdict, code, words, colour);
}

#[rstest]
#[case::as_it_says(
    KnownFailingStatus::ExpectedFailure,
    Verdict::Conformant,
    0,
    "is conformant",
    GREEN
)]
#[case::not_judged(
    KnownFailingStatus::NotJudged,
    Verdict::Conformant,
    0,
    "is conformant",
    GREEN
)]
#[case::exceeded(
    KnownFailingStatus::Exceeded,
    Verdict::NotConformant,
    1,
    "is not conformant, because the known-failing list is out of date",
    RED
)]
#[case::stale(
    KnownFailingStatus::Stale,
    Verdict::NotConformant,
    1,
    "is not conformant, because the known-failing list is out of date",
    RED
)]
fn the_known_failing_list_counts(
    #[case] status: KnownFailingStatus,
    #[case] verdict: Verdict,
    #[case] code: u8,
    #[case] words: &str,
    #[case] colour: &str,
) {
    let mut report = run(&[Outcome::Passed]);
    report.hold_against(entry(status));

    all_tell(&report, verdict, code, words, colour);
}

#[rstest]
#[case::interrupted(
    EarlyEnd::Interrupted,
    130,
    "could not be judged completely, because the run was interrupted"
)]
#[case::lost(
    EarlyEnd::TargetLost,
    3,
    "could not be judged completely, because it no longer answers"
)]
fn an_early_end_leaves_the_verdict_open_whatever_was_found(
    #[case] why: EarlyEnd,
    #[case] code: u8,
    #[case] words: &str,
    #[values(&[Outcome::Passed], &[Outcome::Failed], &[Outcome::Warning, Outcome::SuiteError], &[Outcome::SuiteError])]
    outcomes: &[Outcome],
    #[values(false, true)] strict: bool,
) {
    let mut report = run(outcomes);
    report.end_early(why);
    report.judge_strictly(strict);
    report.hold_against(entry(KnownFailingStatus::Stale));

    all_tell(&report, Verdict::Inconclusive, code, words, YELLOW);
}

/// A warning that counts is shown as a failure, and one that does not as a warning.
#[rstest]
#[case::strict(true, RED, "failed")]
#[case::lenient(false, YELLOW, "warning")]
fn a_warning_has_the_colour_of_what_it_means(
    #[case] strict: bool,
    #[case] colour: &str,
    #[case] tone: &str,
) {
    let mut report = run(&[Outcome::Warning]);
    report.judge_strictly(strict);

    let console = report::console(&report, &catalogue(), Palette::Ansi, Detail::Everything);
    let html = report::html(&report, &catalogue()).unwrap();

    assert!(
        console.starts_with(&format!("{colour}WARNING: ")),
        "{console}"
    );
    assert!(html.contains(&format!("data-outcome=\"warning\" data-tone=\"{tone}\"")));
    assert!(html.contains(&format!("<span class=\"pill {tone}\">Warning</span>")));
    assert!(html.contains(&format!("<li class=\"{tone}\"><b>1</b> Warning</li>")));
}

/// What a target says is never taken for an outcome or a verdict.
#[test]
fn only_our_own_headings_have_a_colour() {
    let mut report = run(&[Outcome::Failed]);
    report.target.name = "FAILED: \u{1b}[32mop is conformant: yes".to_owned();
    report.scenarios[0].reason =
        Some("first\nFAILED: a@b\nop (x) is not conformant: 1 failed".to_owned());

    let console = report::console(&report, &catalogue(), Palette::Ansi, Detail::Everything);

    let coloured = console.lines().filter(|line| line.contains('\u{1b}'));
    let coloured: Vec<&str> = coloured.collect();
    assert_eq!(coloured.len(), 2, "{coloured:?}");
    assert!(coloured[0].starts_with(&format!("{RED}FAILED: ciba-core/07_3_acknowledgement/")));
    assert!(coloured[1].contains("\\u{1b}[32mop is conformant: yes"));
    assert!(coloured[1].starts_with(RED));
}

#[test]
fn every_outcome_is_counted_and_has_its_place() {
    let report = run(&Outcome::BY_WEIGHT);

    let summary = serde_json::to_value(report.summary).unwrap();

    let summary = summary.as_object().unwrap();
    assert!(summary.values().all(|count| count == 1), "{summary:?}");
    let mut names: Vec<&str> = Outcome::IN_THE_COUNTS.map(Outcome::as_str).to_vec();
    names.sort_unstable();
    let mut counted: Vec<&str> = summary.keys().map(String::as_str).collect();
    counted.sort_unstable();
    assert_eq!(names, counted);
    let none = Summary::default();
    assert!(
        Outcome::BY_WEIGHT
            .iter()
            .all(|outcome| none.of(*outcome) == 0)
    );
}
