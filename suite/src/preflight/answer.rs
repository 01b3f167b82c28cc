//! What comes back when the OP is asked once.

use serde_json::Value;

use crate::http::{Exchange, Redactor, without_mark};
use crate::protocol::DEFAULT_INTERVAL;

/// What the OP made of one request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// It answered.
    Answered(Box<Exchange>),
    /// It did not, or nobody took the request.
    Unanswered(String),
}

impl Answer {
    /// The answer, where one came.
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::Answered(exchange) => Some(exchange),
            Self::Unanswered(_) => None,
        }
    }

    /// The answer's status.
    pub fn status(&self) -> Option<u16> {
        self.exchange().map(|exchange| exchange.response.status)
    }

    /// The answer's error code.
    pub fn error(&self) -> Option<String> {
        member(self.exchange()?, "error")
    }

    /// The authentication request that was acknowledged.
    pub fn auth_req_id(&self) -> Option<String> {
        member(self.exchange()?, "auth_req_id").filter(|_| self.is_success())
    }

    /// The seconds between polls that it asks for, where it is an acknowledgement.
    pub fn interval(&self) -> u64 {
        self.exchange()
            .and_then(|exchange| {
                let body = without_mark(&exchange.response.body);
                serde_json::from_slice::<Value>(body).ok()
            })
            .and_then(|document| document.get("interval")?.as_u64())
            .unwrap_or(DEFAULT_INTERVAL)
    }

    /// Whether it is one of a success.
    pub fn is_success(&self) -> bool {
        matches!(self.status(), Some(200..=299))
    }

    /// Whether the OP did not recognise the client.
    pub fn is_about_credentials(&self) -> bool {
        self.status() == Some(401) || self.error().as_deref() == Some("invalid_client")
    }

    /// In short: status, error and its description.
    pub fn said(&self) -> String {
        let exchange = match self {
            Self::Answered(exchange) => exchange,
            Self::Unanswered(reason) => return reason.clone(),
        };
        let parts = ["error", "error_description"].map(|name| member(exchange, name));
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let status = format!("HTTP {}", exchange.response.status);
        if parts.is_empty() {
            return status;
        }
        // A description may repeat what was sent.
        let mut redactor = Redactor::new();
        redactor.learn_exchange(exchange);
        redactor.redact(&format!("{status}, {}", parts.join(": ")))
    }
}

/// A member of an answer that is a text.
fn member(exchange: &Exchange, name: &str) -> Option<String> {
    let document: Value = serde_json::from_slice(without_mark(&exchange.response.body)).ok()?;
    Some(document.get(name)?.as_str()?.to_owned())
}
