//! What tests make up: one builder for each of the larger types. What a test is about it says itself, by changing that.

use std::time::Duration;

use crate::config::{ClientConfig, Secret};
use crate::http::{Exchange, Party, Request, Response};
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, Level};
use crate::report::{Outcome, ScenarioReport};

/// What an OP answered a client, at once.
pub(crate) fn answer(status: u16, body: &str) -> Exchange {
    answer_with(status, &[], body)
}

/// The same with headers.
pub(crate) fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
    Exchange {
        from: Party::Client,
        to: Party::Op,
        request: Request {
            method: "POST".to_owned(),
            url: "https://op.example/bc".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        },
        response: Response {
            status,
            headers: owned(headers),
            body: body.as_bytes().to_vec(),
        },
        duration: Duration::ZERO,
    }
}

/// The same in JSON.
pub(crate) fn json_answer(status: u16, body: &str) -> Exchange {
    answer_with(status, &[("content-type", "application/json")], body)
}

/// An error in JSON.
pub(crate) fn error_answer(status: u16, code: &str) -> Exchange {
    json_answer(status, &format!(r#"{{"error":"{code}"}}"#))
}

/// Headers as messages have them.
pub(crate) fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A client that polls, and authenticates by this method; a test that signs gives it a key.
pub(crate) fn client(authentication_method: ClientAuthenticationMethod) -> ClientConfig {
    ClientConfig {
        id: "poll".to_owned(),
        client_id: "poll".to_owned(),
        mode: DeliveryMode::Poll,
        authentication_method,
        secret: Some(Secret::new("a secret")),
        key: None,
        other_key: None,
        decryption_keys: Vec::new(),
        undecoded: false,
        token_endpoint_audience: None,
        user_code: false,
        client_id_with_request: false,
        request_signing_alg: None,
        id_token_signing_alg: None,
        scope: "openid".to_owned(),
        parameters: Vec::new(),
        refresh_token: false,
        sector: None,
        notification_path: "poll".to_owned(),
        pushed_authorization_required: false,
    }
}

/// The report on a scenario about acknowledgements that failed.
pub(crate) fn failed(title: &str) -> ScenarioReport {
    ScenarioReport {
        id: format!("ciba-core/07_3_acknowledgement/{title}"),
        title: title.to_owned(),
        requirements: Vec::new(),
        level: Level::Must,
        client: "poll-basic".to_owned(),
        mode: DeliveryMode::Poll,
        outcome: Outcome::Failed,
        reason: None,
        blocked_by: None,
        duration_ms: 1,
        violations: Vec::new(),
        sent: Vec::new(),
        exchanges: Vec::new(),
        curl: None,
        transcript: String::new(),
    }
}
