//! What the tests share: an Authlete that answers what it is told to, and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::authlete::{
    AuthenticationResponse, AuthleteApi, AuthleteError, ClientRequest, ClientResponse,
    CompleteRequest, CompleteResponse, FailRequest, FailResponse, IssueRequest, IssueResponse,
    JsonDocument, Reply, ServiceJwks, TokenResponse,
};
use crate::clock::Clock;
use crate::repetition::Repetition;
use crate::settings::Settings;
use crate::state::AppState;
use crate::users::UserDirectory;

pub(crate) const DEMO_USERS: &str = include_str!("../../fixtures/users.toml");
pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const ACKNOWLEDGEMENT: &str = r#"{"auth_req_id":"id-1","expires_in":600,"interval":5}"#;

/// A clock that stands still.
pub(crate) struct ClockAt(pub(crate) u64);

impl Clock for ClockAt {
    fn now(&self) -> u64 {
        self.0
    }
}

/// One call to Authlete.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) api: &'static str,
    pub(crate) request: Value,
}

/// An Authlete that answers what it was told to; by default, what makes a poll flow succeed.
#[derive(Default)]
pub(crate) struct StubAuthlete {
    answers: Mutex<HashMap<&'static str, Value>>,
    /// Each is given once, before those above.
    first_answers: Mutex<HashMap<&'static str, Value>>,
    calls: Mutex<Vec<Call>>,
}

impl StubAuthlete {
    /// From now on, this API gives this answer; a number is a status instead of one.
    pub(crate) fn answer(&self, api: &'static str, answer: Value) -> &Self {
        self.answers.lock().unwrap().insert(api, answer);
        self
    }

    /// The next call of this API gets this answer, whatever the others get.
    pub(crate) fn answer_once(&self, api: &'static str, answer: Value) -> &Self {
        self.first_answers.lock().unwrap().insert(api, answer);
        self
    }

    /// From now on, this API gives no answer in time.
    pub(crate) fn time_out(&self, api: &'static str) -> &Self {
        self.answer(api, Value::Null)
    }

    /// The calls so far, in order.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The names of the APIs called so far, in order.
    pub(crate) fn called(&self) -> Vec<&'static str> {
        self.calls().iter().map(|call| call.api).collect()
    }

    /// How often an API was called.
    pub(crate) fn count(&self, api: &str) -> usize {
        self.called()
            .iter()
            .filter(|called| **called == api)
            .count()
    }

    /// What the last call of an API was asked.
    pub(crate) fn last(&self, api: &str) -> Option<Value> {
        let calls = self.calls();
        let call = calls.iter().rev().find(|call| call.api == api)?;
        Some(call.request.clone())
    }

    fn value(&self, api: &'static str, request: &impl Serialize) -> Result<Value, AuthleteError> {
        let request = serde_json::to_value(request).unwrap();
        self.calls.lock().unwrap().push(Call { api, request });
        let first = self.first_answers.lock().unwrap().remove(api);
        let answer = first.or_else(|| self.answers.lock().unwrap().get(api).cloned());
        match answer.unwrap_or_else(|| good_answer(api)) {
            Value::Null => Err(AuthleteError::Timeout {
                api,
                limit: Duration::ZERO,
            }),
            Value::Number(status) => Err(AuthleteError::Status {
                api,
                status: u16::try_from(status.as_u64().unwrap()).unwrap(),
                result_code: None,
                retry_after: None,
            }),
            answer => Ok(answer),
        }
    }

    fn reply<T>(&self, api: &'static str, request: &impl Serialize) -> Reply<'_, T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let answer = self.value(api, request);
        let answer = answer.map(|answer| serde_json::from_value(answer).unwrap());
        Box::pin(std::future::ready(answer))
    }
}

/// What USER_IDENTIFICATION looks like for a user of the demo directory.
pub(crate) fn identification() -> Value {
    json!({
        "action": "USER_IDENTIFICATION", "ticket": "ticket-1", "clientName": "Shop",
        "hintType": "LOGIN_HINT", "hint": "1001", "scopes": [{"name": "openid"}],
        "deliveryMode": "POLL",
    })
}

