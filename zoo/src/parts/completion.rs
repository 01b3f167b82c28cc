use serde_json::{Map, Value, json};

/// Adds a claim to the ID Token, which is then signed with it.
pub(crate) fn claim(members: &mut Map<String, Value>, name: &str, value: &Value) {
    members.insert(
        "claims".to_owned(),
        json!(json!({ name: value }).to_string()),
    );
}
