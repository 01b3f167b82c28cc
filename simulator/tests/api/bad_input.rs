//! What the API refuses, and how.

use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use simulator::Config;

use crate::harness::{Device, question, question_with};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

#[rstest]
#[tokio::test]
async fn a_request_without_a_required_member_is_refused(
    #[values("workspace", "user", "message", "timeout")] member: &str,
    #[values("sync", "poll")] mode: &str,
    #[values(Value::Null, json!(""), json!(["x"]))] value: Value,
) {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", member, value);
    let answer = device
        .post(&format!("/api/authenticate/{mode}"), &request)
        .await;

    assert_eq!(answer.error(), (400, "invalid_request"));
    let message = answer.body["message"].as_str().unwrap();
    assert!(
        message.contains(member),
        "the message names {member}: {message}"
    );
}

#[rstest]
#[tokio::test]
async fn an_actionize_token_that_is_there_has_to_be_one(
    #[values(json!(""), json!(["x"]), json!(7))] token: Value,
) {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", "actionize_token", token);
    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[rstest]
#[case(json!(4))]
#[case(json!(61))]
#[case(json!(-5))]
#[case(json!(5.5))]
#[case(json!("10"))]
#[case(json!(4_294_967_301_u64))]
#[tokio::test]
async fn a_timeout_outside_of_the_contract_is_refused(#[case] timeout: Value) {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", "timeout", timeout);
    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.error(), (400, "invalid_request"));
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains("from 5 to 60"), "{message}");
}

#[rstest]
#[case("/")]
#[case("a/")]
#[case("/b")]
#[case("a/b/c")]
#[case("line\nbreak")]
#[case(&"x".repeat(257))]
#[tokio::test]
async fn a_workspace_that_is_no_name_is_refused(#[case] workspace: &str) {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", "workspace", json!(workspace));
    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[rstest]
#[case("")]
#[case("null")]
#[case("not json")]
#[case(r#"["demo", "1001", "Sign in?", 60, "t", null]"#)]
#[case(r#"{"workspace":"a","workspace":"b","user":"u","message":"m","timeout":9,"actionize_token":"t"}"#)]
#[case("{\"workspace\":\"demo\"")]
#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused(#[case] body: &str) {
    let device = Device::start(Config::default()).await;

    let answer = device
        .send(
            Method::POST,
            "/api/authenticate/poll",
            JSON,
            body.to_owned(),
        )
        .await;

    assert_eq!(answer.error(), (400, "invalid_request"));
}

#[rstest]
#[case(&[])]
#[case(&[("content-type", "application/x-www-form-urlencoded")])]
#[case(&[("content-type", "text/plain")])]
#[tokio::test]
async fn a_body_of_another_media_type_is_refused(#[case] headers: &[(&str, &str)]) {
    let device = Device::start(Config::default()).await;

    let body = question("t").to_string();
    let answer = device
        .send(Method::POST, "/api/authenticate/poll", headers, body)
        .await;

    assert_eq!(answer.error(), (415, "unsupported_media_type"));
}

#[tokio::test]
async fn a_media_type_may_have_parameters_and_capitals() {
    let device = Device::start(Config::default()).await;
    let headers = &[("content-type", "Application/JSON; charset=UTF-8")];

    let body = question("t").to_string();
    let answer = device
        .send(Method::POST, "/api/authenticate/poll", headers, body)
        .await;

    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let device = Device::start(Config::default()).await;

    let request = question_with("t", "message", json!("x".repeat(16 * 1024)));
    let answer = device.post("/api/authenticate/poll", &request).await;

    assert_eq!(answer.error(), (413, "body_too_large"));
}

#[rstest]
#[case(Method::GET, "/api/authenticate/sync", "POST")]
#[case(Method::GET, "/api/authenticate/actionize", "POST")]
#[case(Method::PUT, "/api/authenticate/result", "POST")]
#[case(Method::POST, "/api/workspaces/demo/requests", "GET,HEAD")]
#[tokio::test]
async fn another_method_is_refused_with_those_that_work(
    #[case] method: Method,
    #[case] path: &str,
    #[case] allowed: &str,
) {
    let device = Device::start(Config::default()).await;

    let answer = device.send(method, path, &[], String::new()).await;

    assert_eq!(answer.error(), (405, "method_not_allowed"));
    assert_eq!(answer.headers["allow"], allowed);
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let device = Device::start(Config::default()).await;

    let answer = device.get("/api/authenticate").await;

    assert_eq!(answer.error(), (404, "unknown_path"));
}

#[rstest]
#[case(None, "--callback-url")]
#[case(Some("callback"), "absolute http or https URL")]
#[case(Some("ftp://127.0.0.1/"), "http:// or https://")]
#[tokio::test]
async fn async_without_a_usable_callback_url_is_refused(
    #[case] callback_url: Option<&str>,
    #[case] hint: &str,
) {
    let device = Device::start(Config {
        callback_url: callback_url.map(str::to_owned),
        ..Config::default()
    })
    .await;

    let answer = device.post("/api/authenticate/async", &question("t")).await;

    assert_eq!(answer.error(), (500, "callback_not_configured"));
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains(hint), "{message}");
    assert!(device.pending("demo").is_empty());
}
