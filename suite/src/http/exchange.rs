use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Who sends or receives a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The client, played by the suite: its consumption device and its notification endpoint.
    Client,
    /// The OP, the server under test.
    Op,
    /// The Authlete API behind the reference server.
    Authlete,
    /// The device on which the user decides.
    AuthenticationDevice,
}

impl Party {
    /// The name in reports and snapshots.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Op => "OP",
            Self::Authlete => "Authlete",
            Self::AuthenticationDevice => "authentication device",
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, as sent.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Every header, in order, repeated ones repeated.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// A response as it was received.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Every header, in order, repeated ones repeated.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// Says nothing that could be a secret: values of headers, a query and a body may hold some. The redactor shows more.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &names(&self.headers))
            .field("body_length", &self.body.len())
            .finish()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &names(&self.headers))
            .field("body_length", &self.body.len())
            .finish()
    }
}

fn names(headers: &[(String, String)]) -> Vec<&str> {
    headers.iter().map(|(name, _)| name.as_str()).collect()
}

/// One request with its response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Who sent the request.
    pub from: Party,
    /// Who answered it.
    pub to: Party,
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
    /// From the first byte sent to the last byte received.
    pub duration: Duration,
}

impl Request {
    /// The values of a header, by case-insensitive name.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        values(&self.headers, name)
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

impl Response {
    /// How the body is encoded (RFC 9110, section 8.4), where it does not stand there as it is.
    pub fn content_coding(&self) -> Option<&str> {
        self.header("content-encoding")
            .filter(|coding| !coding.trim().eq_ignore_ascii_case("identity"))
    }

    /// The values of a header, by case-insensitive name.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        values(&self.headers, name)
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }
}

fn values<'a>(headers: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    headers
        .iter()
        .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn first<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
