use std::borrow::Cow;

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

/// So many characters of a body, or of a header, are shown: a report stays readable whatever a target sends.
const SHOWN: usize = 32 * 1024;

/// A text that is too long to be shown whole, with its length in the end.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => {
            let shown = text.get(..end).unwrap_or_default();
            // The redactor knows by this mark that a secret may have been cut.
            Cow::Owned(format!("{shown}… [{} bytes in all]", text.len()))
        }
        None => Cow::Borrowed(text),
    }
}

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
        .map(|(name, value)| format!("{name}: {}", shortened(value)))
        .collect();
    headers.sort();
    let mut text = first.to_owned();
    for header in headers {
        text.push('\n');
        text.push_str(&header);
    }
    if !body.is_empty() {
        text.push_str("\n\n");
        text.push_str(&shortened(&body_text(body)));
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

#[cfg(test)]
mod tests {
    use super::super::Wire;
    use super::{SHOWN, response_text};
    use crate::http::Redactor;
    use crate::testing::json_answer;

    /// Nor does the place where it is cut show the beginning of a secret.
    #[test]
    fn a_body_that_is_too_long_is_shown_in_part() {
        let token = "Yx7kQ2mZ9pL4vN8t";
        let filling = "x".repeat(SHOWN - 30);
        let exchange = json_answer(
            200,
            &format!("{filling} \"access_token\": \"{token}\" {filling}"),
        );
        let mut redactor = Redactor::new();
        redactor.learn_exchange(&exchange);

        let text = response_text(&exchange.response, &redactor);
        let wire = Wire::of(&exchange, &redactor);

        let body = String::from_utf8_lossy(&wire.response.body).into_owned();
        for shown in [text, body] {
            assert!(shown.len() < SHOWN + 200, "{}", shown.len());
            assert!(
                shown.ends_with("bytes in all]"),
                "{}",
                &shown[shown.len() - 60..]
            );
            assert!(
                !shown.contains(&token[..9]),
                "{}",
                &shown[shown.len() - 90..]
            );
        }
    }
}
