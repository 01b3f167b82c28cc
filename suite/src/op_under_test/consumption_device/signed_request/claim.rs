use serde_json::{Map, Value, json};

use crate::jose::SigningError;

/// The members of a JSON object.
pub(in crate::op_under_test::consumption_device) type Members = Map<String, Value>;

/// The value of a claim.
#[derive(Debug, Clone)]
pub enum Claim {
    /// The claim is not there.
    Absent,
    /// A string.
    Text(String),
    /// A list of strings.
    Texts(Vec<String>),
    /// Any JSON value, as it is written.
    Json(String),
    /// A time, so many seconds from now.
    FromNow(i64),
}

impl Claim {
    fn value(&self, now: u64) -> Result<Option<Value>, SigningError> {
        Ok(match self {
            Self::Absent => None,
            Self::Text(text) => Some(json!(text)),
            Self::Texts(texts) => Some(json!(texts)),
            Self::Json(text) => Some(serde_json::from_str(text).map_err(|error| {
                SigningError::Claim(format!("{text} is no JSON value: {error}"))
            })?),
            Self::FromNow(seconds) => Some(json!(now.saturating_add_signed(*seconds))),
        })
    }

    /// Puts the value among the claims, or takes the claim away.
    pub(super) fn apply(
        &self,
        name: &str,
        members: &mut Members,
        now: u64,
    ) -> Result<(), SigningError> {
        match self.value(now)? {
            Some(value) => members.insert(name.to_owned(), value),
            None => members.remove(name),
        };
        Ok(())
    }
}