fn good_answer(api: &str) -> Value {
    match api {
        "authentication" => identification(),
        "issue" => json!({
            "action": "OK", "authReqId": "id-1", "expiresIn": 600, "interval": 5,
            "responseContent": ACKNOWLEDGEMENT,
        }),
        "fail" => {
            json!({"action": "BAD_REQUEST", "responseContent": r#"{"error":"unknown_user_id"}"#})
        }
        "complete" => json!({"action": "NO_ACTION"}),
        "token" => json!({"action": "OK", "responseContent": r#"{"access_token":"at-1"}"#}),
        "client" => json!({}),
        "configuration" => json!({"issuer": "http://127.0.0.1:8080"}),
        _ => json!({"keys": []}),
    }
}

impl AuthleteApi for StubAuthlete {
    fn backchannel_authentication(
        &self,
        request: ClientRequest,
    ) -> Reply<'_, AuthenticationResponse> {
        self.reply("authentication", &request)
    }

    fn issue(&self, request: IssueRequest) -> Reply<'_, IssueResponse> {
        self.reply("issue", &request)
    }

    fn fail(&self, request: FailRequest) -> Reply<'_, FailResponse> {
        self.reply("fail", &request)
    }

    fn complete(&self, request: CompleteRequest) -> Reply<'_, CompleteResponse> {
        self.reply("complete", &request)
    }

    fn token(&self, request: ClientRequest) -> Reply<'_, TokenResponse> {
        self.reply("token", &request)
    }

    fn client(&self, client_id: u64) -> Reply<'_, ClientResponse> {
        self.reply("client", &client_id)
    }

    fn service_configuration(&self) -> Reply<'_, JsonDocument> {
        let answer = self.value("configuration", &Value::Null);
        Box::pin(std::future::ready(answer.map(|answer| document(&answer))))
    }

    fn service_jwks(&self) -> Reply<'_, ServiceJwks> {
        let answer = self.value("jwks", &Value::Null).map(|answer| match answer {
            Value::String(url) => ServiceJwks::Elsewhere(url),
            Value::Bool(_) => ServiceJwks::None,
            answer => ServiceJwks::Keys(document(&answer)),
        });
        Box::pin(std::future::ready(answer))
    }
}

fn document(value: &Value) -> JsonDocument {
    JsonDocument::parse(value.to_string().as_bytes()).unwrap()
}

/// Settings with the demo users, and a device that nobody answers for.
pub(crate) fn settings() -> Settings {
    let mut settings = Settings {
        users: UserDirectory::from_toml(DEMO_USERS).unwrap(),
        ..Settings::default()
    };
    // Port 9 (discard) is closed on a machine that runs tests: connections are refused at once.
    settings.authentication_device.base_url = "http://127.0.0.1:9".to_owned();
    settings.repetition = Repetition {
        first_pause: Duration::from_millis(5),
        longest_pause: Duration::from_millis(20),
    };
    settings.authentication_device.repetition = settings.repetition;
    settings
}

/// A state on a stub, with a clock that stands still.
pub(crate) fn state(settings: Settings) -> (AppState, Arc<StubAuthlete>) {
    let stub = Arc::new(StubAuthlete::default());
    let mut state = AppState::new(settings).unwrap();
    state.authlete = stub.clone();
    state.clock = Arc::new(ClockAt(NOW));
    (state, stub)
}

/// Waits until nothing runs in the background any more.
pub(crate) async fn settle(state: &AppState) {
    let settled = tokio::time::timeout(Duration::from_secs(10), state.background.idle()).await;
    assert!(settled.is_ok(), "background tasks are still running");
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Sends one request to a router.
pub(crate) async fn send(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.into()).unwrap(),
    }
}

/// A request with a form for a body.
pub(crate) fn form(path: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap()
}
