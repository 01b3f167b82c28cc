//! The members of a JSON object as they were written.

use std::collections::HashSet;
use std::fmt;

use crate::http::without_mark;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A member that a JSON object names more than once: whoever reads it takes one of the values, and nobody knows which.
pub fn repeated_member(json: &[u8]) -> Option<String> {
    let Names(names) = serde_json::from_slice(without_mark(json)).ok()?;
    let mut seen = HashSet::new();
    names.into_iter().find(|name| !seen.insert(name.clone()))
}

/// The names of an object's members, in order and with repetitions.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some((name, IgnoredAny)) = map.next_entry()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

#[cfg(test)]
mod tests {
    use super::repeated_member;

    #[test]
    fn a_member_that_stands_twice_is_found_in_the_outer_object_alone() {
        assert_eq!(
            repeated_member(br#"{"a":1,"b":2,"a":1}"#).as_deref(),
            Some("a")
        );
        assert_eq!(repeated_member(br#"{"a":{"b":1},"c":{"b":1}}"#), None);
        assert_eq!(repeated_member(b"[]"), None);
    }
}
