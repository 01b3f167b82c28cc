//! All packages: which module a file is, and what a path names in the end.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path as FilePath;

use super::source::{Path, Reference, Source};
use crate::ROOTS;

/// The packages of the workspace.
pub(crate) struct Workspace {
    packages: Vec<Package>,
}

/// One package: everything below its `src`.
pub(crate) struct Package {
    root: &'static str,
    pub(crate) sources: Vec<Source>,
    modules: HashSet<Path>,
    test_modules: HashSet<Path>,
    /// What the sources define beside modules, by module and name.
    items: HashSet<Path>,
    /// What a name stands for in a module, by its `use` items.
    imports: HashMap<(Path, String), (Path, bool)>,
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
        let packages = ROOTS.iter().map(|root| Package::of(root, files)).collect();
        Self { packages }
    }

    pub(crate) fn packages(&self) -> &[Package] {
        &self.packages
    }

    pub(crate) fn package(&self, root: &str) -> &Package {
        self.packages
            .iter()
            .find(|package| package.root == root)
            .unwrap()
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

impl Package {
    fn of(root: &'static str, files: &[(&str, &str)]) -> Self {
        let mut package = Self {
            root,
            sources: Vec::new(),
            modules: HashSet::new(),
            test_modules: HashSet::new(),
            items: HashSet::new(),
            imports: HashMap::new(),
        };
        for (file, text) in files {
            if let Some(module) = module_of(root, file) {
                package.modules.insert(module.clone());
                for name in items(text) {
                    package.items.insert(child(&module, name));
                }
                package.sources.push(Source::read(file, module, text));
            }
        }
        for source in &package.sources {
            for declaration in &source.declarations {
                package.modules.insert(declaration.module.clone());
                if declaration.in_test {
                    package.test_modules.insert(declaration.module.clone());
                }
            }
            for reference in &source.references {
                if let Some(name) = &reference.binds {
                    let key = (reference.module.clone(), name.clone());
                    package
                        .imports
                        .insert(key, (reference.path.clone(), reference.global));
                }
            }
        }
        package
    }

    /// Whether a file or folder of the workspace is this package's, or is the package.
    pub(crate) fn holds(&self, place: &str) -> bool {
        place
            .strip_prefix(self.root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether a path at the root, such as `crate::http`, is a module.
    pub(crate) fn has_top_level_module(&self, name: &str) -> bool {
        self.modules.contains(&vec![name.to_owned()])
    }

    /// Whether a path from the root of the package, without its `crate`, leads to a module, an item or a re-export.
    pub(crate) fn has(&self, path: &[String]) -> bool {
        let is_bound = path.split_last().is_some_and(|(name, module)| {
            let key = (module.to_vec(), name.clone());
            self.imports.contains_key(&key)
        });
        self.modules.contains(path) || self.items.contains(path) || is_bound
    }

    pub(crate) fn is_test(&self, reference: &Reference) -> bool {
        reference.in_test
            || (1..=reference.module.len())
                .any(|length| self.test_modules.contains(&reference.module[..length]))
    }

    /// What a reference names: as an absolute path first, then after each re-export that it passes through. Paths
    /// into the package itself begin with `crate`.
    pub(crate) fn resolve(&self, reference: &Reference) -> Vec<Path> {
        let mut seen = vec![self.absolute(
            &reference.path,
            &reference.module,
            reference.global,
            reference.binds.is_some(),
        )];
        while let Some(next) = seen.last().and_then(|path| self.follow(path)) {
            if seen.contains(&next) {
                break;
            }
            seen.push(next);
        }
        seen
    }

    fn absolute(&self, path: &Path, module: &Path, global: bool, binding: bool) -> Path {
        match path[0].as_str() {
            _ if global => path.clone(),
            "crate" => path.clone(),
            "self" => inside(module, &path[1..]),
            "super" => inside(module, path),
            first => {
                // A `use` does not go through the name that it makes itself.
                let import = self.imports.get(&(module.clone(), first.to_owned()));
                let imported = import.is_some_and(|(target, _)| !(binding && target == path));
                if imported || self.modules.contains(&child(module, first)) {
                    inside(module, path)
                } else {
                    path.clone()
                }
            }
        }
    }

    /// Replaces the first name in a path that is an import by what it stands for.
    fn follow(&self, path: &Path) -> Option<Path> {
        if path.first()? != "crate" {
            return None;
        }
        for length in 1..path.len() {
            let module = path[1..length].to_vec();
            let name = &path[length];
            if self.modules.contains(&child(&module, name)) {
                continue;
            }
            let (target, global) = self.imports.get(&(module.clone(), name.clone()))?;
            let mut next = self.absolute(target, &module, *global, true);
            next.extend_from_slice(&path[length + 1..]);
            return Some(next);
        }
        None
    }
}

/// A path that is relative to a module, from the root of the package.
fn inside(module: &[String], path: &[String]) -> Path {
    let ups = path.iter().take_while(|name| *name == "super").count();
    let kept = &module[..module.len().saturating_sub(ups)];
    let root = ["crate".to_owned()];
    root.iter()
        .chain(kept)
        .chain(&path[ups..])
        .cloned()
        .collect()
}

fn child(module: &[String], name: &str) -> Path {
    let name = name.to_owned();
    module.iter().chain([&name]).cloned().collect()
}

/// `suite/src/http/client.rs` is the module `http::client`; nothing for a file of another package.
fn module_of(root: &str, file: &str) -> Option<Path> {
    let inside = file
        .strip_prefix(root)?
        .strip_prefix('/')?
        .strip_suffix(".rs")?;
    let mut module: Path = inside.split('/').map(str::to_owned).collect();
    let root_file = module.len() == 1 && matches!(inside, "lib" | "main");
    if root_file || module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    Some(module)
}

/// The names that follow a keyword which defines something, wherever in a file they stand.
fn items(text: &str) -> impl Iterator<Item = &str> {
    const DEFINING: &[&str] = &[
        "const", "enum", "fn", "static", "struct", "trait", "type", "union",
    ];
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs: Vec<(&str, &str)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs
        .into_iter()
        .filter(|(keyword, _)| DEFINING.contains(keyword))
        .map(move |(_, name)| name.split(is_end).next().unwrap_or_default())
}
