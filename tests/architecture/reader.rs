//! Reads a source file.

use std::collections::HashSet;

use super::source::{Declaration, Path, Reference, Source};
use super::tokens::{Token, tokens};

/// Words that a path does not begin with, although a `::` may follow.
const KEYWORDS: &[&str] = &[
    "as", "break", "const", "dyn", "else", "enum", "fn", "for", "if", "impl", "in", "let", "match",
    "move", "mut", "pub", "ref", "return", "static", "struct", "type", "unsafe", "where", "while",
];

/// Words before the name of an item.
const DEFINING: &[&str] = &[
    "const", "enum", "fn", "static", "struct", "trait", "type", "union",
];

/// Reads a file that is the given module of its package.
pub(crate) fn read(file: &str, module: Path, text: &str) -> Source {
    let mut reader = Reader {
        tokens: tokens(text),
        position: 0,
        depth: 0,
        module: module.clone(),
        inline: Vec::new(),
        test_item: None,
        source: Source {
            file: file.to_owned(),
            module,
            references: Vec::new(),
            words: Vec::new(),
            macro_calls: Vec::new(),
            declarations: Vec::new(),
            items: Vec::new(),
            macros: Vec::new(),
        },
    };
    while reader.position < reader.tokens.len() {
        reader.read();
    }
    reader.source.drop_idle_words();
    reader.source
}

impl Source {
    /// Keeps the words that a re-export of their module binds.
    fn drop_idle_words(&mut self) {
        let passed_on: HashSet<(&Path, &String)> = self
            .references
            .iter()
            .filter(|reference| reference.re_export)
            .filter_map(|reference| Some((&reference.module, reference.binds.as_ref()?)))
            .collect();
        self.words
            .retain(|word| passed_on.contains(&(&word.module, &word.path[0])));
    }
}

pub(super) struct Reader {
    tokens: Vec<Token>,
    pub(super) position: usize,
    /// How many brackets are open.
    depth: usize,
    module: Path,
    /// The depths at which inline modules began.
    inline: Vec<usize>,
    /// The depth at which an item with `#[cfg(test)]` began.
    test_item: Option<usize>,
    pub(super) source: Source,
}

impl Reader {
    pub(super) fn text(&self, ahead: usize) -> &str {
        self.tokens
            .get(self.position + ahead)
            .map_or("", |token| &token.text)
    }

    pub(super) fn before(&self, back: usize) -> &str {
        self.position
            .checked_sub(back)
            .map_or("", |position| &self.tokens[position].text)
    }

    pub(super) fn is_word(&self, ahead: usize) -> bool {
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
            "macro_rules" if self.text(1) == "!" => {
                self.source.macros.push(self.text(2).to_owned());
                self.position += 3;
            }
            keyword if DEFINING.contains(&keyword) && self.begins_item() => {
                let item = self.child(1);
                self.source.items.push(item);
                self.position += 2;
            }
            "async" | "await" => self.read_keyword(),
            "crate" if self.before(1) == "extern" => self.read_extern_crate(),
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

    /// `async` and `await` are paths to themselves, which a rule may forbid.
    fn read_keyword(&mut self) {
        let keyword = self.reference(vec![self.text(0).to_owned()]);
        self.source.references.push(keyword);
        self.position += 1;
    }

    fn read_extern_crate(&mut self) {
        let package = self.text(1).to_owned();
        let reference = Reference {
            binds: Some(package.clone()),
            global: true,
            ..self.reference(vec![package])
        };
        self.source.references.push(reference);
        self.position += 2;
    }

    /// Whether the item that a keyword defines stands in a module, and has a name.
    fn begins_item(&self) -> bool {
        let level = self.inline.last().map_or(0, |depth| depth + 1);
        self.depth == level && self.is_word(1) && !KEYWORDS.contains(&self.text(1))
    }

    /// The path to what a word ahead names in this module.
    fn child(&self, ahead: usize) -> Path {
        let mut path = self.module.clone();
        path.push(self.text(ahead).to_owned());
        path
    }

    fn read_mod(&mut self) {
        let module = self.child(1);
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
        let mut reference = self.reference(vec![self.text(0).to_owned()]);
        reference.global = global;
        self.position += 1;
        while self.text(0) == "::" && self.is_word(1) {
            reference.path.push(self.text(1).to_owned());
            self.position += 2;
        }
        let is_field = reference.path[0].starts_with(char::is_lowercase);
        match (self.text(0), self.text(1)) {
            _ if !begins => {}
            _ if reference.path.len() > 1 => self.source.references.push(reference),
            ("!", "(" | "[" | "{") => self.source.macro_calls.push(reference),
            // A field, or a parameter.
            (":", _) if is_field => {}
            _ => self.source.words.push(reference),
        }
    }

    /// Whether a path can begin so many tokens back: not after a type, as in `<T>::new` and `Vec::<T>::new`.
    fn begins_after(&self, back: usize) -> bool {
        let before = self.before(back);
        let arrow = before == ">" && matches!(self.before(back + 1), "-" | "=");
        let word = before.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        arrow || KEYWORDS.contains(&before) || !(word || before == ">")
    }

    /// A path that stands here.
    pub(super) fn reference(&self, path: Path) -> Reference {
        Reference {
            path,
            line: self.line(),
            module: self.module.clone(),
            binds: None,
            re_export: false,
            global: false,
            in_test: self.test_item.is_some(),
        }
    }

    pub(super) fn line(&self) -> usize {
        self.tokens
            .get(self.position)
            .or(self.tokens.last())
            .map_or(0, |token| token.line)
    }
}
