//! One source file: the paths that it names, and the modules that it declares.

use std::mem;

use super::tokens::{Token, tokens};

pub(crate) type Path = Vec<String>;

/// Words that a path does not begin with, although a `::` may follow.
const KEYWORDS: &[&str] = &[
    "as", "break", "const", "dyn", "else", "enum", "fn", "for", "if", "impl", "in", "let", "match",
    "move", "mut", "pub", "ref", "return", "static", "struct", "type", "unsafe", "where", "while",
];

/// A path as it is written.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) path: Path,
    pub(crate) line: usize,
    /// The module that it stands in, from the root of the package.
    pub(crate) module: Path,
    /// The name that a `use` gives it.
    pub(crate) binds: Option<String>,
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
    pub(crate) references: Vec<Reference>,
    pub(crate) declarations: Vec<Declaration>,
}

impl Source {
    /// Reads a file that is the given module of its package.
    pub(crate) fn read(file: &str, module: Path, text: &str) -> Self {
        let mut reader = Reader {
            tokens: tokens(text),
            position: 0,
            depth: 0,
            module,
            inline: Vec::new(),
            test_item: None,
            source: Self {
                file: file.to_owned(),
                references: Vec::new(),
                declarations: Vec::new(),
            },
        };
        while reader.position < reader.tokens.len() {
            reader.read();
        }
        reader.source
    }
}

struct Reader {
    tokens: Vec<Token>,
    position: usize,
    /// How many brackets are open.
    depth: usize,
    module: Path,
    /// The depths at which inline modules began.
    inline: Vec<usize>,
    /// The depth at which an item with `#[cfg(test)]` began.
    test_item: Option<usize>,
    source: Source,
}

impl Reader {
    fn text(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.position + ahead)
            .map_or("", |token| &token.text)
    }

    fn before(&self, back: usize) -> &str {
        self.position
            .checked_sub(back)
            .map_or("", |position| &self.tokens[position].text)
    }

    fn is_word(&self, ahead: usize) -> bool {
        self.tokens
            .get(self.position + ahead)
            .is_some_and(Token::is_word)
    }

    fn read(&mut self) {
        match self.text(0) {
            "#" if self.opens_test_item() => {
                self.test_item.get_or_insert(self.depth);
                self.position += 1;
            }
            "{" | "(" | "[" => {
                self.depth += 1;
                self.position += 1;
            }
            "}" | ")" | "]" => self.close(),
            ";" | "," => {
                self.position += 1;
                if self.test_item == Some(self.depth) {
                    self.test_item = None;
                }
            }
            // `impl Trait + use<'a>` is no import.
            "use" if self.text(1) != "<" => self.read_use(),
            "mod" if self.is_word(1) => self.read_mod(),
            "async" | "await" => {
                let keyword = vec![self.text(0).to_owned()];
                self.refer(keyword, None, false);
                self.position += 1;
            }
            "crate" if self.before(1) == "extern" => {
                let package = vec![self.text(1).to_owned()];
                self.refer(package.clone(), package.into_iter().next(), true);
                self.position += 2;
            }
            _ if self.is_word(0) => self.read_path(),
            _ => self.position += 1,
        }
    }

    /// `#[cfg(test)]` and `#[cfg(all(test, ..))]`, but not `#[cfg(not(test))]`.
    fn opens_test_item(&self) -> bool {
        if [self.text(1), self.text(2), self.text(3)] != ["[", "cfg", "("] {
            return false;
        }
        let condition: Vec<&str> = self.tokens[self.position + 4..]
            .iter()
            .map(|token| token.text.as_str())
            .take_while(|text| *text != "]")
            .collect();
        condition.contains(&"test") && !condition.contains(&"not") && !condition.contains(&"any")
    }

    fn close(&mut self) {
        let brace = self.text(0) == "}";
        self.depth = self.depth.saturating_sub(1);
        self.position += 1;
        if self.inline.last() == Some(&self.depth) && brace {
            self.inline.pop();
            self.module.pop();
        }
        if self
            .test_item
            .is_some_and(|depth| self.depth < depth || (brace && self.depth == depth))
        {
            self.test_item = None;
        }
    }

    fn read_mod(&mut self) {
        let mut module = self.module.clone();
        module.push(self.text(1).to_owned());
        self.source.declarations.push(Declaration {
            module: module.clone(),
            in_test: self.test_item.is_some(),
        });
        if self.text(2) == "{" {
            self.inline.push(self.depth);
            self.module = module;
        }
        self.position += 2;
    }

    fn read_path(&mut self) {
        if KEYWORDS.contains(&self.text(0)) {
            self.position += 1;
            return;
        }
        let global = self.before(1) == "::" && self.begins_after(2);
        let begins = global || !matches!(self.before(1), "::" | ".");
        let mut path = vec![self.text(0).to_owned()];
        let start = self.position;
        self.position += 1;
        while self.text(0) == "::" && self.is_word(1) {
            path.push(self.text(1).to_owned());
            self.position += 2;
        }
        if begins && path.len() > 1 {
            let end = mem::replace(&mut self.position, start);
            self.refer(path, None, global);
            self.position = end;
        }
    }

    /// Whether a path can begin so many tokens back: not after a type, as in `<T>::new` and `Vec::<T>::new`.
    fn begins_after(&self, back: usize) -> bool {
        let before = self.before(back);
        let arrow = before == ">" && matches!(self.before(back + 1), "-" | "=");
        let word = before.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        arrow || KEYWORDS.contains(&before) || !(word || before == ">")
    }

    fn read_use(&mut self) {
        self.position += 1;
        let global = self.text(0) == "::";
        self.read_use_tree(&Path::new(), global);
    }

    fn read_use_tree(&mut self, prefix: &Path, global: bool) {
        let mut path = prefix.clone();
        loop {
            match self.text(0) {
                "::" => self.position += 1,
                "*" => {
                    path.push("*".to_owned());
                    self.refer(path, None, global);
                    self.position += 1;
                    return;
                }
                "{" => {
                    self.position += 1;
                    while !matches!(self.text(0), "}" | "") {
                        let start = self.position;
                        self.read_use_tree(&path, global);
                        // A comma, or what only a macro can read: on, in any case.
                        if self.text(0) == "," || self.position == start {
                            self.position += 1;
                        }
                    }
                    self.position += 1;
                    return;
                }
                _ if self.is_word(0) && self.text(0) != "as" => {
                    path.push(self.text(0).to_owned());
                    self.position += 1;
                }
                _ => return self.end_use(path, global),
            }
        }
    }

    fn end_use(&mut self, mut path: Path, global: bool) {
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let mut name = path.last().cloned();
        if self.text(0) == "as" {
            name = Some(self.text(1).to_owned());
            self.position += 2;
        }
        if !path.is_empty() {
            self.refer(path, name, global);
        }
    }

    fn refer(&mut self, path: Path, binds: Option<String>, global: bool) {
        let line = self
            .tokens
            .get(self.position)
            .or(self.tokens.last())
            .map_or(0, |token| token.line);
        self.source.references.push(Reference {
            path,
            line,
            module: self.module.clone(),
            binds,
            global,
            in_test: self.test_item.is_some(),
        });
    }
}
