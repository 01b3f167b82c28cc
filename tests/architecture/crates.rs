//! The crates of a package: which module a file is, what a path names in the end, and where that is defined.

use std::collections::{HashMap, HashSet};

use super::reader;
use super::source::{Path, Reference, Source};

/// The library or the program of a package: everything below its `src` that belongs to it.
pub(crate) struct Crate {
    pub(crate) root: String,
    pub(crate) sources: Vec<Source>,
    /// The modules, and the files that they are written in.
    modules: HashMap<Path, String>,
    test_modules: HashSet<Path>,
    items: HashSet<Path>,
    /// What a name stands for in a module, by its `use` items.
    imports: HashMap<(Path, String), (Path, bool)>,
    /// The files of the macros.
    macros: HashMap<String, String>,
}

/// The program and the library below `root`. The modules that only main.rs declares are the program's.
pub(crate) fn crates(root: &str, files: &[(&str, &str)]) -> [Crate; 2] {
    let sources: Vec<Source> = files
        .iter()
        .filter_map(|(file, text)| Some(reader::read(file, module_of(root, file)?, text)))
        .collect();
    let declared = |file: &str| -> HashSet<String> {
        let file = format!("{root}/{file}");
        let source = sources.iter().find(|source| source.file == file);
        let declarations = source.into_iter().flat_map(|source| &source.declarations);
        declarations
            .map(|declaration| declaration.module[0].clone())
            .collect()
    };
    let (library, program) = (declared("lib.rs"), declared("main.rs"));
    let main = format!("{root}/main.rs");
    let (program, library) = sources
        .into_iter()
        .partition(|source| match source.module.first() {
            None => source.file == main,
            Some(name) => program.contains(name) && !library.contains(name),
        });
    [Crate::of(root, program), Crate::of(root, library)]
}

impl Crate {
    fn of(root: &str, sources: Vec<Source>) -> Self {
        let mut tree = Self {
            root: root.to_owned(),
            sources: Vec::new(),
            modules: HashMap::new(),
            test_modules: HashSet::new(),
            items: HashSet::new(),
            imports: HashMap::new(),
            macros: HashMap::new(),
        };
        for source in &sources {
            tree.modules
                .insert(source.module.clone(), source.file.clone());
        }
        for source in &sources {
            tree.add(source);
        }
        tree.sources = sources;
        tree
    }

    fn add(&mut self, source: &Source) {
        let file = &source.file;
        for declaration in &source.declarations {
            // What has no file of its own is written in this one.
            self.modules
                .entry(declaration.module.clone())
                .or_insert_with(|| file.clone());
            if declaration.in_test {
                self.test_modules.insert(declaration.module.clone());
            }
        }
        self.items.extend(source.items.iter().cloned());
        for name in &source.macros {
            self.macros.insert(name.clone(), file.clone());
        }
        for reference in &source.references {
            let Some(name) = reference.binds.clone() else {
                continue;
            };
            let key = (reference.module.clone(), name);
            let target = (reference.path.clone(), reference.global);
            if reference.re_export {
                self.imports.insert(key, target);
            } else {
                self.imports.entry(key).or_insert(target);
            }
        }
    }

    /// Whether a path from the root of the crate, without its `crate`, leads to a module, an item or a re-export.
    pub(crate) fn has(&self, path: &[String]) -> bool {
        let is_bound = path.split_last().is_some_and(|(name, module)| {
            let key = (module.to_vec(), name.clone());
            self.imports.contains_key(&key)
        });
        self.modules.contains_key(path) || self.items.contains(path) || is_bound
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
                if imported || self.modules.contains_key(&child(module, first)) {
                    inside(module, path)
                } else {
                    path.clone()
                }
            }
        }
    }

    /// The file that defines what a reference names; nothing for a module, whose items are named one by one, and for what
    /// other crates define.
    pub(crate) fn defining_file(&self, reference: &Reference) -> Option<&String> {
        let path = self.resolve(reference).pop()?;
        let path = match path.as_slice() {
            [first, path @ ..] if first == "crate" => path,
            [name] => return self.macros.get(name),
            _ => return None,
        };
        if self.modules.contains_key(path) && !self.items.contains(path) {
            return None;
        }
        (0..path.len())
            .rev()
            .find_map(|length| self.modules.get(&path[..length]))
    }

    /// Replaces the first name in a path that is an import by what it stands for.
    fn follow(&self, path: &Path) -> Option<Path> {
        if path.first()? != "crate" {
            return None;
        }
        for length in 1..path.len() {
            let module = path[1..length].to_vec();
            let name = &path[length];
            let key = (module.clone(), name.clone());
            let is_last = length + 1 == path.len();
            // An item may have the name of a module: what a path ends with is the item.
            let names_item =
                is_last && (self.items.contains(&path[1..]) || self.imports.contains_key(&key));
            if self.modules.contains_key(&path[1..=length]) && !names_item {
                continue;
            }
            if is_last && self.items.contains(&path[1..]) {
                return None;
            }
            let (target, global) = self.imports.get(&key)?;
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
