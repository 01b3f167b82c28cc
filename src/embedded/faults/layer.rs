use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde_json::Value;

use crate::config::TargetConfig;
use crate::consumption_device::Parameters;
use crate::embedded::Wrap;

/// Far more than any message between the embedded parties.
const LIMIT: usize = 1024 * 1024;

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

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct RawRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawAnswer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl RawRequest {
    /// Reads a request; gives it back beside what it is.
    pub(super) async fn read(request: Request) -> (Self, Request) {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LIMIT).await.unwrap_or_default();
        let raw = Self {
            method: parts.method.clone(),
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            body: body.clone(),
        };
        (raw, Request::from_parts(parts, Body::from(body)))
    }

    /// The same request once more.
    pub(super) fn again(&self) -> Request {
        let mut request = Request::new(Body::from(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }

    /// Whether another request is the same but for the length, which is counted anew.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        let headers = |request: &Self| {
            let mut headers = request.headers.clone();
            headers.remove(CONTENT_LENGTH);
            headers
        };
        (&self.method, &self.uri, &self.body) == (&other.method, &other.uri, &other.body)
            && headers(self) == headers(other)
    }
}

impl RawAnswer {
    /// Reads an answer.
    pub(super) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let mut headers = parts.headers;
        headers.remove(CONTENT_LENGTH);
        Self {
            status: parts.status,
            headers,
            body: to_bytes(body, LIMIT).await.unwrap_or_default(),
        }
    }

    /// The same answer once more.
    pub(super) fn again(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        response
    }

    /// Whether another answer says the same, if its JSON is written in another way.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self == other || Answer::from(self) == Answer::from(other)
    }
}

impl From<&RawRequest> for SeenRequest {
    fn from(raw: &RawRequest) -> Self {
        let mut form = Parameters::new();
        let headers = pairs(&raw.headers);
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
    pub(super) async fn read(request: Request) -> (Self, Request) {
        let (raw, request) = RawRequest::read(request).await;
        (Self::from(&raw), request)
    }

    /// The request as it stands now; `before` tells whether the form was changed.
    pub(super) fn rebuild(self, before: &Parameters) -> Request {
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
            headers: pairs(&raw.headers),
            raw: (body.is_null() && !raw.body.is_empty()).then(|| raw.body.to_vec()),
            body,
        }
    }
}

impl Answer {
    /// Reads an answer.
    pub(super) async fn read(response: Response) -> Self {
        Self::from(&RawAnswer::read(response).await)
    }

    pub(super) fn rebuild(self) -> Response {
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
        let body = self.body.to_string();
        if let (Some(value), Some(members)) = (self.body.get(member), body.strip_suffix('}')) {
            self.raw = Some(format!("{members},\"{member}\":{value}}}").into_bytes());
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

/// A router whose layers come before the choice of a route: they see every method, and what the router itself adds.
pub(super) fn outside(router: Router) -> Router {
    Router::new().fallback_service(router)
}

/// A layer that changes the answers to one path.
pub(super) fn on_answers<F>(path: &'static str, change: F) -> Wrap
where
    F: Fn(&mut Answer, &SeenRequest) + Send + Sync + 'static,
{
    answering(path, move |seen, given| {
        if let Some(given) = given {
            change(given, seen);
        }
        None
    })
}

/// A layer that changes the requests to one path.
pub(super) fn on_requests(
    path: &'static str,
    change: fn(&mut SeenRequest, &TargetConfig),
    target: Arc<TargetConfig>,
) -> Wrap {
    Box::new(move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let target = Arc::clone(&target);
            async move {
                if !request.uri().path().ends_with(path) {
                    return next.run(request).await;
                }
                let (mut seen, _) = SeenRequest::read(request).await;
                let before = seen.form.clone();
                change(&mut seen, &target);
                next.run(seen.rebuild(&before)).await
            }
        }))
    })
}

/// The same for a change that needs no more than the request.
pub(super) fn on_requests_alone(path: &'static str, change: fn(&mut SeenRequest)) -> Wrap {
    changing(path, change)
}

/// A layer that changes the JSON of the requests to one path.
pub(super) fn on_json(path: &'static str, change: fn(&mut serde_json::Map<String, Value>)) -> Wrap {
    changing(path, move |seen| {
        if let Ok(Value::Object(mut members)) = serde_json::from_slice(&seen.body) {
            change(&mut members);
            seen.body = Value::Object(members).to_string().into_bytes();
        }
    })
}

fn changing<F>(path: &'static str, change: F) -> Wrap
where
    F: Fn(&mut SeenRequest) + Copy + Send + Sync + 'static,
{
    Box::new(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if !request.uri().path().ends_with(path) {
                return next.run(request).await;
            }
            let (mut seen, _) = SeenRequest::read(request).await;
            let before = seen.form.clone();
            change(&mut seen);
            next.run(seen.rebuild(&before)).await
        }))
    })
}

/// A layer that sees each request to one path, or to every one if it is empty, and may answer in the server's place.
pub(super) fn answering<F>(path: &'static str, answer: F) -> Wrap
where
    F: Fn(&SeenRequest, Option<&mut Answer>) -> Option<Answer> + Send + Sync + 'static,
{
    answering_at([path], answer)
}

/// The same for several paths. What goes elsewhere is not looked into.
pub(super) fn answering_at<F, const N: usize>(paths: [&'static str; N], answer: F) -> Wrap
where
    F: Fn(&SeenRequest, Option<&mut Answer>) -> Option<Answer> + Send + Sync + 'static,
{
    let answer = Arc::new(answer);
    Box::new(move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let answer = Arc::clone(&answer);
            async move {
                let own = request.uri().path();
                if !paths.iter().any(|path| own.ends_with(path)) {
                    return next.run(request).await;
                }
                let (seen, request) = SeenRequest::read(request).await;
                if let Some(instead) = answer(&seen, None) {
                    return instead.rebuild();
                }
                let mut given = Answer::read(next.run(request).await).await;
                let instead = answer(&seen, Some(&mut given));
                instead.unwrap_or(given).rebuild()
            }
        }))
    })
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
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
