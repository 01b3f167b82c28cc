//! One small violation of one requirement, put on the wire behind the server's back.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use ciba_conformance::embedded::Wrap;
use serde_json::Value;

/// Where the fault sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the answers of the server to its clients.
    Server,
    /// In the answers of Authlete to the server, and so in pings and pushes too.
    Authlete,
}

/// An answer that a fault may change.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

/// A fault in the answers to one path.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) place: Place,
    pub(crate) path: &'static str,
    pub(crate) change: fn(&mut Answer),
}

impl Fault {
    /// The layer that puts the fault on a router.
    pub(crate) fn wrap(self) -> Wrap {
        Box::new(move |router: Router| {
            router.layer(from_fn(move |request: Request, next: Next| {
                self.serve(request, next)
            }))
        })
    }

    async fn serve(self, request: Request, next: Next) -> Response {
        let concerned = request.uri().path().ends_with(self.path);
        let response = next.run(request).await;
        if !concerned {
            return response;
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let mut answer = Answer {
            status: parts.status.as_u16(),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .filter(|(name, _)| name != "content-length")
                .collect(),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        };
        (self.change)(&mut answer);
        let mut response = Response::new(match answer.body {
            Value::Null => Body::empty(),
            body => Body::from(body.to_string()),
        });
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap();
        for (name, value) in answer.headers {
            response.headers_mut().append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(&value).unwrap(),
            );
        }
        response
    }
}

impl Answer {
    /// Removes a header.
    pub(crate) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(known, _)| known != name);
    }

    /// Changes the message that Authlete tells the server to send, where there is one.
    pub(crate) fn change_content(&mut self, change: impl FnOnce(&mut Value)) {
        let Some(text) = self.body["responseContent"].as_str() else {
            return;
        };
        let mut content: Value = serde_json::from_str(text).unwrap();
        change(&mut content);
        self.body["responseContent"] = Value::String(content.to_string());
    }

    /// Whether the answer is an error with this code.
    pub(crate) fn is_error(&self, code: &str) -> bool {
        self.body["error"] == code
    }

    /// Removes a member of the body.
    pub(crate) fn remove(&mut self, member: &str) {
        if let Some(members) = self.body.as_object_mut() {
            members.remove(member);
        }
    }
}
