//! Whether an OP remembers what it acknowledged.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many pending requests were asked about for the first time, and what came of it.
#[derive(Debug, Default)]
pub struct Memory {
    pending: AtomicUsize,
    unknown: AtomicUsize,
}

impl Memory {
    /// The OP said that a request is pending.
    pub fn knows(&self) {
        self.pending.fetch_add(1, Ordering::Relaxed);
    }

    /// It said that it knows no such request; whether it has known others, so that this one is forgotten.
    pub fn does_not_know(&self) -> bool {
        self.unknown.fetch_add(1, Ordering::Relaxed);
        self.pending.load(Ordering::Relaxed) > 0
    }

    /// What to say of it, where some were forgotten. An OP that knows none has another word for all of them.
    pub fn told(&self) -> Option<String> {
        let pending = self.pending.load(Ordering::Relaxed);
        let forgotten = self.unknown.load(Ordering::Relaxed);
        (pending > 0 && forgotten > 0).then(|| {
            format!(
                "the OP forgot {forgotten} of {} pending requests (CIBA-7.3-12): is its store of them too small, or not \
                 shared by its processes?",
                pending + forgotten
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn what_is_forgotten_is_told_where_others_are_remembered() {
        let memory = Memory::default();

        assert!(!memory.does_not_know());
        assert_eq!(memory.told(), None);
        memory.knows();
        assert!(memory.does_not_know());

        let told = memory.told().unwrap_or_default();
        assert!(told.contains("forgot 2 of 3"), "{told}");
    }
}
