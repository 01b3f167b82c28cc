//! What is known of one source file: the paths that it names, the modules that it declares, the items that it defines.

pub(crate) type Path = Vec<String>;

/// A path as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) path: Path,
    pub(crate) line: usize,
    /// The module that it stands in, from the root of the package.
    pub(crate) module: Path,
    /// The name that a `use` gives it.
    pub(crate) binds: Option<String>,
    /// A `pub use`, whoever may see it.
    pub(crate) re_export: bool,
    /// Written with a leading `::`: the name of a package.
    pub(crate) global: bool,
    /// Within `#[cfg(test)]`.
    pub(crate) in_test: bool,
}

/// A `mod` item.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) module: Path,
    pub(crate) in_test: bool,
}

/// What was read in one file.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name from the root of the workspace.
    pub(crate) file: String,
    /// The module that it is.
    pub(crate) module: Path,
    pub(crate) references: Vec<Reference>,
    /// Single words, in other places, that a `pub use` of their module binds.
    pub(crate) words: Vec<Reference>,
    /// Macros that are called by a single word.
    pub(crate) macro_calls: Vec<Reference>,
    pub(crate) declarations: Vec<Declaration>,
    /// The items that are defined directly in a module, not in a function or by a macro.
    pub(crate) items: Vec<Path>,
    /// The names of its `macro_rules!`.
    pub(crate) macros: Vec<String>,
}
