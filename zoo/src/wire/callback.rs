use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Query;
use axum::http::{HeaderMap, Method, StatusCode};
use reqwest::redirect::Policy;
use serde::Deserialize;

use super::message::Answer;
use super::middleware::on_answers;
use super::paths::COMPLETE;
use crate::sent::Sent;
use embedded::Wrap;
use suite::http::ring_provider;

const TIME_OUT: Duration = Duration::from_secs(2);

/// A call of the client notification endpoint, on its way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Callback {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// How long the server takes before it calls.
    pub(crate) pause: Duration,
    /// How often it is made.
    pub(crate) times: usize,
    /// What follows it.
    pub(crate) next: Option<Box<Self>>,
    pub(crate) follow_redirects: bool,
}

impl Callback {
    /// The call that an answer of Authlete asks the server for.
    pub(crate) fn wanted_by(answer: &Answer) -> Option<Self> {
        let token = answer.text("clientNotificationToken").unwrap_or_default();
        let content = answer.text("responseContent").unwrap_or_default();
        Some(Self {
            method: "POST".to_owned(),
            url: answer.text("clientNotificationEndpoint")?.to_owned(),
            headers: vec![
                ("authorization".to_owned(), format!("Bearer {token}")),
                ("content-type".to_owned(), "application/json".to_owned()),
            ],
            body: content.as_bytes().to_vec(),
            pause: Duration::ZERO,
            times: 1,
            next: None,
            follow_redirects: false,
        })
    }

    /// Whether it brings the client a token. What the checks believe about that is no help here: where they are wrong,
    /// a fault that believed the same would go wrong with them, and nobody would notice.
    pub(crate) fn brings_tokens(&self) -> bool {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        ["access_token", "id_token"]
            .iter()
            .any(|token| body.get(token).is_some())
    }

    /// Makes the call.
    pub(crate) async fn make(&self) {
        let policy = if self.follow_redirects {
            Policy::limited(3)
        } else {
            Policy::none()
        };
        if let Some(client) = client(policy) {
            make(&client, self).await;
        }
    }

    /// Makes the call, and tells whether it was answered as a call that was taken.
    pub(crate) async fn is_taken(&self) -> bool {
        match client(Policy::none()) {
            Some(client) => make(&client, self).await,
            None => false,
        }
    }

    /// Replaces a header; no value removes it.
    pub(crate) fn set_header(&mut self, name: &str, value: Option<&str>) {
        self.headers.retain(|(known, _)| known != name);
        if let Some(value) = value {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Changes the body's JSON.
    pub(crate) fn change_body(
        &mut self,
        change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>),
    ) {
        if let Ok(serde_json::Value::Object(mut members)) = serde_json::from_slice(&self.body) {
            change(&mut members);
            self.body = serde_json::Value::Object(members).to_string().into_bytes();
        }
    }
}

#[derive(Deserialize)]
struct Destination {
    to: String,
    trace: Option<String>,
}

/// Makes Authlete name the relay in place of the client notification endpoint.
pub(crate) fn detour(relay: &str) -> Wrap {
    let relay = relay.to_owned();
    on_answers(COMPLETE, move |answer, request| {
        if let Some(endpoint) = answer.text("clientNotificationEndpoint") {
            let to: String = form_urlencoded::byte_serialize(endpoint.as_bytes()).collect();
            let trace = request.trace().unwrap_or_default();
            let detour = format!("{relay}/?to={to}&trace={trace}");
            answer.set("clientNotificationEndpoint", detour);
        }
    })
}

/// The relay: takes a call, changes it, and makes it; tells whose call it has changed.
pub(crate) fn relay(change: fn(&mut Callback), sent: Option<Arc<Sent>>) -> Option<Router> {
    let plain = client(Policy::none())?;
    let following = client(Policy::limited(3))?;
    Some(Router::new().fallback(
        move |method: Method,
              Query(destination): Query<Destination>,
              headers: HeaderMap,
              body: Bytes| {
            let mut callback = Callback {
                method: method.to_string(),
                url: destination.to,
                headers: ["authorization", "content-type"]
                    .into_iter()
                    .filter_map(|name| {
                        Some((
                            name.to_owned(),
                            headers.get(name)?.to_str().ok()?.to_owned(),
                        ))
                    })
                    .collect(),
                body: body.to_vec(),
                pause: Duration::ZERO,
                times: 1,
                next: None,
                follow_redirects: false,
            };
            let before = callback.clone();
            change(&mut callback);
            if callback != before
                && let (Some(sent), Some(trace)) = (&sent, &destination.trace)
            {
                sent.keep(trace);
            }
            let client = if callback.follow_redirects {
                following.clone()
            } else {
                plain.clone()
            };
            async move {
                tokio::time::sleep(callback.pause).await;
                for _ in 0..callback.times {
                    make(&client, &callback).await;
                }
                if let Some(next) = &callback.next {
                    make(&client, next).await;
                }
                StatusCode::NO_CONTENT
            }
        },
    ))
}

fn client(policy: Policy) -> Option<reqwest::Client> {
    ring_provider();
    reqwest::Client::builder()
        .redirect(policy)
        .timeout(TIME_OUT)
        .no_proxy()
        .tls_certs_only(std::iter::empty())
        .build()
        .ok()
}

/// What the client answers is its own affair: hardly any server has a reason to look at whether it is a success.
async fn make(client: &reqwest::Client, callback: &Callback) -> bool {
    let Ok(method) = reqwest::Method::from_bytes(callback.method.as_bytes()) else {
        return false;
    };
    let mut request = client
        .request(method, &callback.url)
        .body(callback.body.clone());
    for (name, value) in &callback.headers {
        request = request.header(name, value);
    }
    let answer = request.send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}
