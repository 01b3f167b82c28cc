//! JSON that is handed on as it came.

use serde_json::{Map, Value};

/// A JSON object, kept as the text that it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonDocument {
    text: String,
}

impl JsonDocument {
    /// Checks that the bytes are a JSON object.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice::<Map<String, Value>>(bytes)?;
        // What serde_json has read as JSON is UTF-8.
        Ok(Self {
            text: String::from_utf8_lossy(bytes).into_owned(),
        })
    }

    /// The text, byte for byte.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A member of the object that is a string.
    pub fn string_member(&self, name: &str) -> Option<String> {
        let object: Map<String, Value> = serde_json::from_str(&self.text).ok()?;
        object.get(name)?.as_str().map(str::to_owned)
    }
}

/// The public keys of the service, in whatever form the service has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServiceJwks {
    /// A JWK Set.
    Keys(JsonDocument),
    /// The service has none.
    None,
    /// The service has them elsewhere: at this URL.
    Elsewhere(String),
}
