use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

/// A value that never shows itself: not in logs, not in `Debug`, not in a report.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Hides a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(SecretString::from(value.into()))
    }

    /// The value itself, to put it on the wire.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new("s3cr3t");

        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(secret.expose(), "s3cr3t");
    }
}
