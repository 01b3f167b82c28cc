//! All packages, from the disk or made up.

use std::fs;
use std::path::Path as FilePath;

use super::crates::{Crate, crates};

/// The packages of the workspace, by their sources.
pub(crate) const ROOTS: &[&str] = &[
    "src",
    "suite/src",
    "embedded/src",
    "zoo/src",
    "reference-server/src",
    "fake-authlete/src",
    "simulator/src",
];

/// Where tests and benchmarks stand, a program in each folder that has a main.rs.
const PROGRAMS: &[&str] = &[
    "tests",
    "benches",
    "reference-server/tests",
    "reference-server/benches",
    "fake-authlete/tests",
    "simulator/tests",
];

/// The packages of the workspace.
pub(crate) struct Workspace {
    crates: Vec<Crate>,
}

impl Workspace {
    /// The sources as they are.
    pub(crate) fn on_disk() -> Self {
        let workspace = FilePath::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        for root in ROOTS {
            collect(workspace, root, &mut files);
        }
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(file, text)| (file.as_str(), text.as_str()))
            .collect();
        Self::of(&files)
    }

    /// Sources by file name.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let crates = ROOTS.iter().flat_map(|root| crates(root, files)).collect();
        Self { crates }
    }

    pub(crate) fn crates(&self) -> &[Crate] {
        &self.crates
    }
}

/// The programs of several files that test and measure.
pub(crate) fn programs_on_disk() -> Vec<Crate> {
    let workspace = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs = Vec::new();
    for folder in PROGRAMS {
        let mut files = Vec::new();
        collect(workspace, folder, &mut files);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(file, text)| (file.as_str(), text.as_str()))
            .collect();
        let roots = files
            .iter()
            .filter_map(|(file, _)| file.strip_suffix("/main.rs"));
        programs.extend(roots.flat_map(|root| crates(root, &files)));
    }
    programs.retain(|program| !program.sources.is_empty());
    programs
}

fn collect(workspace: &FilePath, folder: &str, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(workspace.join(folder))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(workspace, &name, files);
        } else if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            files.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}
