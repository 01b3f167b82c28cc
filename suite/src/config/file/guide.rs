//! The guide names the keys that a target file may have, all of them and no others.
//!
//! What the tables accept is asked of them: an unknown key is answered with a list of those that are known.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize as _;

use super::tables::File;

const GUIDE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../.github/guides/own-server.md"
);

/// The heads of its tables.
const KEYS: &str = "| key | meaning |";
const DEVICES: &str = "| `authentication_device.type` | how a user decides | its keys |";

/// A key that no table has, and a type of device that there is not.
const UNKNOWN: &str = "zzz";

/// The names that the tables expect in place of a `field` or `variant` that is unknown to them in a file; nothing where
/// there is none.
fn expected_in(text: &str, what: &str) -> Option<Vec<String>> {
    let error = File::deserialize(toml::Deserializer::parse(text).unwrap()).err()?;
    let message = error.message();
    let names = message.strip_prefix(&format!("unknown {what} `{UNKNOWN}`"))?;
    Some(
        names
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect(),
    )
}

/// The keys of the table at a path, if there is a table of its own.
fn keys_of(path: &str) -> Option<Vec<String>> {
    if path.is_empty() {
        return expected_in(&format!("{UNKNOWN} = 1"), "field");
    }
    let table = expected_in(&format!("[{path}]\n{UNKNOWN} = 1"), "field");
    table.or_else(|| expected_in(&format!("[[{path}]]\n{UNKNOWN} = 1"), "field"))
}

/// Every key below a path; a table that is like one before it is not entered again.
fn walk(path: &str, seen: &mut BTreeSet<Vec<String>>, keys: &mut BTreeSet<String>) {
    let Some(names) = keys_of(path) else {
        keys.insert(path.to_owned());
        return;
    };
    if !seen.insert(names.clone()) {
        keys.insert(path.to_owned());
        return;
    }
    for name in names {
        let inner = if path.is_empty() {
            name
        } else {
            format!("{path}.{name}")
        };
        walk(&inner, seen, keys);
    }
}

/// The types of device, each with its keys.
fn devices() -> BTreeSet<(String, BTreeSet<String>)> {
    let device = format!("[authentication_device]\ntype = \"{UNKNOWN}\"");
    let types = expected_in(&device, "variant").unwrap();
    types
        .into_iter()
        .map(|name| {
            let device = format!("[authentication_device]\ntype = \"{name}\"\n{UNKNOWN} = 1");
            let keys = expected_in(&device, "field").unwrap();
            (name, keys.into_iter().collect())
        })
        .collect()
}

/// The rows of the guide's table with this head, cell by cell.
fn rows(head: &str) -> Vec<Vec<String>> {
    let guide = std::fs::read_to_string(Path::new(GUIDE)).unwrap();
    let lines = guide.lines().skip_while(|line| !line.starts_with(head));
    let table = lines.skip(2).take_while(|line| line.starts_with('|'));
    table
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

#[test]
fn the_guide_names_every_key_and_no_other() {
    let mut keys = BTreeSet::new();
    walk("", &mut BTreeSet::new(), &mut keys);
    // The table of its types tells the rest.
    keys.remove("authentication_device");
    keys.insert("authentication_device.type".to_owned());
    // The table that all users are like has a row of its own, which says who it is.
    keys.insert("users.approver".to_owned());

    let named: BTreeSet<String> = rows(KEYS).iter().flat_map(|row| quoted(&row[0])).collect();

    assert!(keys.len() > 50, "the tables tell next to nothing: {keys:?}");
    assert_eq!(named, keys);
}

#[test]
fn the_guide_names_every_type_of_device_with_its_keys() {
    let named: BTreeSet<(String, BTreeSet<String>)> = rows(DEVICES)
        .iter()
        .map(|row| (quoted(&row[0]).next().unwrap(), quoted(&row[2]).collect()))
        .collect();

    assert_eq!(named, devices());
}

#[test]
fn every_line_of_the_guide_that_looks_like_a_row_is_in_a_table() {
    let guide = std::fs::read_to_string(Path::new(GUIDE)).unwrap();

    let lines = guide.lines().filter(|line| line.starts_with('|')).count();

    let in_tables = [KEYS, DEVICES];
    let rows: usize = in_tables.iter().map(|head| rows(head).len() + 2).sum();
    assert_eq!(lines, rows);
}
