use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::named::fails;
use super::{Cause, Entry, KnownFailing, Named};
use crate::catalogue::Catalogue;
use crate::report::{CauseReport, Outcome, RunReport, visible};

const HEAD: &str = "\
# What is known to fail. Each entry must fail, and needs a reason: one that fits nothing any more is an error.
# requirement and answer: a cause as the report tells it; another answer is another failure.
# runs: in so many runs it may be met, those that came no further for it included; more is a failure.
# withheld = true: reports leave out what was on the wire.
# scenario: an id, id@client, or either with * for any characters; outcome = \"suite_error\" for what cannot be judged.
";

/// A list of everything that fails in a report, an entry for each cause, for somebody to fill the reasons in.
///
/// What is known already keeps its reason, and what `former` lists as well; all others have an empty one, which is not
/// accepted until it says why. Warnings are listed where they count.
pub fn template(report: &RunReport, catalogue: &Catalogue, former: &KnownFailing) -> String {
    let mut text = HEAD.to_owned();
    let mut written = BTreeSet::new();
    for cause in &report.causes {
        let is_listed = match cause.outcome {
            Outcome::Failed | Outcome::Blocked | Outcome::ExpectedFailure => true,
            Outcome::Warning => report.is_strict(),
            Outcome::UnexpectedPass
            | Outcome::SuiteError
            | Outcome::Info
            | Outcome::Passed
            | Outcome::NotApplicable => false,
        };
        // They may differ in their level; an entry does not say it.
        if is_listed && written.insert((&cause.requirement, &cause.answer)) {
            push_entry(
                &mut text,
                cause,
                &reason(cause, report, former),
                catalogue,
                met(cause, report),
            );
            if kept(cause, former).is_some_and(|entry| entry.withheld) {
                text.push_str("withheld = true\n");
            }
        }
    }
    push_not_judged(&mut text, report, former);
    text
}

/// What a list says of a cause already.
fn kept<'a>(cause: &CauseReport, former: &'a KnownFailing) -> Option<&'a Entry> {
    former.entries.iter().find(|entry| match &entry.names {
        Named::Cause(listed) => {
            listed.requirement == cause.requirement && listed.answer == cause.answer
        }
        Named::Runs(runs) => cause.scenarios.iter().any(|run| runs.have(run)),
        Named::NotJudged(_) => false,
    })
}

fn reason(cause: &CauseReport, report: &RunReport, former: &KnownFailing) -> String {
    if let Some(entry) = kept(cause, former) {
        return entry.reason.clone();
    }
    let known = report.scenarios.iter().find(|scenario| {
        scenario.outcome == Outcome::ExpectedFailure && cause.scenarios.contains(&scenario.run_id())
    });
    known
        .and_then(|scenario| scenario.reason.clone())
        .unwrap_or_default()
}

/// In how many runs it was met.
fn met(cause: &CauseReport, report: &RunReport) -> usize {
    let cause = Cause {
        requirement: cause.requirement.clone(),
        answer: cause.answer.clone(),
        runs: None,
    };
    let runs = report.scenarios.iter();
    cause.met(runs.filter(|run| fails(run.outcome) || run.outcome == Outcome::ExpectedFailure))
}

fn push_entry(
    text: &mut String,
    cause: &CauseReport,
    reason: &str,
    catalogue: &Catalogue,
    runs: usize,
) {
    text.push('\n');
    match catalogue.requirement(&cause.requirement) {
        Some(row) => push_comment(
            text,
            &format!("{} ({}) {}: {}", row.id, row.level, row.url, row.text),
        ),
        None => push_comment(text, cause.requirement.as_str()),
    }
    push_comment(text, &format!("  expected  {}", cause.expected));
    push_comment(text, &format!("  actual    {}", cause.actual));
    push_comment(
        text,
        &format!("  in {}, such as {}", cause.extent(), cause.example),
    );
    let _ = writeln!(
        text,
        "[[known_failing]]\nrequirement = {}\nanswer = {}\nruns = {runs}\nreason = {}",
        quoted(cause.requirement.as_str()),
        quoted(&cause.answer),
        quoted(reason)
    );
}

/// What could not be judged stays on the list as long as it cannot.
fn push_not_judged(text: &mut String, report: &RunReport, former: &KnownFailing) {
    for entry in &former.entries {
        let Named::NotJudged(runs) = &entry.names else {
            continue;
        };
        let still = report.scenarios.iter().any(|scenario| {
            runs.have(&scenario.run_id())
                && matches!(
                    scenario.outcome,
                    Outcome::SuiteError | Outcome::ExpectedFailure
                )
        });
        if still {
            let _ = writeln!(
                text,
                "\n[[known_failing]]\nscenario = {}\noutcome = \"suite_error\"\nreason = {}",
                quoted(&runs.scenario),
                quoted(&entry.reason)
            );
        }
    }
}

/// What came from the target stays within its comment, whatever it is, and reorders nothing.
fn push_comment(text: &mut String, comment: &str) {
    for line in comment.lines() {
        let _ = writeln!(text, "# {}", visible(line));
    }
}

fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}
