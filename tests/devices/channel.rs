use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use suite::config::ConnectionConfig;
use suite::http::HttpClient;
use suite::op_under_test::authentication_device::{
    AuthenticationDevice as _, ChannelDevice, Decision, PendingRequest,
};

use super::{PENDING, loopback, serve};

/// What Keycloak's callback endpoint received: the bearer token and the body.
type Decisions = Arc<Mutex<Vec<(String, Value)>>>;

async fn callback(
    State(decisions): State<Decisions>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> StatusCode {
    let token = headers["authorization"].to_str().unwrap().to_owned();
    decisions.lock().unwrap().push((token, body));
    StatusCode::OK
}

/// The device, where the OP delivers requests to, and what the OP receives.
async fn channel(patience: Duration) -> (ChannelDevice, String, Decisions) {
    let decisions = Decisions::default();
    let router = Router::new()
        .route("/callback", post(callback))
        .with_state(Arc::clone(&decisions));
    let url = format!("{}/callback", serve(router).await);
    let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
    let (device, address) = ChannelDevice::start(loopback(), url, http, patience)
        .await
        .unwrap();
    (device, format!("http://{address}/channel"), decisions)
}

async fn deliver(url: &str, token: &str, binding_message: &str) -> u16 {
    let body = json!({
        "login_hint": "alice",
        "scope": "openid",
        "binding_message": binding_message,
        "consent_required": false,
    });
    let answer = reqwest::Client::new()
        .post(url)
        .bearer_auth(token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    // An OP that keeps a connection would hand its next question to a suite that has ended.
    assert_eq!(answer.headers()["connection"], "close");
    answer.status().as_u16()
}

#[tokio::test]
async fn a_decision_goes_back_with_the_token_of_its_own_request() {
    let (device, url, decisions) = channel(Duration::from_secs(20)).await;
    assert_eq!(deliver(&url, "token-1", "W4SCT").await, 201);
    assert_eq!(deliver(&url, "token-2", "OTHER").await, 201);
    let other = PendingRequest {
        binding_message: Some("OTHER"),
        ..PENDING
    };

    device.decide(PENDING, Decision::Approve).await.unwrap();
    device.decide(other, Decision::Deny).await.unwrap();

    assert_eq!(
        *decisions.lock().unwrap(),
        [
            ("Bearer token-1".to_owned(), json!({"status": "SUCCEED"})),
            (
                "Bearer token-2".to_owned(),
                json!({"status": "UNAUTHORIZED"})
            ),
        ]
    );
}

#[tokio::test]
async fn a_decision_waits_for_a_request_that_is_on_its_way() {
    let (device, url, decisions) = channel(Duration::from_secs(20)).await;
    let mut deciding = device.decide(PENDING, Decision::Approve);
    assert!(futures::poll!(&mut deciding).is_pending());

    deliver(&url, "token-1", "W4SCT").await;

    deciding.await.unwrap();
    assert_eq!(decisions.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_request_that_never_comes_is_our_trouble_and_says_what_to_check() {
    let (device, url, _) = channel(Duration::from_millis(50)).await;
    deliver(&url, "token-2", "OTHER").await;

    let error = device.decide(PENDING, Decision::Approve).await;

    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("\"W4SCT\"") && error.contains("1 others"),
        "{error}"
    );
    assert!(error.contains("URL of the channel"), "{error}");
}

#[tokio::test]
async fn a_delivery_without_a_token_or_without_json_is_refused() {
    let (_, url, _) = channel(Duration::from_millis(50)).await;
    let http = reqwest::Client::new();

    let no_token = http.post(&url).body("{}").send().await.unwrap();
    let no_json = http
        .post(&url)
        .bearer_auth("t")
        .body("x")
        .send()
        .await
        .unwrap();

    assert_eq!(no_token.status().as_u16(), 401);
    assert_eq!(no_json.status().as_u16(), 400);
}

#[tokio::test]
async fn an_op_that_refuses_the_decision_is_named_with_its_status() {
    let (address, http) = (
        loopback(),
        HttpClient::new(&ConnectionConfig::default()).unwrap(),
    );
    let nowhere = format!("{}/no-callback", serve(Router::new()).await);
    let (device, address) = ChannelDevice::start(address, nowhere, http, Duration::from_secs(20))
        .await
        .unwrap();
    deliver(&format!("http://{address}"), "token-1", "W4SCT").await;

    let error = device.decide(PENDING, Decision::Approve).await;

    let error = error.unwrap_err().to_string();
    assert!(error.contains("answered HTTP 404"), "{error}");
    assert!(!error.contains("token-1"), "a secret");
}
