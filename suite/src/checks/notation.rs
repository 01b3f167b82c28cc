//! How values are written (CIBA Core 1.0, section 1.1).

use serde_json::Value;

use super::message::json_object;
use super::{Judge, Violations};

/// No name and no value of a JSON body stands in the quotation marks that the document prints around literals.
pub fn unquoted(body: &[u8]) -> Result<(), Violations> {
    let members = json_object(body).unwrap_or_default();
    let mut quoted = Vec::new();
    collect(&Value::Object(members), &mut quoted);
    let mut judge = Judge::new();
    for text in quoted {
        judge.must(
            false,
            "CIBA-1.1-01",
            "values without the quotation marks that the document prints around them",
            &text,
        );
    }
    judge.verdict(())
}

fn collect(value: &Value, quoted: &mut Vec<String>) {
    match value {
        Value::String(text) if is_quoted(text) => quoted.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, quoted)),
        Value::Object(members) => {
            for (name, value) in members {
                if is_quoted(name) {
                    quoted.push(name.clone());
                }
                collect(value, quoted);
            }
        }
        _ => {}
    }
}

fn is_quoted(text: &str) -> bool {
    let mark = |c: Option<char>| matches!(c, Some('"' | '\u{201c}' | '\u{201d}'));
    text.chars().count() > 1 && mark(text.chars().next()) && mark(text.chars().last())
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn quotation_marks_are_found_wherever_they_stand() {
        assert!(unquoted(br#"{"a":["b",{"c":"d \"e\" f"}]}"#).is_ok());
        assert!(unquoted(br#"{"a":["b",{"c":"\"poll\""}]}"#).is_err());
        assert!(unquoted(br#"{"\"scope\"":1}"#).is_err());
    }
}
