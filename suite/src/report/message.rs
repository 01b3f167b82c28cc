use serde_json::Value;

use crate::http::{Redactor, Request, Response};

/// Headers that say nothing about conformance and differ from run to run.
const NOISE: [&str; 9] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "date",
    "host",
    "traceparent",
    "transfer-encoding",
    "user-agent",
];

/// A request as text, redacted: request line, headers by name, body.
pub fn request_text(request: &Request, redactor: &Redactor) -> String {
    let first = format!("{} {}", request.method, request.url);
    message(&first, &request.headers, &request.body, redactor)
}

/// A response as text, redacted: status, headers by name, body.
pub fn response_text(response: &Response, redactor: &Redactor) -> String {
    let first = format!("HTTP {}", response.status);
    message(&first, &response.headers, &response.body, redactor)
}

fn message(first: &str, headers: &[(String, String)], body: &[u8], redactor: &Redactor) -> String {
    let mut headers: Vec<String> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !NOISE.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    headers.sort();
    let mut text = first.to_owned();
    for header in headers {
        text.push('\n');
        text.push_str(&header);
    }
    if !body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&body_text(body));
    }
    redactor.redact(&text)
}

/// JSON is laid out by member, so that a difference shows as one line; everything else stays as it came.
fn body_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let strange = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER);
    if strange.count() * 10 > text.chars().count() {
        return format!("[{} bytes that are no text]", body.len());
    }
    match serde_json::from_str::<Value>(&text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => {
            serde_json::to_string_pretty(&value).unwrap_or_else(|_| text.into_owned())
        }
        _ => text.into_owned(),
    }
}
