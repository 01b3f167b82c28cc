//! Finds what a rule names and nobody has: a rule about nothing is kept by everybody.

use std::collections::BTreeSet;
use std::path::Path as FilePath;

use super::rules::{Rule, is_in};
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
    let mut sources = workspace
        .packages()
        .iter()
        .flat_map(|package| &package.sources);
    // A whole package is named by its folder.
    sources.any(|source| is_in(&source.file, place))
}

/// A path into the package exists in every package that the rule binds; another begins with a crate that is used.
fn is_a_path(path: &str, rule: &Rule, workspace: &Workspace, crates: &BTreeSet<String>) -> bool {
    let parts: Vec<String> = path.split("::").map(str::to_owned).collect();
    match parts[0].as_str() {
        "crate" => workspace
            .packages()
            .iter()
            .filter(|package| rule.within.iter().any(|place| package.holds(place)))
            .all(|package| package.has(&parts[1..])),
        first => KEYWORDS.contains(&first) || first == "std" || crates.contains(first),
    }
}

/// The crates that the manifests of the workspace name, packages of its own among them.
pub(crate) fn crates_on_disk() -> BTreeSet<String> {
    let manifest = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest: toml::Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
    let dependencies = manifest["workspace"]["dependencies"].as_table().unwrap();
    let own = manifest["package"]["name"].as_str().unwrap();
    dependencies
        .keys()
        .map(String::as_str)
        .chain([own])
        .map(|name| name.replace('-', "_"))
        .collect()
}
