//! Finds what breaks a rule.

use super::crates::Crate;
use super::source::{Path, Source};
use super::workspace::Workspace;

/// Who may not name what, and why.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    /// The files and folders that it binds.
    pub(crate) within: &'static [&'static str],
    /// The files and folders among them that it does not bind.
    pub(crate) except: &'static [&'static str],
    /// The paths, and the keywords, that must not stand there.
    pub(crate) forbids: &'static [&'static [&'static str]],
    /// The paths below those that may.
    pub(crate) allows: &'static [&'static str],
    /// Whether unit tests are bound as well.
    pub(crate) in_tests_too: bool,
    pub(crate) reason: &'static str,
}

/// One line for each reference that breaks a rule.
pub(crate) fn violations(rules: &[Rule], workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for rule in rules {
        for tree in workspace.crates() {
            for source in &tree.sources {
                if rule.binds(&source.file) {
                    rule.judge(tree, source, &mut found);
                }
            }
        }
    }
    found
}

impl Rule {
    fn binds(&self, file: &str) -> bool {
        let among = |patterns: &[&str]| patterns.iter().any(|pattern| is_in(file, pattern));
        among(self.within) && !among(self.except)
    }

    fn judge(&self, tree: &Crate, source: &Source, found: &mut Vec<String>) {
        for reference in &source.references {
            if !self.in_tests_too && tree.is_test(reference) {
                continue;
            }
            let named = tree.resolve(reference);
            if let Some(path) = named.iter().find(|path| self.forbids_path(path)) {
                found.push(format!(
                    "{}:{}: {} is forbidden here: {} ({})",
                    source.file,
                    reference.line,
                    path.join("::"),
                    self.name,
                    self.reason
                ));
            }
        }
    }

    fn forbids_path(&self, path: &Path) -> bool {
        let below = |pattern: &&str| {
            pattern
                .split("::")
                .eq(path.iter().take(pattern.split("::").count()))
        };
        self.forbids.iter().copied().flatten().any(below) && !self.allows.iter().any(below)
    }
}

/// `suite/src/http` is the file `suite/src/http.rs` and everything in the folder `suite/src/http`.
pub(crate) fn is_in(file: &str, pattern: &str) -> bool {
    file.strip_prefix(pattern)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}
