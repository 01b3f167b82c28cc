//! Keys of the target file that the environment sets: `CIBA_TARGET__LIMITS__CONCURRENCY`, and for a client
//! `CIBA_TARGET__CLIENTS__POLL_BASIC__SCOPE`, where the client's id is `poll-basic`.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use crate::config::{ConfigError, Environment};

/// Which variables set keys. Each has a span of its own beyond the text, by which mistakes find their variable.
#[derive(Default)]
pub(super) struct Overrides<'a> {
    base: usize,
    variables: Vec<Variable<'a>>,
}

struct Variable<'a> {
    name: &'a str,
    value: &'a str,
    /// Whether it was read as a number or a boolean already.
    retyped: bool,
}

impl<'a> Overrides<'a> {
    /// Sets the keys in the table.
    pub(super) fn apply(
        table: &mut Spanned<DeTable<'a>>,
        environment: &'a Environment,
        text_length: usize,
    ) -> Result<Self, ConfigError> {
        let mut overrides = Self {
            base: text_length + 1,
            variables: Vec::new(),
        };
        for one in environment.overrides() {
            let start = overrides.base + overrides.variables.len();
            let value = DeValue::String(Cow::Borrowed(one.value));
            set(
                table.get_mut(),
                &one.path,
                &Spanned::new(start..start, value),
            )
            .map_err(|reason| {
                ConfigError::unusable(format!("the environment variable {}", one.variable), reason)
            })?;
            overrides.variables.push(Variable {
                name: one.variable,
                value: one.value,
                retyped: false,
            });
        }
        Ok(overrides)
    }

    /// The variable that a mistake is about.
    pub(super) fn variable(&self, span: &Range<usize>) -> Option<&'a str> {
        let index = span.start.checked_sub(self.base)?;
        self.variables.get(index).map(|variable| variable.name)
    }

    /// A variable is text. Where a number or a boolean is expected instead, it is read as one, once.
    pub(super) fn retype(&mut self, table: &mut DeTable<'a>, error: &Error) -> bool {
        let Some(span) = error
            .span()
            .filter(|_| error.message().starts_with("invalid type"))
        else {
            return false;
        };
        let variable = span
            .start
            .checked_sub(self.base)
            .and_then(|index| self.variables.get_mut(index))
            .filter(|variable| !variable.retyped);
        let Some(variable) = variable else {
            return false;
        };
        variable.retyped = true;
        match DeValue::parse(variable.value).map(Spanned::into_inner) {
            Ok(value) if value.is_bool() || value.is_integer() => replace(table, &span, &value),
            _ => false,
        }
    }
}

/// Sets the key that the path leads to, and makes the tables on the way.
fn set<'a>(
    table: &mut DeTable<'a>,
    path: &[&'a str],
    value: &Spanned<DeValue<'a>>,
) -> Result<(), String> {
    let (name, rest) = match path {
        [name, rest @ ..] if !name.is_empty() => (*name, rest),
        _ => return Err("expected CIBA_TARGET__KEY or CIBA_TARGET__TABLE__KEY".to_owned()),
    };
    let key = table
        .keys()
        .find(|key| is_named(key.get_ref(), name))
        .map_or_else(|| name.to_lowercase(), |key| key.get_ref().to_string());
    if rest.is_empty() {
        // The key too, so that a mistake in its name is found to be the variable's.
        table.remove(key.as_str());
        table.insert(Spanned::new(value.span(), Cow::Owned(key)), value.clone());
        return Ok(());
    }
    let below = table
        .entry(Spanned::new(value.span(), Cow::Owned(key.clone())))
        .or_insert_with(|| Spanned::new(value.span(), DeValue::Table(DeTable::new())));
    match below.get_mut() {
        DeValue::Table(table) => set(table, rest, value),
        DeValue::Array(array) => {
            let (id, rest) = rest
                .split_first()
                .map_or(("", rest), |(id, rest)| (*id, rest));
            array
                .iter_mut()
                .filter_map(|element| match element.get_mut() {
                    DeValue::Table(table) => Some(table),
                    _ => None,
                })
                .find(|table| {
                    let named = table.get("id").and_then(|named| named.get_ref().as_str());
                    named.is_some_and(|named| is_named(named, id))
                })
                .ok_or_else(|| format!("the target file has none among its {key} whose id is {id}"))
                .and_then(|table| set(table, rest, value))
        }
        _ => Err(format!("`{key}` is no table")),
    }
}

/// Variables are written in capitals, with `_` for what is neither letter nor digit.
fn is_named(key: &str, variable: &str) -> bool {
    let written: String = key
        .chars()
        .map(|c| {
            if c.is_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    written == variable.to_ascii_uppercase()
}

fn replace<'a>(table: &mut DeTable<'a>, span: &Range<usize>, value: &DeValue<'a>) -> bool {
    table
        .iter_mut()
        .any(|(_, old)| replace_in(old, span, value))
}

fn replace_in<'a>(
    old: &mut Spanned<DeValue<'a>>,
    span: &Range<usize>,
    value: &DeValue<'a>,
) -> bool {
    let here = old.span() == *span;
    match old.get_mut() {
        DeValue::Table(table) => replace(table, span, value),
        DeValue::Array(array) => array.iter_mut().any(|old| replace_in(old, span, value)),
        old if here => {
            *old = value.clone();
            true
        }
        _ => false,
    }
}
