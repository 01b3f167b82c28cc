//! Finds files that need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::crates::Crate;
use super::source::{Reference, Source};

/// What a file needs, and one place where it says so.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// One text for each group of files that need each other. A file needs the file that defines an item which it names, whoever
/// passes the item on; to declare a module, to pass an item on and to test is not to need.
pub(crate) fn cycles(tree: &Crate) -> Vec<String> {
    let graph = graph(tree);
    let reachable: BTreeMap<&String, BTreeSet<String>> = graph
        .keys()
        .map(|file| (file, reachable(&graph, file)))
        .collect();
    let mut reported = BTreeSet::new();
    let mut found = Vec::new();
    for (file, others) in &reachable {
        let group: BTreeSet<String> = others
            .iter()
            .filter(|other| reachable[other].contains(*file))
            .cloned()
            .collect();
        if group.contains(*file) && reported.insert(group.clone()) {
            found.push(describe(&graph, &group));
        }
    }
    found
}

fn graph(tree: &Crate) -> Graph {
    let mut graph = Graph::new();
    for source in &tree.sources {
        graph.entry(source.file.clone()).or_default();
        for reference in needs(source).filter(|reference| !tree.is_test(reference)) {
            let Some(to) = tree.defining_file(reference) else {
                continue;
            };
            if *to != source.file {
                let needs = graph.entry(source.file.clone()).or_default();
                needs
                    .entry(to.clone())
                    .or_insert_with(|| place(source, reference));
            }
        }
    }
    graph
}

/// What a file says of items, but for what it only passes on.
fn needs(source: &Source) -> impl Iterator<Item = &Reference> {
    let paths = source
        .references
        .iter()
        .filter(|reference| !reference.re_export);
    paths.chain(&source.words).chain(&source.macro_calls)
}

fn place(source: &Source, reference: &Reference) -> String {
    format!(
        "{}:{}: {}",
        source.file,
        reference.line,
        reference.path.join("::")
    )
}

/// Everything that a file needs, directly or not; itself only when it is part of a circle.
fn reachable(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(file) = open.pop() {
        for next in graph.get(&file).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

fn describe(graph: &Graph, group: &BTreeSet<String>) -> String {
    let names: Vec<&str> = group.iter().map(String::as_str).collect();
    let mut text = format!("these files need each other: {}", names.join(", "));
    for from in group {
        for (to, place) in graph[from].iter().filter(|(to, _)| group.contains(*to)) {
            text = format!("{text}\n  {to} is needed at {place}");
        }
    }
    text
}
