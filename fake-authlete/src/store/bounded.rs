//! A map that forgets: by time, and by number when it is full.

use std::collections::{BTreeSet, HashMap};

/// A map from texts to values, each with a time at which it is forgotten.
///
/// When the map is full, the entry that would be forgotten first makes room.
pub(crate) struct Bounded<V> {
    entries: HashMap<String, Entry<V>>,
    by_time: BTreeSet<(u64, String)>,
    capacity: usize,
}

struct Entry<V> {
    value: V,
    forget_at: u64,
}

impl<V> Bounded<V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            by_time: BTreeSet::new(),
            capacity,
        }
    }

    /// Keeps a value until `forget_at`; returns what had to make room for it.
    pub(crate) fn insert(&mut self, key: String, value: V, forget_at: u64) -> Option<V> {
        self.remove(&key);
        let evicted = if self.entries.len() >= self.capacity {
            self.forget_first()
        } else {
            None
        };
        self.by_time.insert((forget_at, key.clone()));
        self.entries.insert(key, Entry { value, forget_at });
        evicted
    }

    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.entries.get(key).map(|entry| &entry.value)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.entries.get_mut(key).map(|entry| &mut entry.value)
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        let entry = self.entries.remove(key)?;
        self.by_time.remove(&(entry.forget_at, key.to_owned()));
        Some(entry.value)
    }

    /// Changes the time at which an entry is forgotten.
    pub(crate) fn keep_until(&mut self, key: &str, forget_at: u64) {
        if let Some(entry) = self.entries.get_mut(key) {
            self.by_time.remove(&(entry.forget_at, key.to_owned()));
            entry.forget_at = forget_at;
            self.by_time.insert((forget_at, key.to_owned()));
        }
    }

    /// Forgets what was to be kept until `now` or earlier, and returns it.
    pub(crate) fn forget_until(&mut self, now: u64) -> Vec<V> {
        let mut forgotten = Vec::new();
        while self.by_time.first().is_some_and(|(at, _)| *at <= now) {
            forgotten.extend(self.forget_first());
        }
        forgotten
    }

    fn forget_first(&mut self) -> Option<V> {
        let (_, key) = self.by_time.pop_first()?;
        self.entries.remove(&key).map(|entry| entry.value)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        assert_eq!(self.entries.len(), self.by_time.len());
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn an_entry_is_forgotten_at_its_time_and_not_before() {
        let mut map = Bounded::new(10);
        map.insert("a".to_owned(), 1, 100);

        assert!(map.forget_until(99).is_empty());
        assert_eq!(map.forget_until(100), [1]);
        assert_eq!(map.len(), 0);
    }

    #[test]
    fn a_full_map_forgets_what_it_would_forget_first() {
        let mut map = Bounded::new(2);
        map.insert("late".to_owned(), 1, 300);
        map.insert("soon".to_owned(), 2, 100);

        let evicted = map.insert("new".to_owned(), 3, 200);

        assert_eq!(evicted, Some(2));
        assert_eq!(map.get("late"), Some(&1));
        assert_eq!(map.len(), 2);
    }

    #[test]
    fn an_entry_can_be_kept_longer() {
        let mut map = Bounded::new(2);
        map.insert("a".to_owned(), 1, 100);

        map.keep_until("a", 200);

        assert!(map.forget_until(150).is_empty());
        assert_eq!(map.forget_until(200), [1]);
    }

    #[test]
    fn the_same_key_replaces_its_value_without_making_others_leave() {
        let mut map = Bounded::new(2);
        map.insert("a".to_owned(), 1, 100);
        map.insert("b".to_owned(), 2, 100);

        let evicted = map.insert("a".to_owned(), 3, 100);

        assert_eq!(evicted, None);
        assert_eq!(map.get("a"), Some(&3));
        assert_eq!(map.len(), 2);
    }
}
