//! Finds what a rule names and nobody has: a rule about nothing is kept by everybody.

use std::collections::BTreeSet;

use super::manifests::manifests_on_disk;
use super::rules::{Rule, is_in};
use super::workspace::ROOTS;
use super::workspace::Workspace;

/// The keywords that a rule may forbid.
const KEYWORDS: &[&str] = &["async", "await"];

/// The places and paths of the rules that do not exist, each with its rule.
pub(crate) fn dead(
    rules: &[Rule],
    workspace: &Workspace,
    crates: &BTreeSet<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    for rule in rules {
        for place in rule.within.iter().chain(rule.except) {
            if !is_a_place(place, workspace) {
                found.push(format!("{}: nothing is at {place}", rule.name));
            }
        }
        let forbidden = rule.forbids.iter().copied().flatten();
        for path in forbidden.chain(rule.allows) {
            if !is_a_path(path, rule, workspace, crates) {
                found.push(format!("{}: there is no {path}", rule.name));
            }
        }
    }
    found
}

fn is_a_place(place: &str, workspace: &Workspace) -> bool {
    let mut sources = workspace.crates().iter().flat_map(|tree| &tree.sources);
    sources.any(|source| is_in(&source.file, place))
}

/// A path into the crate exists in every package that the rule binds; another begins with a crate that is used.
fn is_a_path(path: &str, rule: &Rule, workspace: &Workspace, crates: &BTreeSet<String>) -> bool {
    let parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    let exists_below = |root: &str| {
        let mut trees = workspace.crates().iter().filter(|tree| tree.root == root);
        trees.any(|tree| tree.has(&parts[1..]))
    };
    match parts[0].as_str() {
        "crate" => ROOTS
            .iter()
            .filter(|root| rule.within.iter().any(|place| is_below(place, root)))
            .all(|root| exists_below(root)),
        first => KEYWORDS.contains(&first) || first == "std" || crates.contains(first),
    }
}

fn is_below(place: &str, root: &str) -> bool {
    place
        .strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The crates that the workspace's manifest names, packages of its own among them.
pub(crate) fn crates_on_disk() -> BTreeSet<String> {
    let workspace = &manifests_on_disk()[0]["workspace"];
    let dependencies = workspace["dependencies"].as_table().unwrap();
    dependencies
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect()
}
