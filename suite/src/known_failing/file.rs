use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::Entry;
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
    scenario: Spanned<String>,
    reason: Spanned<String>,
}

impl KnownFailing {
    /// Reads a list; what is wrong with it is told with its line.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads the text of a list; `name` is how messages call it.
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            ConfigError::unusable(
                format!("{name}:{line}"),
                format!(
                    "{}; expected [[known_failing]] with scenario = \"…\" and reason = \"…\"",
                    error.message()
                ),
            )
        })?;
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut entries = Vec::new();
        for row in file.known_failing {
            let line = line_of(text, row.scenario.span().start);
            let wrong = |line: usize, reason: String| {
                Err(ConfigError::unusable(format!("{name}:{line}"), reason))
            };
            let scenario = row.scenario.into_inner();
            let reason_line = line_of(text, row.reason.span().start);
            let reason = row.reason.into_inner().trim().to_owned();
            if scenario.trim().is_empty() {
                return wrong(
                    line,
                    "scenario is empty; name one as `list` does".to_owned(),
                );
            }
            if reason.is_empty() {
                return wrong(
                    reason_line,
                    format!("{scenario} has an empty reason: say why it fails"),
                );
            }
            if let Some(first) = seen.insert(scenario.clone(), line) {
                return wrong(
                    line,
                    format!("{scenario} is listed twice, first in line {first}"),
                );
            }
            match Entry::new(scenario, reason, line) {
                Ok(entry) => entries.push(entry),
                Err(error) => return wrong(line, error),
            }
        }
        Ok(Self { entries })
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
                .map(|entry| (entry.scenario.clone(), entry.reason.clone(), entry.line))
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
        "list.toml:3: a has an empty reason"
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
