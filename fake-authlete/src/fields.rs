//! The parameters of an API call, from a JSON object or a form.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::form;
use crate::request::Request;
use crate::result_codes::{BODY_MALFORMED, FIELD_MALFORMED, MEDIA_TYPE_WRONG, ResultCode};

/// The parameters of an API call.
///
/// Null, zero, false, an empty string and an empty list count as absent, because Authlete's libraries send them for
/// whatever their caller left unset.
pub(crate) struct Fields {
    members: Map<String, Value>,
}

/// Why a call's parameters cannot be used.
pub(crate) struct FieldError {
    status: u16,
    code: ResultCode,
}

impl FieldError {
    pub(crate) fn into_answer(self) -> Answer {
        Answer::refused(self.status, &self.code)
    }
}

const WRONG_TYPE: FieldError = FieldError {
    status: 400,
    code: FIELD_MALFORMED,
};

const MALFORMED: FieldError = FieldError {
    status: 400,
    code: BODY_MALFORMED,
};

impl Fields {
    /// Reads the body of a call by its media type; a call that names none is taken for JSON.
    pub(crate) fn read(request: &Request) -> Result<Self, FieldError> {
        let media_type = request
            .header("content-type")
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase());
        match media_type.as_deref() {
            Some("application/x-www-form-urlencoded") => Self::from_form(&request.body),
            Some("application/json") | None => Self::from_json(&request.body),
            Some(_) => Err(FieldError {
                status: 415,
                code: MEDIA_TYPE_WRONG,
            }),
        }
    }

    /// The members of a JSON object.
    pub(crate) fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self { members }),
            _ => None,
        }
    }

    fn from_json(body: &[u8]) -> Result<Self, FieldError> {
        let members = serde_json::from_slice(body).map_err(|_| MALFORMED)?;
        Ok(Self { members })
    }

    fn from_form(body: &[u8]) -> Result<Self, FieldError> {
        let pairs = form::parse(body).ok_or(MALFORMED)?;
        let members = pairs
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        Ok(Self { members })
    }

    /// A text that is present and not empty. A number is taken for its digits: client IDs are sent either way.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, FieldError> {
        if self.members.get(name).and_then(Value::as_u64) == Some(0) {
            return Ok(None);
        }
        Ok(self.text_or_empty(name)?.filter(|text| !text.is_empty()))
    }

    /// A text that may be empty: for the one parameter where empty and absent differ.
    pub(crate) fn text_or_empty(&self, name: &str) -> Result<Option<String>, FieldError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(WRONG_TYPE),
        }
    }

    /// A positive number; a form's digits count too. Zero and less have no effect.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, FieldError> {
        let number = self.integer(name)?;
        Ok(u64::try_from(number).ok().filter(|number| *number > 0))
    }

    /// A number with whatever sign; absent is zero.
    pub(crate) fn integer(&self, name: &str) -> Result<i64, FieldError> {
        match self.text(name)? {
            None => Ok(0),
            Some(text) => text.parse().map_err(|_| WRONG_TYPE),
        }
    }

    /// A list of texts; a form has them in one value, separated by spaces. An empty list counts as absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, FieldError> {
        let texts: Vec<String> = match self.members.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.split_whitespace().map(ToOwned::to_owned).collect(),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_str().map(ToOwned::to_owned))
                .collect::<Option<_>>()
                .ok_or(WRONG_TYPE)?,
            Some(_) => return Err(WRONG_TYPE),
        };
        Ok(Some(texts).filter(|texts| !texts.is_empty()))
    }

    /// A list of JSON objects. An empty list counts as absent.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Map<String, Value>>, FieldError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => items
                .iter()
                .map(|item| item.as_object().cloned().ok_or(WRONG_TYPE))
                .collect(),
            Some(_) => Err(WRONG_TYPE),
        }
    }

    /// A JSON object.
    pub(crate) fn object(&self, name: &str) -> Result<Option<&Map<String, Value>>, FieldError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(_) => Err(WRONG_TYPE),
        }
    }

    /// Everything but the named members and nulls.
    pub(crate) fn others(&self, known: &[&str]) -> Map<String, Value> {
        self.members
            .iter()
            .filter(|(name, value)| !known.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect()
    }

    /// A flag; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, FieldError> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) => match text.as_str() {
                "true" => Ok(true),
                "false" | "" => Ok(false),
                _ => Err(WRONG_TYPE),
            },
            Some(_) => Err(WRONG_TYPE),
        }
    }
}

/// The same value, null members left out at every depth.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
