use std::fmt;

use serde::Deserialize;

/// One of the three ways to name the user (CIBA Core 1.0, section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HintType {
    /// `login_hint`
    LoginHint,
    /// `login_hint_token`
    LoginHintToken,
    /// `id_token_hint`
    IdTokenHint,
}

impl HintType {
    /// Every type of hint.
    pub const ALL: [Self; 3] = [Self::LoginHint, Self::LoginHintToken, Self::IdTokenHint];

    /// The parameter that carries such a hint.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::LoginHint => "login_hint",
            Self::LoginHintToken => "login_hint_token",
            Self::IdTokenHint => "id_token_hint",
        }
    }
}

impl fmt::Display for HintType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parameter())
    }
}

/// A hint with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The type, and so the parameter's name.
    pub hint_type: HintType,
    /// The parameter's value, before form encoding.
    pub value: String,
}
