//! All packages, from the disk or made up.

use std::fs;
use std::path::Path as FilePath;

use super::crates::{Crate, crates};
use crate::ROOTS;

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
