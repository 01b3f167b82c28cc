//! What came up about the target as a whole.

use std::sync::{Mutex, PoisonError};

use super::memory::Memory;

/// What is worth to know about the target as a whole, each thing said once for a run.
#[derive(Debug, Default)]
pub struct Notes {
    texts: Mutex<Vec<String>>,
    /// What it remembers.
    pub memory: Memory,
}

impl Notes {
    /// Notes something, unless it is noted already.
    pub fn say(&self, text: impl Into<String>) {
        let text = text.into();
        // A poisoned lock only means that another task panicked; the list is whole.
        let mut notes = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&text) {
            tracing::warn!(note = text, "about the target");
            notes.push(text);
        }
    }

    /// All of them, in the order in which they came up; what it forgot explains most, and comes first.
    pub fn all(&self) -> Vec<String> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let forgotten = self.memory.told();
        forgotten.into_iter().chain(texts.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Notes;

    #[test]
    fn what_is_said_twice_is_noted_once() {
        let notes = Notes::default();

        notes.say("a");
        notes.say("b");
        notes.say("a");

        assert_eq!(notes.all(), ["a", "b"]);
    }
}
