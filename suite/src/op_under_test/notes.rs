//! What came up about the target as a whole.

use std::sync::{Mutex, PoisonError};

/// What is worth to know about the target as a whole, each thing said once for a run.
#[derive(Debug, Default)]
pub struct Notes(Mutex<Vec<String>>);

impl Notes {
    /// Notes something, unless it is noted already.
    pub fn say(&self, text: impl Into<String>) {
        let text = text.into();
        // A poisoned lock only means that another task panicked; the list is whole.
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !notes.contains(&text) {
            tracing::warn!(note = text, "about the target");
            notes.push(text);
        }
    }

    /// All of them, in the order in which they came up.
    pub fn all(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
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
