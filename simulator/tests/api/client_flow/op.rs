//! A server that a test plays, and a till that talks to it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::StatusCode;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use simulator::consumption_device::{ClientSettings, DeliveryMode, Secret};
use simulator::{Config, RegisteredClient};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::harness::{Device, client};

pub(super) const AUTH_REQ_ID: &str = "1c266114-a1be-4252-8ad1-04986c5b9ac1";
pub(super) const ACCESS_TOKEN: &str = "G5kXH2wHvUra0sHlDy1iTkDJgsgUO1bN-access";
pub(super) const REFRESH_TOKEN: &str = "4bwc0ESC_IAhflf-ACC_vjD_ltc11ne-refresh";
pub(super) const SECRET: &str = "a secret: with % and é, and long enough";
pub(super) const PAGE: &str = "/demo/shop/cd";

/// A server with one key.
pub(super) struct Op {
    pub(super) server: MockServer,
    key: EcdsaKeyPair,
}

impl Op {
    pub(super) async fn start() -> Self {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
                .unwrap();
        let op = Self {
            server: MockServer::start().await,
            key,
        };
        let issuer = op.server.uri();
        let metadata = json!({
            "issuer": issuer,
            "backchannel_authentication_endpoint": format!("{issuer}/bc"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
        });
        op.answer("GET", "/.well-known/openid-configuration", 200, metadata)
            .await;
        let point = op.key.public_key().as_ref();
        let part = |range: std::ops::Range<usize>| BASE64_URL_SAFE_NO_PAD.encode(&point[range]);
        let jwk = json!({"kty": "EC", "crv": "P-256", "kid": "1", "use": "sig", "x": part(1..33), "y": part(33..65)});
        op.answer("GET", "/jwks", 200, json!({"keys": [jwk]})).await;
        op
    }

    pub(super) async fn answer(&self, verb: &str, at: &str, status: u16, body: Value) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(ResponseTemplate::new(status).set_body_json(body))
            .mount(&self.server)
            .await;
    }

    pub(super) async fn acknowledge(&self, interval: u32) {
        let body = json!({"auth_req_id": AUTH_REQ_ID, "expires_in": 300, "interval": interval});
        self.answer("POST", "/bc", 200, body).await;
    }

    /// Token responses, one after the other; the last is repeated.
    pub(super) async fn tokens(&self, answers: &[(u16, Value)]) {
        for (number, (status, body)) in answers.iter().enumerate() {
            let mock = Mock::given(method("POST"))
                .and(path("/token"))
                .respond_with(ResponseTemplate::new(*status).set_body_json(body));
            let mock = if number + 1 < answers.len() {
                mock.up_to_n_times(1)
            } else {
                mock
            };
            mock.mount(&self.server).await;
        }
    }

    pub(super) fn id_token(&self, change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let mut header = json!({"alg": "ES256", "kid": "1"});
        let mut claims = json!({
            "iss": self.server.uri(), "sub": "1001", "aud": "till", "exp": now + 60, "iat": now,
            "at_hash": half_hash(ACCESS_TOKEN),
            "urn:openid:params:jwt:claim:rt_hash": half_hash(REFRESH_TOKEN),
            "urn:openid:params:jwt:claim:auth_req_id": AUTH_REQ_ID,
        });
        change(&mut header, &mut claims);
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self
            .key
            .sign(&SystemRandom::new(), message.as_bytes())
            .unwrap();
        format!(
            "{message}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref())
        )
    }

    pub(super) fn good_tokens(&self) -> Value {
        tokens(&self.id_token(|_, _| ()))
    }

    pub(super) async fn requests(&self, at: &str) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        all.into_iter()
            .filter(|request| request.url.path() == at)
            .collect()
    }

    /// The client_notification_token that was sent.
    pub(super) async fn notification_token(&self) -> String {
        for _ in 0..2000 {
            if let Some(request) = self.requests("/bc").await.first() {
                return parameter(request, "client_notification_token").unwrap();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("no authentication request came");
    }
}

pub(super) fn half_hash(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&digest(&SHA256, token.as_bytes()).as_ref()[..16])
}

pub(super) fn tokens(id_token: &str) -> Value {
    json!({
        "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60,
        "refresh_token": REFRESH_TOKEN, "id_token": id_token,
    })
}

pub(super) fn parameter(request: &Request, name: &str) -> Option<String> {
    url::form_urlencoded::parse(&request.body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A simulator with a client in this mode, whose seconds last 10 ms.
pub(super) async fn till(op: &Op, mode: DeliveryMode) -> Device {
    let mut config = Config {
        second: Duration::from_millis(10),
        clients: vec![RegisteredClient {
            name: "till".to_owned(),
            settings: ClientSettings {
                issuer: op.server.uri(),
                delivery_mode: mode,
                client_id: "till".to_owned(),
                client_secret: Secret::new(SECRET),
                id_token_signed_response_alg: "ES256".to_owned(),
                ..ClientSettings::default()
            },
        }],
        ..Config::default()
    };
    "1001".clone_into(&mut config.example.hint);
    Device::start(config).await
}

pub(super) async fn page(till: &Device) -> String {
    let url = format!("http://{}{PAGE}", till.address());
    client()
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

/// Presses a button of the page; what is changed goes over what the page has filled in.
pub(super) async fn press(
    till: &Device,
    action: &str,
    changes: &[(&str, &str)],
) -> (StatusCode, String) {
    let page = page(till).await;
    let token = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let mut fields = vec![
        ("form_token", token),
        ("action", action),
        ("client", "till"),
        ("scope", "openid"),
        ("hint_type", "login_hint"),
        ("hint", "1001"),
        ("binding_message", "W4SCT"),
        ("user_code", "675325"),
        ("delivery_mode", "poll"),
        ("authentication", "client_secret_basic"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let response = client()
        .post(format!("http://{}{PAGE}", till.address()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    (response.status(), response.text().await.unwrap())
}

pub(super) async fn notify(till: &Device, bearer: &str, body: &Value) -> StatusCode {
    let response = client()
        .post(format!("http://{}/api/notification", till.address()))
        .header("authorization", format!("Bearer {bearer}"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    response.status()
}

/// The page, once it says this.
pub(super) async fn said(till: &Device, text: &str) -> String {
    for _ in 0..1000 {
        let page = page(till).await;
        if page.contains(text) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{text} never came: {}", page(till).await);
}

pub(super) fn error(code: &str) -> (u16, Value) {
    (400, json!({"error": code}))
}
