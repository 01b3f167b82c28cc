//! A fake with a manual clock, and calls of it in a few words.

pub(crate) mod always;
mod clients;
pub(crate) mod facts;
mod jwt;

use std::sync::LazyLock;
use std::time::Duration;

use fake_authlete::{
    CIBA_GRANT_TYPE, Client, Clock, Config, Core, Credentials, ManualClock, Request, SigningKeys,
};
use serde_json::{Map, Value, json};

pub(crate) use clients::{CLIENTS, clients, secret_of};
pub(crate) use jwt::{ClientKey, Jwt, claims_of, header_of};

pub(crate) const ISSUER: &str = "https://op.example.com";

/// Keys take long to make, so all tests of the process share them.
static KEYS: LazyLock<SigningKeys> = LazyLock::new(SigningKeys::generate);

/// 2026-01-01T00:00:00Z.
const START_MILLIS: u64 = 1_767_225_600_000;

pub(crate) struct Fake {
    pub(crate) core: Core,
    pub(crate) clock: ManualClock,
    pub(crate) credentials: Credentials,
}

impl Fake {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = ManualClock::new(START_MILLIS);
        let mut config = config();
        config.clock = std::sync::Arc::new(clock.clone());
        change(&mut config);
        let core = Core::new(config);
        let credentials = core.credentials("http://unused");
        Self {
            core,
            clock,
            credentials,
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.clock.now_millis() / 1000
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Calls an API in version 3 and returns its JSON answer, which must come with status 200.
    pub(crate) fn call(&self, api: &str, body: &Value) -> Value {
        let answer = self.core.handle(&self.request(api, body));
        assert_eq!(answer.status, 200, "{api}: {answer:?}");
        let body = serde_json::from_slice(&answer.body).unwrap();
        assert_facts(api, 200, &body);
        body
    }

    pub(crate) fn request(&self, api: &str, body: &Value) -> Request {
        Request {
            method: "POST".to_owned(),
            path: format!("/api/{}/{api}", self.credentials.service_id),
            headers: vec![
                self.bearer(),
                ("Content-Type".to_owned(), "application/json".to_owned()),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn get(&self, api: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            path: format!("/api/{}/{api}", self.credentials.service_id),
            headers: vec![self.bearer()],
            body: Vec::new(),
        }
    }

    /// Status and JSON body of any call in version 3.
    pub(crate) fn send(&self, method: &str, api: &str, body: &Value) -> (u16, Value) {
        let mut request = self.request(api, body);
        method.clone_into(&mut request.method);
        let answer = self.core.handle(&request);
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        assert_facts(api, answer.status, &body);
        (answer.status, body)
    }

    /// The properties of the service, some of them changed, as `service/update` takes them.
    pub(crate) fn update_service(&self, changes: &Value) -> (u16, Value) {
        let (_, mut service) = self.send("GET", "service/get", &Value::Null);
        for (name, value) in changes.as_object().unwrap() {
            service[name] = value.clone();
        }
        self.send("POST", "service/update", &service)
    }

    /// The access token of an approved request by a poll client.
    pub(crate) fn access_token(&self, client: &str, more: &[(&str, &str)]) -> String {
        let ticket = self.ticket_for(client, more);
        let auth_req_id = text(&self.issue(&ticket), "authReqId");
        self.complete(&ticket, "AUTHORIZED");
        let answer = self.poll(client, &auth_req_id);
        text(&content(&answer), "access_token")
    }

    pub(crate) fn bearer(&self) -> (String, String) {
        let token = self.credentials.access_token.expose();
        ("Authorization".to_owned(), format!("Bearer {token}"))
    }

    /// An authentication request of a client that authenticates with Basic.
    pub(crate) fn authentication(&self, client: &str, parameters: &[(&str, &str)]) -> Value {
        let mut body = basic(client);
        body.insert("parameters".to_owned(), json!(form(parameters)));
        self.call("backchannel/authentication", &Value::Object(body))
    }

    /// The ticket of a good request by that client.
    pub(crate) fn ticket(&self, client: &str) -> String {
        self.ticket_for(client, &[])
    }

    /// The ticket of a good request by that client with some more parameters.
    pub(crate) fn ticket_for(&self, client: &str, more: &[(&str, &str)]) -> String {
        let mut parameters = good_request().to_vec();
        parameters.extend_from_slice(more);
        let answer = self.authentication(client, &parameters);
        assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
        text(&answer, "ticket")
    }

    pub(crate) fn issue(&self, ticket: &str) -> Value {
        self.call(
            "backchannel/authentication/issue",
            &json!({"ticket": ticket}),
        )
    }

    /// Ticket and `auth_req_id` of an acknowledged request by that client.
    pub(crate) fn acknowledged(&self, client: &str) -> (String, String) {
        let ticket = self.ticket(client);
        let auth_req_id = text(&self.issue(&ticket), "authReqId");
        (ticket, auth_req_id)
    }

    pub(crate) fn complete(&self, ticket: &str, result: &str) -> Value {
        self.complete_with(ticket, &json!({"result": result, "subject": "1001"}))
    }

    pub(crate) fn complete_with(&self, ticket: &str, more: &Value) -> Value {
        let mut body = more.clone();
        body["ticket"] = json!(ticket);
        self.call("backchannel/authentication/complete", &body)
    }

    /// A token request with the CIBA grant, by a client that authenticates with Basic.
    pub(crate) fn poll(&self, client: &str, auth_req_id: &str) -> Value {
        self.token(
            client,
            &[
                ("grant_type", CIBA_GRANT_TYPE),
                ("auth_req_id", auth_req_id),
            ],
        )
    }

    pub(crate) fn token(&self, client: &str, parameters: &[(&str, &str)]) -> Value {
        let mut body = basic(client);
        body.insert("parameters".to_owned(), json!(form(parameters)));
        self.call("auth/token", &Value::Object(body))
    }
}

/// An answer has the types that Authlete's have, unless a switch decided it.
fn assert_facts(api: &str, status: u16, body: &Value) {
    if body["resultCode"] != "A001999" {
        let found = facts::violations(api, status, body);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// The configuration of the tests, with the system clock.
pub(crate) fn config() -> Config {
    Config::with_keys(ISSUER, clients(), KEYS.clone())
}

/// What every good request of every client in [`CLIENTS`] contains.
pub(crate) fn good_request() -> [(&'static str, &'static str); 3] {
    [
        ("scope", "openid"),
        ("login_hint", "1001"),
        ("client_notification_token", "notification-token-0123456789"),
    ]
}

pub(crate) fn basic(client: &str) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("clientId".to_owned(), json!(client));
    body.insert("clientSecret".to_owned(), json!(secret_of(client)));
    body
}

pub(crate) fn form(parameters: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

pub(crate) fn text(answer: &Value, member: &str) -> String {
    match answer.get(member).and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => panic!("no {member} in {answer}"),
    }
}

/// The JSON inside `responseContent`.
pub(crate) fn content(answer: &Value) -> Value {
    serde_json::from_str(&text(answer, "responseContent")).unwrap()
}

/// Action and OAuth error of an answer.
pub(crate) fn refusal(answer: &Value) -> (String, String) {
    (text(answer, "action"), text(&content(answer), "error"))
}

/// Changes one client of a configuration.
pub(crate) fn change_client(config: &mut Config, alias: &str, change: impl FnOnce(&mut Client)) {
    let client = config
        .clients
        .iter_mut()
        .find(|client| client.client_id_alias.as_deref() == Some(alias))
        .expect("a client of that alias");
    change(client);
}
