//! Reads `use` items: one reference for each name in the tree.

use super::reader::Reader;
use super::source::{Path, Reference};

impl Reader {
    pub(super) fn read_use(&mut self) {
        let start = Reference {
            re_export: self.is_after_pub(),
            ..self.reference(Path::new())
        };
        self.position += 1;
        let global = self.text(0) == "::";
        self.read_use_tree(&Reference { global, ..start });
    }

    /// After `pub`, `pub(crate)`, `pub(in a::b)` and the like.
    fn is_after_pub(&self) -> bool {
        let mut back = 1;
        if self.before(1) == ")" {
            while !matches!(self.before(back), "(" | "") {
                back += 1;
            }
            back += 1;
        }
        self.before(back) == "pub"
    }

    fn read_use_tree(&mut self, prefix: &Reference) {
        let mut tree = prefix.clone();
        loop {
            match self.text(0) {
                "::" => self.position += 1,
                "*" => {
                    tree.path.push("*".to_owned());
                    self.refer(tree);
                    self.position += 1;
                    return;
                }
                "{" => {
                    self.position += 1;
                    while !matches!(self.text(0), "}" | "") {
                        let start = self.position;
                        self.read_use_tree(&tree);
                        // A comma, or what only a macro can read: on, in any case.
                        if self.text(0) == "," || self.position == start {
                            self.position += 1;
                        }
                    }
                    self.position += 1;
                    return;
                }
                _ if self.is_word(0) && self.text(0) != "as" => {
                    tree.path.push(self.text(0).to_owned());
                    self.position += 1;
                }
                _ => return self.end_use(tree),
            }
        }
    }

    fn end_use(&mut self, mut reference: Reference) {
        let path = &mut reference.path;
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        reference.binds = path.last().cloned();
        if self.text(0) == "as" {
            reference.binds = Some(self.text(1).to_owned());
            self.position += 2;
        }
        if !reference.path.is_empty() {
            self.refer(reference);
        }
    }

    /// Takes a reference down, at the line that was reached.
    fn refer(&mut self, reference: Reference) {
        let line = self.line();
        self.source.references.push(Reference { line, ..reference });
    }
}
