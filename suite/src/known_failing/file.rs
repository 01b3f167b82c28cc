use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::{Cause, Entry, Named, Runs};
use crate::config::ConfigError;

/// A list of what is known to fail, as its file says.
#[derive(Debug, Clone, Default)]
pub struct KnownFailing {
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known_failing: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    scenario: Option<Spanned<String>>,
    outcome: Option<Spanned<String>>,
    requirement: Option<Spanned<String>>,
    answer: Option<String>,
    runs: Option<usize>,
    reason: Spanned<String>,
    #[serde(default)]
    withheld: bool,
}

const SHAPE: &str = "expected [[known_failing]] with scenario = \"…\" (and outcome = \"suite_error\" for what cannot \
                     be judged), or with requirement = \"…\" and answer = \"…\" (and runs = N, the most that may meet it), and \
                     reason = \"…\"; withheld = true keeps its exchanges out of reports";

impl KnownFailing {
    /// Reads a list; what is wrong with it is told with its line.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::parse(&read(path)?, &path.display().to_string())
    }

    /// Reads a list for its reasons: some may be empty still.
    pub fn load_unfinished(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        Ok(Self {
            entries: entries(&read(path)?, &name)?,
        })
    }

    /// Reads the text of a list; `name` is how messages call it.
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let entries = entries(text, name)?;
        match entries.iter().find(|entry| entry.reason.is_empty()) {
            Some(entry) => Err(ConfigError::unusable(
                format!("{name}:{}", entry.line),
                format!("{} has an empty reason: say why it fails", entry.name()),
            )),
            None => Ok(Self { entries }),
        }
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn entries(text: &str, name: &str) -> Result<Vec<Entry>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        ConfigError::unusable(
            format!("{name}:{line}"),
            format!("{}; {SHAPE}", error.message()),
        )
    })?;
    let mut seen: HashMap<(bool, String), usize> = HashMap::new();
    let mut entries = Vec::new();
    for row in file.known_failing {
        let line = row.line(text);
        let wrong = |reason: String| ConfigError::unusable(format!("{name}:{line}"), reason);
        let entry = row.entry(line).map_err(wrong)?;
        let is_judged = !matches!(entry.names, Named::NotJudged(_));
        if let Some(first) = seen.insert((is_judged, entry.name()), line) {
            return Err(wrong(format!(
                "{} is listed twice, first in line {first}",
                entry.name()
            )));
        }
        entries.push(entry);
    }
    Ok(entries)
}

impl Row {
    /// The line on which it begins to say something.
    fn line(&self, text: &str) -> usize {
        let named = self.scenario.as_ref().or(self.requirement.as_ref());
        line_of(text, named.unwrap_or(&self.reason).span().start)
    }

