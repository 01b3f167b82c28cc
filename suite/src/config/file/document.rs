//! The text of a target file, with what the environment replaces in it, as tables; mistakes are told with their line.

use std::ops::Range;

use serde::Deserialize as _;
use toml::de::{DeTable, DeValue, Error};
use toml::{Deserializer, Spanned};

use super::overrides::Overrides;
use super::tables::File;
use crate::config::{ConfigError, Environment};

/// Suggestions are at least so similar to what was written, from 0 to 1.
const SIMILAR: f64 = 0.6;

/// Reads the tables; every unknown key is told, and the first other mistake.
pub(super) fn read(text: &str, path: &str, environment: &Environment) -> Result<File, ConfigError> {
    let mut document = Document {
        text,
        path,
        overrides: Overrides::default(),
    };
    let mut table =
        DeTable::parse(text).map_err(|error| document.malformed(error.span(), error.message()))?;
    document.overrides = Overrides::apply(&mut table, environment, text.len())?;
    let mut problems = Vec::new();
    loop {
        let error = match File::deserialize(Deserializer::from(table.clone())) {
            Ok(file) if problems.is_empty() => return Ok(file),
            Ok(_) => return Err(in_order(problems)),
            Err(error) => error,
        };
        if document.overrides.retype(table.get_mut(), &error) {
            continue;
        }
        let (problem, removed) = document.problem(&mut table, &error);
        problems.push(problem);
        if !removed {
            return Err(in_order(problems));
        }
    }
}

/// The parser finds them in another order than a reader of the file; what has no line comes last.
fn in_order(mut problems: Vec<ConfigError>) -> ConfigError {
    problems.sort_by_key(|problem| match problem {
        ConfigError::Malformed { line, .. } => line.unwrap_or(usize::MAX),
        _ => usize::MAX,
    });
    ConfigError::all(problems)
}

struct Document<'a> {
    text: &'a str,
    path: &'a str,
    overrides: Overrides<'a>,
}

impl Document<'_> {
    /// What a mistake is called, and whether it was an unknown key, which is taken out so that the search can go on.
    fn problem(&self, table: &mut Spanned<DeTable<'_>>, error: &Error) -> (ConfigError, bool) {
        let message = error.message();
        let mut span = error.span();
        let mut removed = false;
        if message.starts_with("unknown field") {
            let key = quoted(message).next().unwrap_or_default();
            let around = span.clone().unwrap_or(0..usize::MAX);
            let own = table.span();
            if let Some(place) = remove(table.get_mut(), &own, key, &around) {
                span = Some(place);
                removed = true;
            }
        }
        (self.malformed(span, &explained(message)), removed)
    }

    fn malformed(&self, span: Option<Range<usize>>, reason: &str) -> ConfigError {
        let variable = span.clone().and_then(|span| self.overrides.variable(&span));
        if let Some(variable) = variable {
            return ConfigError::unusable(format!("the environment variable {variable}"), reason);
        }
        let line = span.map(|span| {
            let before = self.text.get(..span.start).unwrap_or_default();
            before.matches('\n').count() + 1
        });
        ConfigError::Malformed {
            path: self.path.to_owned(),
            line,
            reason: reason.to_owned(),
        }
    }
}

/// Takes the first key of this name out that stands within the span, or in the table that has this span, and says where
/// it stood.
fn remove(
    table: &mut DeTable<'_>,
    own: &Range<usize>,
    name: &str,
    within: &Range<usize>,
) -> Option<Range<usize>> {
    let found = table
        .keys()
        .find(|key| key.get_ref() == name && (own == within || is_within(&key.span(), within)))
        .map(Spanned::span);
    if found.is_some() {
        table.remove(name);
        return found;
    }
    table
        .iter_mut()
        .find_map(|(_, value)| remove_below(value, name, within))
}

fn remove_below(
    value: &mut Spanned<DeValue<'_>>,
    name: &str,
    within: &Range<usize>,
) -> Option<Range<usize>> {
    let own = value.span();
    match value.get_mut() {
        DeValue::Table(table) => remove(table, &own, name, within),
        DeValue::Array(array) => array
            .iter_mut()
            .find_map(|value| remove_below(value, name, within)),
        _ => None,
    }
}

fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What the parser says, in the words of somebody who writes a target file; without the value, which may be a secret.
fn explained(message: &str) -> String {
    let mut names = quoted(message);
    if message.starts_with("unknown field") {
        let key = names.next().unwrap_or_default();
        return format!(
            "unknown key `{key}`; {}",
            advice(key, &names.collect::<Vec<_>>())
        );
    }
    if message.starts_with("unknown variant") {
        let value = names.next().unwrap_or_default();
        return format!(
            "unknown value `{value}`; {}",
            advice(value, &names.collect::<Vec<_>>())
        );
    }
    if message.starts_with("missing field") {
        let key = names.next().unwrap_or_default();
        return format!("the key `{key}` is missing");
    }
    match message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.rsplit_once(", expected "))
    {
        Some((found, expected)) => {
            let found = found.split([' ', '`', '"']).next().unwrap_or_default();
            format!("expected {expected}, found a value of type {found}")
        }
        None => message.to_owned(),
    }
}

fn advice(written: &str, known: &[&str]) -> String {
    let closest = known
        .iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(written, name), *name))
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    match closest {
        Some((similarity, name)) if similarity >= SIMILAR => format!("did you mean `{name}`?"),
        Some(_) => format!("expected one of `{}`", known.join("`, `")),
        None => "nothing is expected here".to_owned(),
    }
}

/// What stands between backticks.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}
