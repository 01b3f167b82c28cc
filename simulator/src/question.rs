//! Reads what a server and whoever decides send.

use std::ops::RangeInclusive;

use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

use crate::error::ApiError;
use crate::random::random_token;
use crate::words::Action;

/// What a server asks its user, in every mode.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) workspace: String,
    pub(crate) user: String,
    pub(crate) message: String,
    pub(crate) timeout: u32,
    pub(crate) actionize_token: String,
    /// The server's own word for the request, given back with the callback.
    pub(crate) state: Option<String>,
    /// What the page shows beside the message.
    pub(crate) details: Details,
}

/// What a server may tell apart from the message, so that a page can show it apart. The simulator's own addition: a member
/// of another type is none.
#[derive(Clone, Default)]
pub(crate) struct Details {
    pub(crate) client_name: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) binding_message: Option<String>,
}

#[derive(Deserialize)]
struct RawQuestion {
    workspace: Option<Value>,
    user: Option<Value>,
    message: Option<Value>,
    timeout: Option<Value>,
    actionize_token: Option<Value>,
    state: Option<Value>,
    client_name: Option<Value>,
    scopes: Option<Value>,
    binding_message: Option<Value>,
}

#[derive(Deserialize)]
struct RawResultRequest {
    request_id: Option<Value>,
}

impl Question {
    pub(crate) fn from_json(body: &[u8], timeouts: &RangeInclusive<u32>) -> Result<Self, ApiError> {
        let raw: RawQuestion = object(body)?;
        let details = Details {
            client_name: shown(raw.client_name.as_ref()),
            scopes: raw.scopes.as_ref().map(words).unwrap_or_default(),
            binding_message: shown(raw.binding_message.as_ref()),
        };
        let workspace = text("workspace", raw.workspace)?;
        check_workspace(&workspace)?;
        Ok(Self {
            details,
            workspace,
            user: text("user", raw.user)?,
            message: text("message", raw.message)?,
            timeout: seconds(raw.timeout.as_ref(), timeouts)?,
            actionize_token: match raw.actionize_token {
                // The user decides on the page, and nobody else has to.
                None => random_token(),
                given => text("actionize_token", given)?,
            },
            state: match raw.state {
                None => None,
                Some(Value::String(state)) => Some(state),
                Some(_) => return Err(invalid("the member state must be a string")),
            },
        })
    }
}

/// The `request_id` that `/api/authenticate/result` asks about.
pub(crate) fn request_id_from_json(body: &[u8]) -> Result<String, ApiError> {
    let raw: RawResultRequest = object(body)?;
    text("request_id", raw.request_id)
}

/// What `/api/authenticate/actionize` is told.
pub(crate) struct Decision {
    pub(crate) workspace: String,
    pub(crate) token: String,
    pub(crate) action: Action,
    /// On whose device; no name is the user who was asked.
    pub(crate) user: Option<String>,
}

impl Decision {
    pub(crate) fn from_query(query: &str) -> Result<Self, ApiError> {
        let workspace = required_parameter(query, "workspace")?;
        check_workspace(&workspace)?;
        let token = required_parameter(query, "token")?;
        let action = match required_parameter(query, "action")?.as_str() {
            "allow" => Action::Allow,
            "deny" => Action::Deny,
            _ => return Err(invalid("the parameter action must be allow or deny")),
        };
        Ok(Self {
            workspace,
            token,
            action,
            user: parameter(query, "user")?,
        })
    }
}

fn required_parameter(query: &str, name: &str) -> Result<String, ApiError> {
    parameter(query, name)?.ok_or_else(|| {
        invalid(format!(
            "the query parameter {name} must be there and not empty"
        ))
    })
}

/// The value of a query parameter; nothing when it is absent or empty, an error when it is there twice.
pub(crate) fn parameter(query: &str, name: &str) -> Result<Option<String>, ApiError> {
    let mut values = form_urlencoded::parse(query.as_bytes())
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value);
    let first = values.next();
    if values.next().is_some() {
        return Err(invalid(format!(
            "the query parameter {name} must be there only once"
        )));
    }
    Ok(first
        .filter(|value| !value.is_empty())
        .map(std::borrow::Cow::into_owned))
}

/// A workspace is a plain name or `namespace/project`.
pub(crate) fn check_workspace(workspace: &str) -> Result<(), ApiError> {
    let parts: Vec<&str> = workspace.split('/').collect();
    let named = parts.len() <= 2 && parts.iter().all(|part| !part.is_empty());
    if !named || workspace.len() > 256 || workspace.chars().any(char::is_control) {
        return Err(invalid(
            "the workspace must be a name or namespace/project, of at most 256 bytes and without control characters",
        ));
    }
    Ok(())
}

/// Unknown members are ignored; a member that is there twice, or anything but an object, is refused.
fn object<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, ApiError> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(invalid("the body must be a JSON object"));
    }
    serde_json::from_slice(body)
        .map_err(|error| invalid(format!("the body must be a JSON object: {error}")))
}

fn text(name: &str, value: Option<Value>) -> Result<String, ApiError> {
    match value {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        _ => Err(invalid(format!(
            "the member {name} must be there, a string, and not empty"
        ))),
    }
}

fn shown(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn words(value: &Value) -> Vec<String> {
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    values
        .iter()
        .filter_map(|value| shown(Some(value)))
        .collect()
}

fn seconds(value: Option<&Value>, timeouts: &RangeInclusive<u32>) -> Result<u32, ApiError> {
    value
        .and_then(Value::as_u64)
        .and_then(|seconds| u32::try_from(seconds).ok())
        .filter(|seconds| timeouts.contains(seconds))
        .ok_or_else(|| ApiError::InvalidTimeout(timeouts.clone()))
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::InvalidRequest(message.into())
}
