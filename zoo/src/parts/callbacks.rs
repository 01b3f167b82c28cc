use serde_json::Value;

use crate::wire::{Callback, with_repeated};

/// Calls another client's endpoint: the last part of the path is its name.
pub(crate) fn call_instead(callback: &mut Callback, client: &str) {
    if let Some((base, _)) = callback.url.rsplit_once('/') {
        callback.url = format!("{base}/{client}");
    }
}

pub(crate) fn has_error(callback: &Callback, code: &str) -> bool {
    serde_json::from_slice(&callback.body)
        .is_ok_and(|members: Value| members.get("error").is_some_and(|error| error == code))
}

/// Writes a member of the body a second time.
pub(crate) fn repeat(callback: &mut Callback, name: &str) {
    let members: Value = serde_json::from_slice(&callback.body).unwrap_or(Value::Null);
    if let Some(body) = with_repeated(&members, name) {
        callback.body = body;
    }
}
