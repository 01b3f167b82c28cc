//! Finds modules that need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Path, Reference, Source};
use super::workspace::Package;

/// What a module needs, and one place where it says so.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// What is written in lib.rs itself.
const ROOT: &str = "lib.rs";

/// One text for each group of top-level modules that need each other. Unit tests do not count, nor does main.rs, which
/// nobody can need.
pub(crate) fn cycles(package: &Package) -> Vec<String> {
    let graph = graph(package);
    let mut reported = BTreeSet::new();
    let mut found = Vec::new();
    for module in graph.keys() {
        let group: BTreeSet<String> = reachable(&graph, module)
            .into_iter()
            .filter(|other| reachable(&graph, other).contains(module))
            .collect();
        if group.contains(module) && reported.insert(group.clone()) {
            found.push(describe(&graph, &group));
        }
    }
    found
}

fn graph(package: &Package) -> Graph {
    let mut graph = Graph::new();
    for source in package
        .sources
        .iter()
        .filter(|source| !source.file.ends_with("src/main.rs"))
    {
        for reference in source
            .references
            .iter()
            .filter(|reference| !package.is_test(reference))
        {
            let from = reference.module.first().map_or(ROOT, String::as_str);
            for to in needed(package, reference) {
                if to != from {
                    let needs = graph.entry(from.to_owned()).or_default();
                    needs.entry(to).or_insert_with(|| place(source, reference));
                }
            }
        }
    }
    graph
}

/// The top-level modules that a reference goes to. An item that lib.rs only passes on belongs to its own module.
fn needed(package: &Package, reference: &Reference) -> BTreeSet<String> {
    let paths: Vec<Path> = package
        .resolve(reference)
        .into_iter()
        .filter(|path| path[0] == "crate" && path.len() > 1)
        .collect();
    let modules: BTreeSet<String> = paths
        .iter()
        .map(|path| path[1].clone())
        .filter(|name| package.has_top_level_module(name))
        .collect();
    let own_item =
        modules.is_empty() && !paths.is_empty() && package.resolve(reference).len() == paths.len();
    if own_item {
        BTreeSet::from([ROOT.to_owned()])
    } else {
        modules
    }
}

fn place(source: &Source, reference: &Reference) -> String {
    format!(
        "{}:{}: {}",
        source.file,
        reference.line,
        reference.path.join("::")
    )
}

/// Everything that a module needs, directly or not; itself only when it is part of a circle.
fn reachable(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(module) = open.pop() {
        for next in graph.get(&module).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

fn describe(graph: &Graph, group: &BTreeSet<String>) -> String {
    let names: Vec<&str> = group.iter().map(String::as_str).collect();
    let mut text = format!("these modules need each other: {}", names.join(", "));
    for from in group {
        for (to, place) in graph
            .get(from)
            .into_iter()
            .flatten()
            .filter(|(to, _)| group.contains(*to))
        {
            text = format!("{text}\n  {from} needs {to}: {place}");
        }
    }
    text
}
