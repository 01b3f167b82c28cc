use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Values shorter than this are replaced only where they stand as a whole value: `12344` occurs by chance.
pub(super) const SHORT: usize = 8;

/// What stands for a value.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) placeholder: String,
    /// The shell variable for it; none where the value is no secret.
    pub(super) variable: Option<String>,
}

/// A part of a message: as it is, or the name of the shell variable for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is no secret.
    Text(&'a [u8]),
    /// A secret, named by a variable.
    Hidden(&'a str),
}

/// Everything known, ready to be found in one pass over a text; the longest value wins.
#[derive(Debug, Clone)]
pub(super) struct Known {
    finder: AhoCorasick,
    /// The length of each value, and what is shown for it.
    placeholders: Vec<(usize, Shown)>,
}

impl Known {
    pub(super) fn compile(known: &BTreeMap<String, Shown>) -> Option<Self> {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            // Made for one scenario's few kilobytes: a faster automaton takes longer to build than it saves.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(known.keys())
            .ok()?;
        Some(Self {
            finder,
            placeholders: known
                .iter()
                .map(|(value, shown)| (value.len(), shown.clone()))
                .collect(),
        })
    }

    /// The text with a placeholder for each value.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.finder
            .replace_all_with(text, &mut shown, |found, value, shown| {
                match self.placeholders.get(found.pattern().as_usize()) {
                    Some((length, known))
                        if *length >= SHORT
                            || is_whole(text.as_bytes(), found.start(), found.end()) =>
                    {
                        shown.push_str(&known.placeholder);
                    }
                    _ => shown.push_str(value),
                }
                true
            });
        shown
    }

    /// The bytes in pieces, with every secret by the name of its shell variable.
    pub(super) fn pieces<'a>(&'a self, bytes: &'a [u8]) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for found in self.finder.find_iter(bytes) {
            let hidden = self
                .placeholders
                .get(found.pattern().as_usize())
                .filter(|(length, _)| {
                    *length >= SHORT || is_whole(bytes, found.start(), found.end())
                })
                .and_then(|(_, shown)| shown.variable.as_deref());
            if let Some(variable) = hidden {
                if at < found.start() {
                    pieces.push(Piece::Text(&bytes[at..found.start()]));
                }
                pieces.push(Piece::Hidden(variable));
                at = found.end();
            }
        }
        if at < bytes.len() {
            pieces.push(Piece::Text(&bytes[at..]));
        }
        pieces
    }
}

/// Whether a part of a message stands there as a whole form or JSON value.
fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    matches!(before, Some(b'=' | b'"'))
        && matches!(bytes.get(end), None | Some(b'&' | b'"' | b'\\' | b'\n'))
}
