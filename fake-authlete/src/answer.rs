//! What the fake answers, and how a mount must deliver it.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::result_codes::ResultCode;

/// An HTTP answer of the fake.
#[derive(Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for an answer without one.
    pub body: Vec<u8>,
    /// How long the mount holds the answer back.
    pub delay: Option<Duration>,
    /// Whether the mount closes the connection instead of answering.
    pub drop_connection: bool,
}

impl Answer {
    /// An answer with a JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::raw(status, body.to_string().into_bytes())
    }

    /// An answer whose body is sent as it is, under `application/json`.
    pub(crate) fn raw(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body,
            delay: None,
            drop_connection: false,
        }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: None,
            drop_connection: false,
        }
    }

    /// What Authlete answers when a call itself was wrong: `{resultCode, resultMessage}` and a status of its own.
    pub(crate) fn refused(status: u16, code: &ResultCode) -> Self {
        Self::json(
            status,
            &json!({"resultCode": code.code, "resultMessage": code.message()}),
        )
    }

    /// The same with words about the case at hand.
    pub(crate) fn refused_because(status: u16, code: &ResultCode, problem: &str) -> Self {
        let message = format!("{} {problem}", code.message());
        Self::json(
            status,
            &json!({"resultCode": code.code, "resultMessage": message}),
        )
    }

    /// The same answer with one more header.
    #[must_use]
    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl fmt::Debug for Answer {
    /// The body carries tokens: only its length is shown.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .field("delay", &self.delay)
            .field("drop_connection", &self.drop_connection)
            .finish_non_exhaustive()
    }
}

/// The JSON answer to an API call: result code, action and whatever else is set.
///
/// Members that are not set are absent: Authlete's strict clients refuse explicit nulls.
pub(crate) struct Reply {
    members: Map<String, Value>,
}

impl Reply {
    pub(crate) fn new(code: &ResultCode, action: &str) -> Self {
        let mut members = Map::new();
        members.insert("resultCode".to_owned(), json!(code.code));
        members.insert("resultMessage".to_owned(), json!(code.message()));
        members.insert("action".to_owned(), json!(action));
        Self { members }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.insert(name.to_owned(), value.into());
        self
    }

    /// Sets a member when there is something to set.
    #[must_use]
    pub(crate) fn with_some(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Sets a list member unless the list is empty.
    #[must_use]
    pub(crate) fn with_list(self, name: &str, values: Vec<impl Into<Value>>) -> Self {
        if values.is_empty() {
            return self;
        }
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        self.with(name, values)
    }

    /// Sets `responseContent`: JSON inside a JSON string.
    #[must_use]
    pub(crate) fn with_content(self, content: &Value) -> Self {
        self.with("responseContent", content.to_string())
    }

    pub(crate) fn into_answer(self) -> Answer {
        Answer::json(200, &Value::Object(self.members))
    }
}
