//! Who decides, and what they are told.

use reqwest::{Method, StatusCode};
use rstest::rstest;
use simulator::Config;

use crate::harness::{Device, question, question_with};

#[tokio::test]
async fn a_token_is_unknown_until_its_request_comes() {
    let device = Device::start(Config::default()).await;

    let before = device.actionize("demo", "t", "allow").await;
    device.post("/api/authenticate/poll", &question("t")).await;
    let after = device.actionize("demo", "t", "allow").await;

    assert_eq!(before.error(), (404, "unknown_token"));
    assert_eq!(after.status, StatusCode::OK);
}

#[rstest]
#[case("allow", "deny")]
#[case("deny", "deny")]
#[tokio::test]
async fn a_request_is_decided_once(#[case] first: &str, #[case] second: &str) {
    let device = Device::start(Config::default()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;
    device.actionize("demo", "t", first).await;

    let refused = device.actionize("demo", "t", second).await;

    let result = device.post("/api/authenticate/result", &asked.body).await;
    assert_eq!(refused.error(), (409, "already_decided"));
    assert_eq!(result.body["result"], first);
}

#[tokio::test]
async fn of_many_decisions_at_once_one_counts() {
    let device = Device::start(Config::default()).await;
    device.post("/api/authenticate/poll", &question("t")).await;

    let deciding: Vec<_> = (0..16)
        .map(|_| {
            let device = device.clone();
            tokio::spawn(async move { device.actionize("demo", "t", "allow").await.status })
        })
        .collect();

    let mut statuses = Vec::new();
    for decision in deciding {
        statuses.push(decision.await.unwrap().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(
        statuses[1..].iter().all(|status| *status == 409),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_token_of_one_workspace_is_unknown_in_another() {
    let device = Device::start(Config::default()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;

    let elsewhere = device.actionize("demo/other", "t", "allow").await;

    let result = device.post("/api/authenticate/result", &asked.body).await;
    assert_eq!(elsewhere.error(), (404, "unknown_token"));
    assert_eq!(result.body["status"], "active");
}

#[tokio::test]
async fn a_request_is_unknown_on_the_device_of_another_user() {
    let device = Device::start(Config::default()).await;
    let asked = device.post("/api/authenticate/poll", &question("t")).await;

    let by_another = device.actionize("demo", "t", "allow&user=1002").await;
    let before = device.post("/api/authenticate/result", &asked.body).await;
    let by_the_user = device.actionize("demo", "t", "allow&user=1001").await;

    assert_eq!(by_another.error(), (404, "unknown_token"));
    assert_eq!(before.body["status"], "active");
    assert_eq!(by_the_user.status, StatusCode::OK);
}

#[tokio::test]
async fn the_same_token_in_two_workspaces_is_two_requests() {
    let device = Device::start(Config::default()).await;
    let elsewhere = question_with("t", "workspace", "ns/project".into());
    let first = device.post("/api/authenticate/poll", &question("t")).await;
    let second = device.post("/api/authenticate/poll", &elsewhere).await;

    device.actionize("ns/project", "t", "deny").await;

    let first = device.post("/api/authenticate/result", &first.body).await;
    let second = device.post("/api/authenticate/result", &second.body).await;
    assert_eq!(first.body["status"], "active");
    assert_eq!(second.body["result"], "deny");
}

#[tokio::test]
async fn a_token_that_waits_cannot_be_asked_with_again() {
    let device = Device::start(Config::default()).await;
    device.post("/api/authenticate/poll", &question("t")).await;

    let again = device.post("/api/authenticate/poll", &question("t")).await;

    assert_eq!(again.error(), (409, "token_in_use"));
    assert_eq!(device.pending("demo").len(), 1);
}

#[tokio::test]
async fn a_full_workspace_refuses_and_another_one_does_not() {
    let device = Device::start(Config {
        max_pending_per_workspace: 1,
        ..Config::default()
    })
    .await;
    device.post("/api/authenticate/poll", &question("1")).await;

    let full = device.post("/api/authenticate/poll", &question("2")).await;
    let other = question_with("2", "workspace", "other".into());
    let other = device.post("/api/authenticate/poll", &other).await;

    assert_eq!(full.error(), (429, "too_many_pending"));
    assert_eq!(other.status, StatusCode::OK);
}

#[rstest]
#[case("token=t&action=allow")]
#[case("workspace=demo&action=allow")]
#[case("workspace=demo&token=t")]
#[case("workspace=demo&token=&action=allow")]
#[case("workspace=demo&token=t&action=maybe")]
#[case("workspace=demo&token=t&action=allow&action=deny")]
#[case("workspace=a/b/c&token=t&action=allow")]
#[case("")]
#[tokio::test]
async fn a_decision_that_is_not_clear_is_refused(#[case] query: &str) {
    let device = Device::start(Config::default()).await;
    device.post("/api/authenticate/poll", &question("t")).await;

    let path = format!("/api/authenticate/actionize?{query}");
    let answer = device.send(Method::POST, &path, &[], String::new()).await;

    assert_eq!(answer.error(), (400, "invalid_request"));
    assert_eq!(device.pending("demo").len(), 1);
}

#[tokio::test]
async fn parameters_are_percent_decoded() {
    let device = Device::start(Config::default()).await;
    let request = question_with("a+b/c=", "workspace", "ns/project".into());
    device.post("/api/authenticate/poll", &request).await;

    let answer = device
        .actionize("ns%2Fproject", "a%2Bb%2Fc%3D", "allow")
        .await;

    assert_eq!(answer.status, StatusCode::OK);
}
