//! Which package names which: what Cargo builds on is written in the manifests alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as FilePath;

use toml::{Table, Value};

use super::workspace::ROOTS;

/// Which package names which in its manifest, for its tests included; Cargo refuses all else.
const NAMES: &[(&str, &[&str])] = &[
    (
        "ciba-conformance",
        &[
            "embedded",
            "fake-authlete",
            "reference-server",
            "simulator",
            "suite",
            "zoo",
        ],
    ),
    // It judges the other packages, and those of strangers alike.
    ("suite", &[]),
    (
        "embedded",
        &["fake-authlete", "reference-server", "simulator", "suite"],
    ),
    ("zoo", &["embedded", "suite"]),
    // It talks to a fake as it talks to Authlete: over HTTP. Only its program brings one.
    ("reference-server", &[]),
    // What the fake and the server believed together would never be caught.
    ("fake-authlete", &[]),
    // A device is asked by servers that it has never heard of.
    ("simulator", &[]),
];

/// The tables that name packages, at the top of a manifest and below each of its targets.
const TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The manifest of the workspace, then those of its members.
pub(crate) fn manifests_on_disk() -> Vec<Table> {
    let workspace = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &str| -> Table {
        let file = workspace.join(folder).join("Cargo.toml");
        std::fs::read_to_string(file).unwrap().parse().unwrap()
    };
    let root = read("");
    let members = members(&root);
    let members = members.iter().map(|member| read(member));
    std::iter::once(root.clone()).chain(members).collect()
}

/// The folders of the workspace's members.
fn members(workspace: &Table) -> Vec<String> {
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let members = members.iter().map(|member| member.as_str().unwrap());
    members.map(ToOwned::to_owned).collect()
}

/// The packages of the workspace that each of them names, itself aside; the workspace's manifest comes first.
fn named_members(manifests: &[Table]) -> BTreeMap<String, BTreeSet<String>> {
    let name = |manifest: &Table| manifest["package"]["name"].as_str().unwrap().to_owned();
    let own: BTreeSet<String> = manifests.iter().map(name).collect();
    manifests
        .iter()
        .map(|manifest| {
            let name = name(manifest);
            let mut named = dependencies(manifest, &manifests[0]);
            named.retain(|other| *other != name && own.contains(other));
            (name, named)
        })
        .collect()
}

/// Every package that a manifest names, whatever it calls it.
fn dependencies(manifest: &Table, workspace: &Table) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    std::iter::once(manifest)
        .chain(targets.filter_map(Value::as_table))
        .flat_map(|place| {
            TABLES
                .iter()
                .filter_map(|table| place.get(*table)?.as_table())
        })
        .flatten()
        .map(|(key, dependency)| {
            let inherited = || workspace.get("workspace")?.get("dependencies")?.get(key);
            let renamed = |of: &Value| Some(of.get("package")?.as_str()?.to_owned());
            renamed(dependency)
                .or_else(|| renamed(inherited()?))
                .unwrap_or_else(|| key.clone())
        })
        .collect()
}

#[test]
fn packages_name_each_other_as_agreed() {
    let expected: BTreeMap<String, BTreeSet<String>> = NAMES
        .iter()
        .map(|(name, others)| {
            let others = others.iter().map(|other| (*other).to_owned());
            ((*name).to_owned(), others.collect())
        })
        .collect();

    assert_eq!(named_members(&manifests_on_disk()), expected);
}

#[test]
fn every_package_of_the_workspace_is_bound() {
    let members = members(&manifests_on_disk()[0]);

    let roots: BTreeSet<String> = members
        .iter()
        .map(|member| format!("{member}/src"))
        .chain(["src".to_owned()])
        .collect();
    assert_eq!(roots, ROOTS.iter().map(ToString::to_string).collect());
}

#[test]
fn a_package_is_seen_in_every_table_and_under_every_name() {
    let manifests = [
        r#"
            package.name = "root"
            [workspace.dependencies]
            inherited = { path = "c", package = "c" }
            [dependencies]
            a.workspace = true
            axum = "1"
            [dev-dependencies]
            inherited.workspace = true
        "#,
        r#"
            package.name = "a"
            [dev-dependencies]
            a = { path = "." }
            [target.'cfg(unix)'.dependencies]
            b = { path = "../b" }
            [build-dependencies]
            renamed = { path = "../c", package = "c" }
        "#,
        r#"package.name = "b""#,
        r#"package.name = "c""#,
    ];

    let named = named_members(&manifests.map(|text| text.parse().unwrap()));

    let named: Vec<String> = named
        .iter()
        .map(|(name, others)| format!("{name}: {others:?}"))
        .collect();
    assert_eq!(
        named,
        [r#"a: {"b", "c"}"#, "b: {}", "c: {}", r#"root: {"a", "c"}"#]
    );
}
