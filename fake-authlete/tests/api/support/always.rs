//! The members that an answer cannot be without: those that Authlete's examples have for the action.
//!
//! The table is the one that Authlete's own libraries hold the fake against.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

type Table = BTreeMap<String, BTreeMap<String, Vec<String>>>;

static ALWAYS: LazyLock<Table> = LazyLock::new(|| {
    let text = include_str!("../../../../tests/interop/authlete-sdk/always.json");
    serde_json::from_str(text).unwrap()
});

/// What an answer with status 200 needs.
pub(crate) fn needed(api: &str, answer: &Value) -> Vec<&'static str> {
    let Some(by_action) = ALWAYS.get(api) else {
        return Vec::new();
    };
    let action = answer["action"].as_str().unwrap_or_default();
    let members = by_action
        .get(action)
        .unwrap_or_else(|| &by_action["otherwise"]);
    ["action", "resultCode", "resultMessage"]
        .into_iter()
        .chain(members.iter().map(String::as_str))
        .collect()
}
