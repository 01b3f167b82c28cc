//! Text of anybody's in a file that is written as TOML.

use serde_json::Value;

/// A TOML string, whatever is in it: JSON's escapes are TOML's.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
