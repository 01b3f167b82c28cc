//! One HTTP exchange, by a client that follows no redirects.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{StatusCode, header};
use serde_json::Value;
use url::Url;

use super::error::FlowError;
use super::log::{Message, Party};
use super::redaction;

/// A server may let a token request wait for 30 seconds (section 10.1).
const PATIENCE: Duration = Duration::from_secs(40);
const LIMIT: usize = 256 * 1024;

/// What is sent.
pub(super) struct Outgoing {
    pub(super) title: &'static str,
    pub(super) url: Url,
    pub(super) authorization: Option<String>,
    /// None is a GET.
    pub(super) form: Option<Vec<(&'static str, String)>>,
}

/// What came back.
pub(super) struct Incoming {
    pub(super) status: StatusCode,
    pub(super) retry_after: Option<u32>,
    pub(super) body: Vec<u8>,
}

impl Outgoing {
    pub(super) fn get(title: &'static str, url: Url) -> Self {
        Self {
            title,
            url,
            authorization: None,
            form: None,
        }
    }

    /// As it is shown.
    pub(super) fn message(&self) -> Message {
        let method = if self.form.is_some() { "POST" } else { "GET" };
        let mut text = format!("{method} {}", self.url.path());
        if self.authorization.is_some() {
            text.push_str("\nAuthorization: Basic [hidden]");
        }
        if let Some(form) = &self.form {
            let parameters = form.iter().map(|(name, value)| (*name, value.as_str()));
            text = format!("{text}\n\n{}", redaction::form(parameters));
        }
        Message {
            from: Party::Client,
            to: Party::Op,
            title: self.title.to_owned(),
            text,
        }
    }

    pub(super) async fn send(self) -> Result<Incoming, FlowError> {
        let place = self.url.origin().ascii_serialization();
        let failed = |error: &reqwest::Error| {
            if error.is_timeout() {
                FlowError::NoAnswer(place.clone())
            } else {
                FlowError::Unreachable(place.clone())
            }
        };
        let client = client(&self.url)?;
        let mut request = match &self.form {
            None => client.get(self.url),
            Some(form) => client
                .post(self.url)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encode(form)),
        };
        if let Some(authorization) = self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.header(header::ACCEPT, "application/json");
        let mut response = request.send().await.map_err(|error| failed(&error))?;
        let status = response.status();
        let retry_after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LIMIT {
                return Err(FlowError::TooLong(place));
            }
        }
        Ok(Incoming {
            status,
            retry_after,
            body,
        })
    }
}

impl Incoming {
    /// As it is shown.
    pub(super) fn message(&self) -> Message {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let status = format!("{} {reason}", self.status.as_u16());
        let error = self.error();
        Message {
            from: Party::Op,
            to: Party::Client,
            title: error.unwrap_or_else(|| status.trim().to_owned()),
            text: format!("HTTP {}\n\n{}", status.trim(), redaction::body(&self.body)),
        }
    }

    /// The body, where it is a JSON object.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body)
            .ok()
            .filter(Value::is_object)
    }

    /// The member `error`.
    pub(super) fn error(&self) -> Option<String> {
        Some(self.json()?.get("error")?.as_str()?.to_owned())
    }
}

fn encode(form: &[(&str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

fn client(url: &Url) -> Result<reqwest::Client, FlowError> {
    // An error says that the process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .connect_timeout(Duration::from_secs(10))
        .pool_max_idle_per_host(0)
        .user_agent(concat!("ciba-simulator/", env!("CARGO_PKG_VERSION")));
    let built = if url.scheme() == "https" {
        builder.build()
    } else {
        builder.tls_certs_only([]).build()
    };
    built.map_err(|_| FlowError::HttpClient)
}
