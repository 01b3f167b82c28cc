use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::shell::{printf, word};
use crate::http::{Piece, Redactor, Request};

/// Headers that curl makes itself, or that belong to one run.
const NOT_REPEATED: [&str; 8] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "traceparent",
    "user-agent",
];
const FORM: &str = "application/x-www-form-urlencoded";

/// A shell command, in one line, that sends a request again; its secrets are variables of the shell.
pub fn curl(request: &Request, redactor: &Redactor) -> String {
    let mut line = "curl -sS -i".to_owned();
    let mut push = |arguments: &[&str]| {
        for argument in arguments {
            let _ = write!(line, " {argument}");
        }
    };
    let has_body = !request.body.is_empty();
    match request.method.as_str() {
        "GET" if !has_body => {}
        "POST" => {}
        "HEAD" if !has_body => push(&["-I"]),
        method => push(&["-X", &plain(method)]),
    }
    if request.url.contains(['[', ']', '{', '}']) {
        push(&["-g"]);
    }
    for value in request.header_values("authorization") {
        match user(value, redactor) {
            Some(user) => push(&["-u", &user]),
            None => push(&["-H", &header("authorization", value, redactor)]),
        }
    }
    for (name, value) in &request.headers {
        if !NOT_REPEATED.contains(&name.to_ascii_lowercase().as_str()) {
            push(&["-H", &header(name, value, redactor)]);
        }
    }
    let sends_data = has_body || request.method == "POST";
    match request.header("content-type") {
        Some(FORM) if sends_data => {}
        None if sends_data => push(&["-H", "content-type:"]),
        None => {}
        Some(value) => push(&["-H", &header("content-type", value, redactor)]),
    }
    let body = redactor.pieces(&request.body);
    // No argument of a program can hold a zero byte.
    let through_a_pipe = request.body.contains(&0);
    if through_a_pipe {
        push(&["--data-binary", "@-"]);
    } else if sends_data {
        push(&["--data-raw", &word(&body)]);
    }
    push(&["--", &word(&redactor.pieces(request.url.as_bytes()))]);
    if through_a_pipe {
        format!("{} | {line}", printf(&body))
    } else {
        line
    }
}

fn plain(text: &str) -> String {
    word(&[Piece::Text(text.as_bytes())])
}

/// A header line; curl takes an empty value only behind a semicolon.
fn header(name: &str, value: &str, redactor: &Redactor) -> String {
    if value.is_empty() {
        return plain(&format!("{name};"));
    }
    let line = format!("{name}: {value}");
    word(&redactor.pieces(line.as_bytes()))
}

/// The credentials of `Authorization: Basic`, if curl would encode them to the same value.
fn user(value: &str, redactor: &Redactor) -> Option<String> {
    let encoded = value.strip_prefix("Basic ")?;
    let decoded = STANDARD.decode(encoded).ok()?;
    let at = decoded.iter().position(|byte| *byte == b':')?;
    if at == 0 || decoded.contains(&0) {
        return None;
    }
    let (name, secret) = decoded.split_at(at + 1);
    let mut pieces = vec![Piece::Text(name)];
    match redactor.pieces(secret).as_slice() {
        [] => {}
        [Piece::Hidden(variable)] => pieces.push(Piece::Hidden(variable)),
        // Nothing is hidden: the secrets were asked for.
        [Piece::Text(text)] if redactor.is_revealing() => pieces.push(Piece::Text(text)),
        // Written in a way that the redactor does not know: the whole header is one secret.
        _ => return None,
    }
    Some(word(&pieces))
}
