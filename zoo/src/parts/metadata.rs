use serde_json::Value;

use crate::wire::Answer;

/// What a web server says to people.
pub(crate) fn page(status: u16) -> Answer {
    Answer {
        status,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: Value::Null,
        raw: Some(b"<h1>Nothing to see here</h1>".to_vec()),
    }
}
