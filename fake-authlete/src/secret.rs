//! Values that must not be seen in logs.

use std::fmt;

use serde::Deserialize;
use subtle::ConstantTimeEq;

/// A secret: it prints as `[redacted]` and is compared in constant time.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value that must not be seen in logs.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `presented` is the secret; the time it takes says nothing about where the two differ.
    pub fn is(&self, presented: &str) -> bool {
        self.0.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_does_not_show_in_debug_output() {
        let secret = Secret::new("hush");

        let printed = format!("{secret:?}");

        assert_eq!(printed, "[redacted]");
    }

    #[test]
    fn only_the_same_value_is_the_secret() {
        let secret = Secret::new("hush");

        assert!(secret.is("hush"));
        assert!(!secret.is("hus"));
        assert!(!secret.is(""));
    }
}
