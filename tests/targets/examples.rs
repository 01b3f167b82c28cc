//! The example target files: they parse, with a value for every variable that they name.

use std::path::{Path, PathBuf};

use regex::Regex;
use suite::config::{Environment, TargetConfig};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/targets");

/// What a server makes when it is started for the first time is not there in a fresh clone.
const GENERATED: &str = "tests/interop/generated/";

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn dummies(text: &str) -> Environment {
    let secrets = Regex::new(r"env:([A-Z0-9_]+)").unwrap();
    let overrides = Regex::new(r"^[^#]*(CIBA_TARGET__[A-Z0-9_]+)").unwrap();
    let lines = text.lines();
    let secrets = lines
        .clone()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| secrets.captures(line));
    let overrides = lines.filter_map(|line| overrides.captures(line));
    secrets
        .chain(overrides)
        .map(|found| (found[1].to_owned(), "dummy".to_owned()))
        .collect()
}

fn parse(path: &Path) -> Result<TargetConfig, String> {
    let text = std::fs::read_to_string(path).unwrap();
    TargetConfig::parse(&text, path, &dummies(&text)).map_err(|error| error.to_string())
}

#[test]
fn every_example_parses() {
    let files = files();
    assert!(!files.is_empty());

    for file in files {
        if let Err(problems) = parse(&file) {
            let told = problems.lines().filter(|line| !line.ends_with("problems:"));
            for problem in told {
                assert!(problem.contains(GENERATED), "{}: {problem}", file.display());
            }
        }
    }
}

#[test]
fn what_the_examples_leave_to_the_environment_is_set_by_it() {
    for name in ["java-oauth-server.toml", "authlete-tenant.toml"] {
        let target = parse(&Path::new(FOLDER).join(name)).unwrap();

        assert!(
            target
                .clients
                .iter()
                .all(|client| client.client_id == "dummy"),
            "{name}"
        );
    }
}

#[test]
fn an_example_holds_no_secret_but_those_of_servers_on_this_machine() {
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let is_local = ["http", "https"]
            .iter()
            .any(|scheme| text.contains(&format!("issuer = \"{scheme}://127.0.0.1:")));
        let secrets = text
            .lines()
            .filter(|line| line.starts_with("client_secret"));
        for secret in secrets {
            let is_elsewhere = secret.contains("\"env:") || secret.contains("\"file:");
            assert!(is_elsewhere || is_local, "{}: {secret}", file.display());
        }
    }
}
