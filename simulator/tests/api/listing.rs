//! What waits for a decision, for people and tests.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;
use simulator::Config;

use crate::harness::{Device, question, question_with};

#[tokio::test]
async fn the_listing_shows_what_a_user_has_to_know() {
    let device = Device::start(Config::default()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;

    let listing = device.get("/api/workspaces/demo/requests").await;

    assert_eq!(listing.status, StatusCode::OK);
    assert_eq!(
        listing.body,
        json!({"requests": [{
            "request_id": asked.body["request_id"],
            "mode": "poll",
            "user": "1001",
            "message": "Sign in at the shop? W4SCT",
            "actionize_token": "t",
            "timeout": 60,
        }]})
    );
    assert_eq!(listing.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn users_are_kept_apart() {
    let device = Device::start(Config::default()).await;
    device.post("/api/authenticate/poll", &question("t1")).await;
    let other = question_with("t2", "user", json!("1002"));
    device.post("/api/authenticate/poll", &other).await;

    let listing = device.get("/api/workspaces/demo/requests?user=1002").await;

    let requests = listing.body["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["actionize_token"], "t2");
}

#[rstest]
#[case("demo", "/api/workspaces/demo/requests")]
#[case("ns/project", "/api/workspaces/ns/project/requests")]
#[case("ns/project", "/api/workspaces/ns%2Fproject/requests")]
#[case("ns/requests", "/api/workspaces/ns/requests/requests")]
#[tokio::test]
async fn a_workspace_is_a_name_or_a_namespace_and_a_project(
    #[case] workspace: &str,
    #[case] path: &str,
) {
    let device = Device::start(Config::default()).await;
    device
        .post(
            "/api/authenticate/poll",
            &question_with("mine", "workspace", json!(workspace)),
        )
        .await;
    device
        .post(
            "/api/authenticate/poll",
            &question_with("other", "workspace", json!("else/where")),
        )
        .await;

    let listing = device.get(path).await;

    let requests = listing.body["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0]["actionize_token"], "mine");
}

#[tokio::test]
async fn a_decided_request_is_not_listed() {
    let device = Device::start(Config::default()).await;
    device.post("/api/authenticate/poll", &question("t")).await;
    device.actionize("demo", "t", "allow").await;

    let listing = device.get("/api/workspaces/demo/requests").await;

    assert_eq!(listing.body, json!({"requests": []}));
}
