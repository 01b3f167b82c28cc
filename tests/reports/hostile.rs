use quick_junit::{Report, TestCaseStatus, XmlString};
use serde_json::Value;
use suite::protocol::DeliveryMode;
use suite::report::{self, Detail, Outcome, Palette, RunReport};
use suite::violation::Violation;

use crate::made_up::{catalogue, report as made_up, scenario};

/// Breaks out of attributes, elements, scripts, tables, fences, terminals and XML.
const HOSTILE: &str = "\"'></script></pre><script>alert(1)</script><img src=x onerror=alert(1)> ]]> \
                       ```\n# owned | `x` {{ 7*7 }} \u{1b}[2J\u{0}\u{7}\u{202e}\u{ffff}\r\n\
                       ::error::OWNED\n  ::add-mask::FAILED\n##[error]OWNED\nop is conformant: 999 scenarios\n";

#[test]
fn nothing_that_a_target_says_becomes_part_of_the_page() {
    let page = report::html(&made_up(HOSTILE), &catalogue()).unwrap();

    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
    assert!(!page.contains('\u{202e}'));
}

#[test]
fn what_came_up_about_the_whole_is_told_on_the_page_and_in_the_summary() {
    let mut report = made_up("nothing");
    report.notes = vec![format!("the OP was slow {HOSTILE}")];

    let page = report::html(&report, &catalogue()).unwrap();
    let summary = report::markdown(&report, &catalogue());

    assert!(page.contains("<li>the OP was slow &quot;"), "{page}");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(summary.contains("- **note**: the OP was slow"), "{summary}");
    assert!(!summary.contains("<script"), "{summary}");
}

#[test]
fn the_page_needs_no_network() {
    let page = report::html(&made_up(HOSTILE), &catalogue()).unwrap();

    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    for loads in ["src=\"", "url(", "@import", "fetch(", "XMLHttpRequest"] {
        let own = page.replace("&quot;", "");
        assert!(!own.contains(loads), "the page has {loads}");
    }
}

#[test]
fn junit_stays_xml_and_counts_each_outcome_as_what_it_is() {
    let text = report::junit(&made_up(HOSTILE), &catalogue()).unwrap();

    let read = Report::deserialize_from_str(&text).unwrap();
    assert_eq!((read.tests, read.failures, read.errors), (10, 3, 1));
    let forbidden = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || c == '\u{ffff}';
    assert!(!text.contains(forbidden));
    let cases = &read.test_suites[0].test_cases;
    assert_eq!(cases[0].name.as_str(), "a-scenario-that-passes@poll-basic");
    assert_eq!(
        cases[0].classname.as_ref().map(XmlString::as_str),
        Some("ciba-core.07_3_acknowledgement")
    );
    let skipped = |at: usize| matches!(cases[at].status, TestCaseStatus::Skipped { .. });
    assert!(skipped(4), "a known failure");
    assert!(skipped(5), "blocked");
    assert!(skipped(8), "not applicable");
}

#[test]
fn warnings_fail_in_junit_where_they_count() {
    let mut strict = made_up("nothing");
    strict.judge_strictly(true);

    let text = report::junit(&strict, &catalogue()).unwrap();

    assert_eq!(Report::deserialize_from_str(&text).unwrap().failures, 4);
}

#[test]
fn no_fence_and_no_table_of_the_markdown_is_broken() {
    let text = report::markdown(&made_up(HOSTILE), &catalogue());

    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if line == open => fence = None,
            None => {
                assert!(!line.contains("<script"), "{line}");
                assert!(!line.starts_with("# owned"), "{line}");
            }
            Some(_) => {}
        }
    }
    assert_eq!(fence, None, "a fence stays open");
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn the_markdown_fits_a_job_summary_whatever_fails() {
    let run = made_up("nothing");
    let long = HOSTILE.repeat(2_000);
    let mut scenarios = run.scenarios;
    for at in 0..2_000 {
        let mut failing = scenario(
            &format!("fails-{at}"),
            Outcome::Failed,
            DeliveryMode::Poll,
            "",
        );
        let row = format!("CIBA-7.3-{at}");
        failing.violations = vec![Violation::must(row.as_str(), long.clone(), long.clone())];
        failing.curl = Some(long.clone());
        scenarios.push(failing);
    }
    let run = RunReport::new(run.target, run.started_at, 1_000, scenarios, |_| None);

    let text = report::markdown(&run, &catalogue());

    assert!(text.len() < 1 << 20, "{} bytes", text.len());
    assert!(text.contains("more: the HTML and JSON reports tell all"));
}

/// What begins a line is ours, and a CI job finds no command in it.
#[test]
fn the_console_has_no_line_of_the_targets() {
    let report = made_up(HOSTILE);
    for detail in [Detail::Screen, Detail::Everything] {
        let text = report::console(&report, &catalogue(), Palette::Plain, detail);

        let forged = text.lines().filter(|line| {
            line.trim_start().starts_with("::") || line.contains("##[") || line.starts_with("op is")
        });
        let verdict = text.lines().last();
        let forged: Vec<&str> = forged.filter(|line| Some(*line) != verdict).collect();
        assert_eq!(forged, [""; 0]);
    }
}

#[test]
fn the_console_shows_what_would_move_its_cursor() {
    let text = report::console(
        &made_up(HOSTILE),
        &catalogue(),
        Palette::Plain,
        Detail::Everything,
    );

    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("\\u{1b}[2J"));
}

#[test]
fn the_har_has_what_its_readers_require() {
    let har: Value = serde_json::from_str(&report::har(&made_up(HOSTILE)).unwrap()).unwrap();

    let log = &har["log"];
    assert_eq!(log["version"], "1.2");
    assert_eq!(log["creator"]["name"], "ciba-conformance");
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 8);
    let pages = log["pages"].as_array().unwrap();
    for entry in entries {
        assert_eq!(entry["startedDateTime"], "2026-11-22T22:00:01.250Z");
        assert!(pages.iter().any(|page| page["id"] == entry["pageref"]));
        for (part, members) in [
            (
                "request",
                &[
                    "method",
                    "url",
                    "httpVersion",
                    "cookies",
                    "headers",
                    "queryString",
                    "headersSize",
                    "bodySize",
                ][..],
            ),
            (
                "response",
                &[
                    "status",
                    "statusText",
                    "httpVersion",
                    "cookies",
                    "headers",
                    "content",
                    "redirectURL",
                    "headersSize",
                    "bodySize",
                ][..],
            ),
            ("timings", &["send", "wait", "receive"][..]),
        ] {
            for member in members {
                assert!(!entry[part][member].is_null(), "{part}.{member}");
            }
        }
        assert!(entry["cache"].is_object());
        let measured: i64 = ["send", "wait", "receive"]
            .iter()
            .filter_map(|phase| entry["timings"][phase].as_i64())
            .sum();
        assert_eq!(entry["time"], measured);
        assert_eq!(entry["request"]["queryString"][0]["name"], "ui_locales");
        assert_eq!(
            entry["request"]["postData"]["mimeType"],
            "application/x-www-form-urlencoded"
        );
        let content = entry["response"]["content"]["text"].as_str().unwrap();
        assert!(content.contains("[AUTH_REQ_ID]"), "{content}");
    }
}
