//! Requests and answers as faults see them.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::Value;

use super::raw::{RawAnswer, RawRequest};
use suite::http::recorded_headers;
use suite::op_under_test::consumption_device::Parameters;

/// A request as a fault sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SeenRequest {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The parameters of a form; empty for other bodies.
    pub(crate) form: Parameters,
    /// The body as it came; a change of the form replaces it.
    pub(crate) body: Vec<u8>,
}

/// An answer as a fault sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The body's JSON, or null where the body is none.
    pub(crate) body: Value,
    /// A body that is no JSON; it wins over `body`.
    pub(crate) raw: Option<Vec<u8>>,
}

impl From<&RawRequest> for SeenRequest {
    fn from(raw: &RawRequest) -> Self {
        let mut form = Parameters::new();
        let headers = recorded_headers(&raw.headers);
        let is_form = headers.iter().any(|(name, value)| {
            // In any letter case, as the server takes it.
            let value = value.to_ascii_lowercase();
            name == "content-type" && value.starts_with("application/x-www-form-urlencoded")
        });
        if is_form {
            for (name, value) in form_urlencoded::parse(&raw.body) {
                form.append(&name, value);
            }
        }
        Self {
            method: raw.method.to_string(),
            target: raw.uri.to_string(),
            headers,
            form,
            body: raw.body.to_vec(),
        }
    }
}

impl SeenRequest {
    /// Reads a request; gives it back beside what it is.
    pub(crate) async fn read(request: Request) -> (Self, Request) {
        let (raw, request) = RawRequest::read(request).await;
        (Self::from(&raw), request)
    }

    /// The request as it stands now; `before` tells whether the form was changed.
    pub(crate) fn rebuild(self, before: &Parameters) -> Request {
        let body = if self.form == *before {
            self.body
        } else {
            self.form.encode().into_bytes()
        };
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = Method::from_bytes(self.method.as_bytes()).unwrap_or_default();
        *request.uri_mut() = self.target.parse::<Uri>().unwrap_or_default();
        *request.headers_mut() = header_map(&self.headers);
        request.headers_mut().remove("content-length");
        request
    }

    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it goes to a path that ends so.
    pub(crate) fn is_to(&self, path: &str) -> bool {
        let own = self.target.split('?').next().unwrap_or_default();
        own.ends_with(path)
    }

    /// The scenario's run that the request belongs to.
    pub(crate) fn trace(&self) -> Option<&str> {
        self.header("traceparent")?.split('-').nth(1)
    }

    /// Removes a header.
    pub(crate) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(known, _)| known != name);
    }

    /// Replaces a header.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.remove_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}

impl From<&RawAnswer> for Answer {
    fn from(raw: &RawAnswer) -> Self {
        let body = serde_json::from_slice(&raw.body).unwrap_or(Value::Null);
        Self {
            status: raw.status.as_u16(),
            headers: recorded_headers(&raw.headers),
            raw: (body.is_null() && !raw.body.is_empty()).then(|| raw.body.to_vec()),
            body,
        }
    }
}

impl Answer {
    /// Reads an answer.
    pub(crate) async fn read(response: Response) -> Self {
        Self::from(&RawAnswer::read(response).await)
    }

    pub(crate) fn rebuild(self) -> Response {
        let body = match (self.raw, self.body) {
            (Some(raw), _) => Body::from(raw),
            (None, Value::Null) => Body::empty(),
            (None, body) => Body::from(body.to_string()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or_default();
        *response.headers_mut() = header_map(&self.headers);
        response
    }

    /// Whether the answer is an error with this code.
    pub(crate) fn is_error(&self, code: &str) -> bool {
        self.body.get("error").and_then(Value::as_str) == Some(code)
    }

    /// Whether the answer is a success.
    pub(crate) fn is_success(&self) -> bool {
        self.status == 200 && self.body.get("error").is_none()
    }

    /// Sets a member of the body.
    pub(crate) fn set(&mut self, member: &str, value: impl Into<Value>) {
        if let Some(members) = self.body.as_object_mut() {
            members.insert(member.to_owned(), value.into());
        }
    }

    /// Removes a member of the body.
    pub(crate) fn remove(&mut self, member: &str) {
        if let Some(members) = self.body.as_object_mut() {
            members.remove(member);
        }
    }

    /// Writes a member of the body a second time.
    pub(crate) fn repeat(&mut self, member: &str) {
        if let Some(body) = with_repeated(&self.body, member) {
            self.raw = Some(body);
        }
    }

    /// A member of the body that is a string.
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member)?.as_str()
    }

    /// Removes a header.
    pub(crate) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(known, _)| known != name);
    }

    /// Replaces a header.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        self.remove_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Changes the message that Authlete tells the server to pass on, if there is one.
    pub(crate) fn change_content(
        &mut self,
        change: impl FnOnce(&mut serde_json::Map<String, Value>),
    ) {
        let content = self
            .text("responseContent")
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(Value::Object(mut members)) = content {
            change(&mut members);
            self.set("responseContent", Value::Object(members).to_string());
        }
    }
}

/// The JSON of a body in which a member stands a second time, if it stands there once.
pub(crate) fn with_repeated(body: &Value, member: &str) -> Option<Vec<u8>> {
    let value = body.get(member)?;
    let text = body.to_string();
    let members = text.strip_suffix('}')?;
    Some(format!("{members},\"{member}\":{value}}}").into_bytes())
}

fn header_map(headers: &[(String, String)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            map.append(name, value);
        }
    }
    map
}
