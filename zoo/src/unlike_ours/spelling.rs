//! The same JSON, spelt otherwise.

use std::fmt::Write as _;

use serde_json::Value;

use crate::wire::Answer;

/// As nobody else writes it: other order, other blanks, escapes that nobody needs (RFC 8259, sections 2, 4 and 7).
pub(super) fn rewritten(body: &Value) -> Option<Vec<u8>> {
    let members = body.as_object()?;
    let lines: Vec<String> = members
        .iter()
        .rev()
        .map(|(name, value)| {
            let escaped = name
                .chars()
                .next()
                .map(|first| format!("\\u{:04x}{}", u32::from(first), &name[first.len_utf8()..]));
            format!("\t\"{}\" :  {value}", escaped.unwrap_or_default())
        })
        .collect();
    Some(format!("{{\r\n{}\r\n}}\n", lines.join(" ,\r\n")).into_bytes())
}

pub(super) fn rewrite(answer: &mut Answer) {
    if let Some(body) = rewritten(&answer.body) {
        answer.raw = Some(body);
    }
}

/// With every character of every text as an escape.
pub(super) fn escaped(body: &Value) -> Vec<u8> {
    let mut text = String::new();
    escape(body, &mut text);
    text.into_bytes()
}

fn escape(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => {
            text.push('"');
            for unit in string.encode_utf16() {
                let _ = write!(text, "\\u{unit:04X}");
            }
            text.push('"');
        }
        Value::Array(values) => {
            text.push('[');
            for (at, value) in values.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                escape(value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                escape(&Value::String(name.clone()), text);
                text.push(':');
                escape(value, text);
            }
            text.push('}');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// With a fraction of nothing behind each whole number of the outermost object.
pub(super) fn with_fractions(body: &Value) -> Option<Vec<u8>> {
    let members = body.as_object()?;
    let written: Vec<String> = members
        .iter()
        .map(|(name, value)| match value {
            Value::Number(number) if number.is_u64() => format!("\"{name}\":{number}.0"),
            other => format!("\"{name}\":{other}"),
        })
        .collect();
    Some(format!("{{{}}}", written.join(",")).into_bytes())
}
