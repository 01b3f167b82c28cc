use std::fmt::Write as _;

use crate::catalogue::Catalogue;
use crate::report::{Outcome, RunReport, ScenarioReport};

const HEAD: &str = "\
# What is known to fail. Each entry is run, must fail, and needs a reason: one that passes or fits nothing is an error.
# scenario: an id, id@client, or either with * for any characters.
";

/// A list of everything that fails in a report, for somebody to fill the reasons in.
///
/// What is known already keeps its reason; all others have an empty one, which is not accepted until it says why.
/// Warnings are listed where they count.
pub fn template(report: &RunReport, catalogue: &Catalogue) -> String {
    let mut text = HEAD.to_owned();
    for scenario in &report.scenarios {
        let reason = match scenario.outcome {
            Outcome::Failed => "",
            Outcome::Warning if report.is_strict() => "",
            Outcome::ExpectedFailure => scenario.reason.as_deref().unwrap_or_default(),
            Outcome::Warning
            | Outcome::UnexpectedPass
            | Outcome::SuiteError
            | Outcome::Info
            | Outcome::Passed
            | Outcome::NotApplicable => continue,
        };
        push_entry(&mut text, scenario, reason, catalogue);
    }
    text
}

fn push_entry(text: &mut String, scenario: &ScenarioReport, reason: &str, catalogue: &Catalogue) {
    text.push('\n');
    push_comment(text, &scenario.title);
    for violation in &scenario.violations {
        match catalogue.requirement(&violation.requirement) {
            Some(row) => push_comment(
                text,
                &format!("{} ({}) {}: {}", row.id, row.level, row.url, row.text),
            ),
            None => push_comment(text, violation.requirement.as_str()),
        }
        push_comment(text, &format!("  expected  {}", violation.expected));
        push_comment(text, &format!("  actual    {}", violation.actual));
    }
    let _ = writeln!(
        text,
        "[[known_failing]]\nscenario = {}\nreason = {}",
        quoted(&scenario.run_id()),
        quoted(reason)
    );
}

/// What came from the target stays within its comment, whatever it is.
fn push_comment(text: &mut String, comment: &str) {
    for line in comment.lines() {
        let _ = write!(text, "# ");
        for character in line.chars() {
            if character.is_control() && character != '\t' {
                let _ = write!(text, "{}", character.escape_default());
            } else {
                text.push(character);
            }
        }
        text.push('\n');
    }
}

fn quoted(text: &str) -> toml::Value {
    toml::Value::String(text.to_owned())
}
