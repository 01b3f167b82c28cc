//! The scripts that judge servers which others wrote, and the workflows that call them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root(path)).unwrap()
}

/// The folders of tests/interop with a target file of their own: one a server.
fn peers() -> Vec<String> {
    let mut peers: Vec<String> = std::fs::read_dir(root("tests/interop"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| root(&format!("fixtures/targets/{name}.toml")).exists())
        .collect();
    peers.sort();
    peers
}

#[test]
fn every_peer_is_judged_each_night_and_by_a_part_for_every_change() {
    let (nightly, part) = (text(".ci/nightly"), text(".ci/interop"));

    for peer in peers() {
        let run = format!("tests/interop/{peer}/run");
        assert!(root(&run).exists(), "{run}");
        assert!(nightly.contains(&run), ".ci/nightly does not call {run}");
        assert!(
            part.contains(&format!("{run} --part")),
            ".ci/interop does not call {run}"
        );
        let list = format!("fixtures/known-failing/{peer}.toml");
        assert!(root(&list).exists(), "{list}");
    }
    assert_eq!(peers(), ["go-oidc", "keycloak", "oidc-provider"]);
}

#[test]
fn the_workflows_call_the_scripts_with_parts_that_they_know() {
    let workflow = text(".github/workflows/nightly.yml");
    let parts = workflow
        .lines()
        .find_map(|line| line.trim().strip_prefix("part: ["))
        .and_then(|parts| parts.strip_suffix(']'))
        .unwrap();
    let all = text(".ci/nightly")
        .lines()
        .find_map(|line| line.strip_prefix("ALL=(").map(str::to_owned))
        .unwrap();

    assert_eq!(parts.replace(", ", " "), all.trim_end_matches(')'));
    assert!(workflow.contains("run: .ci/nightly "));
    assert!(workflow.contains("cron:"));
    assert!(text(".github/workflows/interop.yml").contains("run: .ci/interop"));
    assert!(text(".ci/run").contains("step .ci/interop"));
}

#[test]
fn a_part_that_nobody_knows_ends_the_night_with_what_is_known() {
    let output = Command::new(root(".ci/nightly"))
        .arg("nobody")
        .output()
        .unwrap();

    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("keycloak        26.7.3, then 26.4.0"),
        "{told}"
    );
}

#[test]
fn no_list_of_a_peer_shows_what_it_withholds() {
    for list in std::fs::read_dir(root("fixtures/known-failing")).unwrap() {
        let path = list.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let withheld = text
            .split("\n\n")
            .filter(|entry| entry.contains("withheld = true"));
        for entry in withheld.filter(|entry| entry.contains("[[known_failing]]")) {
            assert!(!entry.contains("#   actual"), "{}: {entry}", path.display());
        }
    }
}
