use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Config, Simulator, router};
use suite::config::ConnectionConfig;
use suite::http::HttpClient;
use suite::op_under_test::authentication_device::{
    AuthenticationDevice as _, Decision, on_simulator,
};

use super::{PENDING, serve};

async fn post(url: &str, path: &str, body: Value) -> Value {
    let answer = reqwest::Client::new()
        .post(format!("{url}/api/authenticate/{path}"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_user_sees_the_request_on_the_simulator_and_decides_it() {
    let url = serve(router(Simulator::new(Config::default()))).await;
    let question = json!({
        "workspace": "shop/till",
        "user": "alice",
        "message": "Pay? W4SCT",
        "timeout": 60,
        "actionize_token": PENDING.auth_req_id,
    });
    let asked = post(&url, "poll", question).await;
    let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
    let device = on_simulator(&url, "shop/till", http, Duration::from_secs(5));

    let shown = device.inbox().await.unwrap();
    device.decide(PENDING, Decision::Deny).await.unwrap();

    assert_eq!(shown[0].message, "Pay? W4SCT");
    let result = post(&url, "result", json!({"request_id": asked["request_id"]})).await;
    assert_eq!(result["result"], "deny");
}
