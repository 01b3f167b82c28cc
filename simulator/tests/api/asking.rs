//! The three modes in which a server asks.

use std::time::Duration;

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use simulator::Config;

use crate::harness::{Device, eventually, impatient, question, question_with};

#[rstest]
#[case("allow")]
#[case("deny")]
#[tokio::test]
async fn a_sync_request_is_answered_with_the_decision(#[case] action: &str) {
    let device = Device::start(Config::default()).await;
    let asking = device.clone();
    let answer =
        tokio::spawn(async move { asking.post("/api/authenticate/sync", &question("t")).await });
    device.wait_for_pending("demo").await;

    let decided = device.actionize("demo", "t", action).await;

    let answer = answer.await.unwrap();
    assert_eq!(decided.status, StatusCode::OK);
    assert_eq!(decided.body, json!({"result": action}));
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, json!({"result": action}));
    assert_eq!(answer.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_sync_request_that_nobody_decides_is_answered_with_timeout() {
    let device = Device::start(impatient()).await;

    let answer = device.post("/api/authenticate/sync", &question("t")).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, json!({"result": "timeout"}));
    let late = device.actionize("demo", "t", "allow").await;
    assert_eq!(late.error(), (409, "timed_out"));
}

#[tokio::test]
async fn a_sync_request_goes_when_its_caller_hangs_up() {
    let device = Device::start(Config::default()).await;
    let asking = device.clone();
    let answer =
        tokio::spawn(async move { asking.post("/api/authenticate/sync", &question("t")).await });
    device.wait_for_pending("demo").await;

    answer.abort();

    eventually("the request is gone", || {
        device.pending("demo").is_empty().then_some(())
    })
    .await;
    let decided = device.actionize("demo", "t", "allow").await;
    assert_eq!(decided.error(), (404, "unknown_token"));
}

#[rstest]
#[case("allow")]
#[case("deny")]
#[tokio::test]
async fn a_poll_request_is_active_and_then_complete(#[case] action: &str) {
    let device = Device::start(Config::default()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;
    let before = device.post("/api/authenticate/result", &asked.body).await;

    device.actionize("demo", "t", action).await;

    let after = device.post("/api/authenticate/result", &asked.body).await;
    let again = device.post("/api/authenticate/result", &asked.body).await;
    assert_eq!(before.body, json!({"status": "active"}));
    assert_eq!(after.body, json!({"status": "complete", "result": action}));
    assert_eq!(again.body, after.body);
}

#[tokio::test]
async fn a_poll_request_that_nobody_decides_times_out() {
    let device = Device::start(impatient()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;

    tokio::time::sleep(Duration::from_millis(70)).await;

    let result = device.post("/api/authenticate/result", &asked.body).await;
    assert_eq!(result.body, json!({"status": "timeout"}));
}

#[tokio::test]
async fn a_poll_request_has_a_request_id_of_160_bits_that_says_nothing() {
    let device = Device::start(Config::default()).await;

    let first = device.post("/api/authenticate/poll", &question("t1")).await;
    let second = device.post("/api/authenticate/poll", &question("t2")).await;

    let id = first.body["request_id"].as_str().unwrap();
    assert_eq!(id.len(), 27, "20 bytes in base64url");
    assert_ne!(first.body, second.body);
    assert_eq!(first.body.as_object().unwrap().len(), 1);
}

#[tokio::test]
async fn the_result_of_an_unknown_request_is_not_found() {
    let device = Device::start(Config::default()).await;

    let answer = device
        .post(
            "/api/authenticate/result",
            &json!({"request_id": "nobody's"}),
        )
        .await;

    assert_eq!(answer.error(), (404, "unknown_request"));
}

#[tokio::test]
async fn unknown_members_and_nulls_are_ignored() {
    let device = Device::start(Config::default()).await;
    let mut request = question("t");
    request["state"] = Value::Null;
    request["colour"] = json!("green");

    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.status, StatusCode::OK);
}

#[rstest]
#[case(5)]
#[case(60)]
#[tokio::test]
async fn the_shortest_and_the_longest_timeout_are_accepted(#[case] timeout: u32) {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", "timeout", json!(timeout));
    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(device.pending("demo")[0].timeout, timeout);
}

#[tokio::test]
async fn the_lower_bound_of_timeout_can_be_relaxed() {
    let device = Device::start(Config {
        timeouts: 0..=60,
        ..Config::default()
    })
    .await;

    let request = question_with("t", "timeout", json!(0));
    let answer = device.post("/api/authenticate/sync", &request).await;

    assert_eq!(answer.body, json!({"result": "timeout"}));
}
