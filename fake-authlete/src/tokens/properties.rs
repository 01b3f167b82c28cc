use serde_json::{Map, Value};

/// The properties that the authorization server did not hide.
pub(super) fn shown(properties: &[Map<String, Value>]) -> impl Iterator<Item = (&str, &Value)> {
    properties
        .iter()
        .filter(|property| property.get("hidden") != Some(&Value::Bool(true)))
        .filter_map(|property| Some((property.get("key")?.as_str()?, property.get("value")?)))
}