    fn entry(self, line: usize) -> Result<Entry, String> {
        let reason = self.reason.into_inner().trim().to_owned();
        let outcome = self.outcome.map(Spanned::into_inner);
        let scenario = self.scenario.map(Spanned::into_inner);
        let requirement = self.requirement.map(Spanned::into_inner);
        let names = match (scenario, requirement, self.answer) {
            (Some(scenario), None, None) if self.runs.is_none() => {
                if scenario.trim().is_empty() {
                    return Err("scenario is empty; name one as `list` does".to_owned());
                }
                let runs = Runs::new(scenario)?;
                match outcome.as_deref() {
                    None => Named::Runs(runs),
                    Some("suite_error") => Named::NotJudged(runs),
                    Some(other) => {
                        return Err(format!("outcome = {other:?}; \"suite_error\" is known"));
                    }
                }
            }
            (None, Some(requirement), Some(answer)) if outcome.is_none() => Named::Cause(Cause {
                requirement: requirement.as_str().into(),
                answer,
                runs: self.runs,
            }),
            _ => return Err(format!("an entry of another shape; {SHAPE}")),
        };
        Ok(Entry {
            names,
            reason,
            withheld: self.withheld,
            line,
        })
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_list_keeps_its_order_and_its_lines() {
        let text = "# why\n[[known_failing]]\nscenario = \"a\"\nreason = \"because\"\n\n\
                    [[known_failing]]\nscenario = \"b*\"\nreason = \"x\"\n";

        let entries = KnownFailing::parse(text, "list.toml").map(|list| list.entries);

        let told = entries.map(|entries| {
            entries
                .iter()
                .map(|entry| (entry.name(), entry.reason.clone(), entry.line))
                .collect::<Vec<_>>()
        });
        assert_eq!(
            told.ok(),
            Some(vec![
                ("a".to_owned(), "because".to_owned(), 3),
                ("b*".to_owned(), "x".to_owned(), 7),
            ])
        );
    }

    #[test]
    fn an_empty_list_is_a_list() {
        assert!(KnownFailing::parse("# nothing yet\n", "list.toml").is_ok());
    }

    #[rstest]
    #[case::no_toml("a/b/c because", "list.toml:1: ")]
    #[case::no_reason(
        "[[known_failing]]\nscenario = \"a\"\n",
        "list.toml:1: missing field `reason`"
    )]
    #[case::an_empty_reason(
        "[[known_failing]]\nscenario = \"a\"\nreason = \" \"\n",
        "list.toml:2: a has an empty reason"
    )]
    #[case::a_row_without_an_answer(
        "[[known_failing]]\nrequirement = \"CIBA-13-18\"\nreason = \"x\"\n",
        "list.toml:2: an entry of another shape"
    )]
    #[case::a_row_and_a_scenario(
        "[[known_failing]]\nscenario = \"a\"\nrequirement = \"CIBA-13-18\"\nanswer = \"b\"\nreason = \"x\"\n",
        "list.toml:2: an entry of another shape"
    )]
    #[case::an_outcome_that_no_list_names(
        "[[known_failing]]\nscenario = \"a\"\noutcome = \"passed\"\nreason = \"x\"\n",
        "list.toml:2: outcome = \"passed\""
    )]
    #[case::a_number_of_runs_beside_a_scenario(
        "[[known_failing]]\nscenario = \"a\"\nruns = 3\nreason = \"x\"\n",
        "list.toml:2: an entry of another shape"
    )]
    #[case::a_number_of_runs_below_nought(
        "[[known_failing]]\nrequirement = \"CIBA-13-18\"\nanswer = \"b\"\nruns = -1\nreason = \"x\"\n",
        "list.toml:4: "
    )]
    #[case::one_cause_with_two_numbers_of_runs(
        "[[known_failing]]\nrequirement = \"a\"\nanswer = \"b\"\nruns = 1\nreason = \"x\"\n[[known_failing]]\nrequirement = \"a\"\nanswer = \"b\"\nruns = 2\nreason = \"x\"\n",
        "list.toml:7: a: b is listed twice, first in line 2"
    )]
    #[case::no_scenario(
        "[[known_failing]]\nscenario = \"\"\nreason = \"x\"\n",
        "list.toml:2: scenario is empty"
    )]
    #[case::an_unknown_key(
        "[[known_failing]]\nscenario = \"a\"\nreason = \"x\"\nissue = 1\n",
        "list.toml:4: unknown field `issue`"
    )]
    #[case::an_unknown_table("[[known]]\nscenario = \"a\"\n", "list.toml:1: unknown field `known`")]
    #[case::an_entry_twice(
        "[[known_failing]]\nscenario = \"a\"\nreason = \"x\"\n[[known_failing]]\nscenario = \"a\"\nreason = \"y\"\n",
        "list.toml:5: a is listed twice, first in line 2"
    )]
    fn a_bad_list_is_told_with_its_line(#[case] text: &str, #[case] expected: &str) {
        let error = KnownFailing::parse(text, "list.toml").err();

        let told = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(told.starts_with(expected), "{told}");
    }
}
