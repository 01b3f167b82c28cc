use serde_json::{Map, Value};
use url::Url;

use crate::http::{Response, has_mark, without_mark};
use crate::violation::{Actual, Came};

/// The members of a JSON object, or the claims of a JWT.
pub type Members = Map<String, Value>;

/// Reports quote at most this much of a body that is not understood.
const QUOTED: usize = 300;

/// The body as a JSON object, or a description of what it is instead.
///
/// A byte order mark before it breaks a row of its own, and is ignored here.
pub fn json_object(body: &[u8]) -> Result<Members, String> {
    match serde_json::from_slice::<Value>(without_mark(body)) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => Err(format!(
            "JSON that is no object: {}",
            quoted(&other.to_string())
        )),
        Err(_) => Err(describe_body(body)),
    }
}

/// The body of a response as a JSON object, or a description of what it is instead.
pub(super) fn response_object(response: &Response) -> Result<Members, String> {
    match response.content_coding() {
        Some(coding) => Err(encoded(coding)),
        None => json_object(&response.body),
    }
}

/// A server may encode bodies where it is asked to.
fn encoded(coding: &str) -> String {
    format!(
        "a body in the content coding {coding}, which was not asked for (Accept-Encoding: identity)"
    )
}

/// A body in words, for reports.
pub fn describe_body(body: &[u8]) -> String {
    if body.is_empty() {
        return "an empty body".to_owned();
    }
    if has_mark(body) {
        return format!(
            "a byte order mark before {}",
            describe_body(without_mark(body))
        );
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim_ascii();
    match serde_json::from_str::<Value>(text) {
        Ok(_) => format!("the body {}", quoted(text)),
        Err(_) => format!("a body that is no JSON: {}", quoted(text)),
    }
}

/// An answer: status and body in words, for reports.
pub(super) fn describe(response: &Response) -> Actual {
    let location = response
        .header("location")
        .filter(|_| (300..400).contains(&response.status))
        .map(|url| format!(" to {url}"));
    let body = match response.content_coding() {
        Some(coding) => encoded(coding),
        None => describe_body(&response.body),
    };
    let text = format!(
        "HTTP {}{} with {body}",
        response.status,
        location.unwrap_or_default(),
    );
    let members = json_object(&response.body).unwrap_or_default();
    let error = members.get("error").and_then(Value::as_str);
    let came = Came::Answer {
        status: response.status,
        error: error.map(str::to_owned),
    };
    Actual::new(text, came)
}

/// An error's text that has other characters than it may have: which ones, depends on what was sent.
pub(super) fn describe_text(members: &Map<String, Value>, name: &'static str) -> Actual {
    let kind = match name {
        "error_description" => "an error_description with characters that it may not have",
        _ => "a text with characters that it may not have",
    };
    match members.get(name) {
        Some(Value::String(_)) => Actual::new(describe_member(members, name), Came::Kind(kind)),
        _ => describe_member(members, name).into(),
    }
}

/// A member's value in words, for reports.
pub(super) fn describe_member(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).map_or_else(
        || format!("no {name}"),
        |value| format!("{name} = {}", quoted(&value.to_string())),
    )
}

/// Whether a header names the media type, with or without parameters, in any letter case.
pub(super) fn is_json(content_type: Option<&str>) -> bool {
    content_type.is_some_and(|value| {
        value
            .split(';')
            .next()
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
    })
}

/// A header in words, for reports.
pub(super) fn describe_header(name: &str, value: Option<&str>) -> String {
    value.map_or_else(|| format!("no {name}"), |value| format!("{name}: {value}"))
}

/// Whether a Cache-Control header forbids storing.
pub(super) fn is_no_store<'a>(mut values: impl Iterator<Item = &'a str>) -> bool {
    values.any(|value| {
        value
            .split(',')
            .any(|directive| directive.trim().eq_ignore_ascii_case("no-store"))
    })
}

/// Whether a text keeps to the characters of `error` and `error_description` (RFC 6749, section 5.2).
pub(super) fn is_error_text(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\u{20}'..='\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'))
}

/// Whether a text is a URI-reference, as `error_uri` must be (RFC 6749, section 5.2; RFC 3986, section 4.1).
pub(super) fn is_error_uri(text: &str) -> bool {
    let escaped = text
        .split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    let written = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte));
    // Relative references are allowed; this only stands for where the answer came from.
    let base = Url::parse("https://op.example/");
    escaped && written && base.is_ok_and(|base| base.join(text).is_ok())
}

/// A JSON number that is a positive integer; `1.0` counts, a string does not.
pub(super) fn positive_integer(value: &Value) -> Option<u64> {
    match value.as_u64() {
        Some(number) => (number > 0).then_some(number),
        None => value
            .as_f64()
            .filter(|number| *number >= 1.0 && number.fract() == 0.0 && *number < 9.0e15)
            // Exact below 2^53.
            .and_then(|number| format!("{number:.0}").parse().ok()),
    }
}

fn quoted(text: &str) -> String {
    if text.chars().count() <= QUOTED {
        text.to_owned()
    } else {
        let start: String = text.chars().take(QUOTED).collect();
        format!("{start}…")
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_compressed_is_told_by_its_coding() {
        let response = Response {
            status: 200,
            headers: vec![("Content-Encoding".to_owned(), "gzip".to_owned())],
            body: vec![0x1f, 0x8b],
        };

        for told in [
            describe(&response).to_string(),
            response_object(&response).unwrap_err(),
        ] {
            assert!(told.contains("a body in the content coding gzip"), "{told}");
        }
    }

    #[test]
    fn a_line_break_behind_a_body_is_not_told() {
        assert_eq!(describe_body(b"{}\n"), "the body {}");
    }

    #[test]
    fn an_error_uri_is_a_uri_reference() {
        for right in [
            "https://op.example/e?c=1#x",
            "/errors/1",
            "",
            "urn:a:b",
            "#e",
            "http://[::1]:8/e",
            "a%20b",
        ] {
            assert!(is_error_uri(right), "{right}");
        }
        for wrong in [
            "a b",
            "https://op/%zz",
            "%4",
            "http://[::1",
            "/{code}",
            "a|b",
            "\u{fc}",
        ] {
            assert!(!is_error_uri(wrong), "{wrong}");
        }
    }
}
