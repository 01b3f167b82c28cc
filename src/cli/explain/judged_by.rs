//! Which checks the function of a sentence calls, read in the sources that the program brings along: what a scenario's
//! own requirement is judged by is named by no check.

use include_dir::{Dir, include_dir};

static CHECKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/suite/src/checks");
static STEPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/suite/src/op_under_test/steps");

const CHECKS_FOLDER: &str = "suite/src/checks";
const STEPS_FOLDER: &str = "suite/src/op_under_test/steps/";

/// What the steps share; a sentence often leaves the judging to it.
const SHARED: [&str; 1] = ["acts.rs"];

/// The checks, with file and line, that are called by the function of the sentence at this place, or else by what it
/// calls.
pub(super) fn checks_of(place: &str) -> Vec<String> {
    let found = place.strip_prefix(STEPS_FOLDER).and_then(|place| {
        let (file, line) = place.split_once(':')?;
        let source = STEPS.get_file(file)?.contents_utf8()?;
        let from = line.parse::<usize>().ok()?.saturating_sub(1);
        Some((source, body(source, from)))
    });
    let Some((source, body)) = found else {
        return Vec::new();
    };
    let direct = called(source, &body);
    if !direct.is_empty() {
        return direct;
    }
    let shared = SHARED.iter().filter_map(|file| STEPS.get_file(file));
    let shared = shared.filter_map(|file| file.contents_utf8());
    let mut found: Vec<String> = std::iter::once(source)
        .chain(shared)
        .flat_map(|source| helpers(source, &body))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// The place of an item, `file, item`, with its line.
pub(super) fn with_line(place: &str) -> String {
    let found = place.split_once(", ").and_then(|(file, item)| {
        let source = match file.strip_prefix(STEPS_FOLDER) {
            Some(file) => STEPS.get_file(file),
            None => CHECKS.get_file(file.strip_prefix(CHECKS_FOLDER)?.trim_start_matches('/')),
        };
        let mut lines = source?.contents_utf8()?.lines();
        let line = lines.position(|line| name_of_item(line) == Some(item))?;
        Some(format!("{file}:{}, {item}", line + 1))
    });
    found.unwrap_or_else(|| place.to_owned())
}

/// The item that a line at the margin begins.
fn name_of_item(line: &str) -> Option<&str> {
    const KINDS: [&str; 4] = ["const ", "static ", "struct ", "enum "];
    if line.starts_with([' ', '/', '#', '}']) {
        return None;
    }
    name_of_function(line).or_else(|| {
        let found = KINDS.iter().find_map(|kind| line.split_once(kind));
        found.map(|(_, rest)| word_at(rest))
    })
}

/// The checks that are called by those functions of a file that a body calls.
fn helpers(source: &str, body: &str) -> Vec<String> {
    let starts = source.lines().enumerate();
    let called_here = starts.filter(|(_, line)| {
        name_of_function(line).is_some_and(|name| words_before(body, "(").any(|word| word == name))
    });
    called_here
        .flat_map(|(at, _)| called(source, &self::body(source, at)))
        .collect()
}

/// The lines from this one to the end of the function.
fn body(source: &str, from: usize) -> String {
    let lines = source.lines().skip(from);
    let mut text = String::new();
    for line in lines.take_while(|line| *line != "}") {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// The checks that a body calls, by the names that its file has for their modules.
fn called(source: &str, body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, module) in imports(source) {
        let prefix = format!("{name}::");
        for (at, _) in body.match_indices(&prefix) {
            let before = body[..at].chars().next_back();
            let function = word_at(&body[at + prefix.len()..]);
            let is_path = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if let (false, Some(place)) = (is_path, place_of(&module, function))
                && !found.contains(&place)
            {
                found.push(place);
            }
        }
    }
    found
}

/// The modules of the checks that a file uses, each by the name that it has there. A path that begins at `checks` is
/// read where it stands.
fn imports(source: &str) -> Vec<(String, String)> {
    let modules = CHECKS.files().filter_map(|file| {
        let name = file.path().file_stem()?.to_str()?;
        Some((format!("checks::{name}"), name.to_owned()))
    });
    let uses = source.split("use crate::checks").skip(1);
    let uses = uses.filter_map(|rest| rest.split(';').next());
    let imported = uses.flat_map(|list| {
        let list = list.trim_start_matches("::");
        // Of `module::{self as check, Item}` the module alone is of interest.
        let (module, list) = list.split_once("::{").unwrap_or(("", list));
        list.trim_matches(['{', '}'])
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(|one| one.split_once(" as ").unwrap_or((one, one)))
            .map(|(item, name)| (name, if item == "self" { module } else { item }))
            .map(|(name, module)| (name.to_owned(), module.to_owned()))
            .collect::<Vec<_>>()
    });
    modules.chain(imported).collect()
}

/// Where a function of the checks stands.
fn place_of(module: &str, function: &str) -> Option<String> {
    let file = format!("{module}.rs");
    let source = CHECKS.get_file(&file)?.contents_utf8()?;
    let mut lines = source.lines();
    let line = lines.position(|line| name_of_function(line) == Some(function))?;
    Some(format!("{CHECKS_FOLDER}/{file}:{}, {function}", line + 1))
}

/// The function that a line at the margin begins.
fn name_of_function(line: &str) -> Option<&str> {
    if line.starts_with([' ', '/', '#']) {
        return None;
    }
    let (_, rest) = line.split_once("fn ")?;
    Some(word_at(rest))
}

fn word_at(text: &str) -> &str {
    let is_other = |c: char| !c.is_alphanumeric() && c != '_';
    text.split(is_other).next().unwrap_or_default()
}

/// The words that stand directly before a mark.
fn words_before<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark).map(|(at, _)| {
        let before = &text[..at];
        let is_other = |c: char| !c.is_alphanumeric() && c != '_';
        before.rsplit(is_other).next().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::with_line;

    #[test]
    fn every_check_of_the_index_has_its_line() {
        let checks = crate::cli::explain::checks().unwrap_or_default();
        let without: Vec<String> = checks
            .values()
            .flatten()
            .map(|place| with_line(place))
            .filter(|place| !place.contains(".rs:"))
            .collect();

        assert!(!checks.is_empty());
        assert_eq!(without, Vec::<String>::new());
    }
}
