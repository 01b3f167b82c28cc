//! Poll mode, and what all modes begin with.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rstest::rstest;
use serde_json::{Value, json};
use simulator::consumption_device::DeliveryMode;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::op::{
    ACCESS_TOKEN, AUTH_REQ_ID, Op, REFRESH_TOKEN, SECRET, error, page, parameter, press, said, till,
};

#[tokio::test]
async fn poll_sends_what_it_must_and_gets_tokens() {
    let op = Op::start().await;
    op.acknowledge(5).await;
    op.tokens(&[error("authorization_pending"), (200, op.good_tokens())])
        .await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    let page = said(&till, "the tokens are here").await;
    let request = &op.requests("/bc").await[0];
    assert_eq!(parameter(request, "scope").as_deref(), Some("openid"));
    assert_eq!(parameter(request, "login_hint").as_deref(), Some("1001"));
    assert_eq!(
        parameter(request, "binding_message").as_deref(),
        Some("W4SCT")
    );
    assert_eq!(parameter(request, "client_notification_token"), None);
    let credentials = "till:a+secret%3A+with+%25+and+%C3%A9%2C+and+long+enough";
    let basic = format!("Basic {}", BASE64_STANDARD.encode(credentials));
    let polls = op.requests("/token").await;
    for request in polls.iter().chain([request]) {
        assert_eq!(request.headers["authorization"], basic.as_str());
    }
    assert_eq!(polls.len(), 2);
    let grant_type = parameter(&polls[0], "grant_type");
    assert_eq!(
        grant_type.as_deref(),
        Some("urn:openid:params:grant-type:ciba")
    );
    assert_eq!(
        parameter(&polls[0], "auth_req_id").as_deref(),
        Some(AUTH_REQ_ID)
    );
    for name in [
        "signature",
        "iss",
        "aud",
        "exp",
        "at_hash",
        "rt_hash",
        "auth_req_id in the ID Token",
    ] {
        assert!(page.contains(&format!("<span>{name}: ")), "{name}");
    }
    assert!(
        !page.contains("WRONG") && !page.contains("not checked"),
        "{page}"
    );
}

#[tokio::test]
async fn nothing_that_is_secret_is_shown() {
    let op = Op::start().await;
    op.acknowledge(1).await;
    op.tokens(&[(200, op.good_tokens())]).await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    let page = said(&till, "the tokens are here").await;
    let id_token = op.good_tokens()["id_token"].as_str().unwrap()[..60].to_owned();
    for secret in [
        AUTH_REQ_ID,
        ACCESS_TOKEN,
        REFRESH_TOKEN,
        SECRET,
        "675325",
        &id_token,
    ] {
        // The auth_req_id is a claim, which is shown.
        let page = page.split("ID Token says").next().unwrap().to_owned()
            + page.split("</dl>").last().unwrap();
        assert!(!page.contains(secret), "{secret} in {page}");
    }
}

#[tokio::test]
async fn polls_keep_the_interval_and_slow_down_adds_to_it_for_good() {
    let op = Op::start().await;
    op.acknowledge(4).await;
    let answers = [
        error("authorization_pending"),
        error("slow_down"),
        error("authorization_pending"),
        error("access_denied"),
    ];
    let times = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&times);
    Mock::given(method("POST"))
        .and(path("/token"))
        .respond_with(move |_: &Request| {
            let mut seen = seen.lock().unwrap();
            seen.push(std::time::Instant::now());
            let (status, body) = &answers[seen.len() - 1];
            ResponseTemplate::new(*status).set_body_json(body)
        })
        .mount(&op.server)
        .await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    said(&till, "Denied").await;
    let times = times.lock().unwrap().clone();
    // 4 s, then 9 s, then 9 s; a second lasts 10 ms here, and each request takes a while to arrive.
    let all = times[times.len() - 1] - times[0];
    assert!(all >= Duration::from_millis(160), "{times:?}");
    let page = page(&till).await;
    assert!(page.contains("slow_down: from now on 9 s"), "{page}");
    assert!(page.contains("the next token request 9 s after"), "{page}");
    assert_eq!(times.len(), 4);
}

#[rstest]
#[case("invalid_request", "invalid_request")]
#[case("invalid_grant", "invalid_grant")]
#[case("expired_token", "expired_token")]
#[case("unauthorized_client", "unauthorized_client")]
#[case("something_else", "that CIBA Core does not name")]
#[tokio::test]
async fn after_a_final_error_no_further_request_is_made(#[case] code: &str, #[case] words: &str) {
    let op = Op::start().await;
    op.acknowledge(1).await;
    op.tokens(&[error(code)]).await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    said(&till, "There are no tokens").await;
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(page(&till).await.contains(words));
    assert_eq!(op.requests("/token").await.len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let op = Op::start().await;
    let elsewhere = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/bc"))
        .respond_with(ResponseTemplate::new(307).insert_header("location", elsewhere.uri()))
        .mount(&op.server)
        .await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    said(&till, "it is not followed").await;
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn when_the_time_is_up_the_client_stops_asking() {
    let op = Op::start().await;
    let body = json!({"auth_req_id": AUTH_REQ_ID, "expires_in": 5, "interval": 2});
    op.answer("POST", "/bc", 200, body).await;
    op.tokens(&[error("authorization_pending")]).await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    said(&till, "Nobody answered in time").await;
    let asked = op.requests("/token").await.len();
    tokio::time::sleep(Duration::from_millis(60)).await;
    // At 2 s and at 4 s, where the machine is not too busy.
    assert!((1..=2).contains(&asked), "{asked}");
    assert_eq!(op.requests("/token").await.len(), asked);
}

#[rstest]
#[case::no_id(json!({"expires_in": 300}))]
#[case::no_expiry(json!({"auth_req_id": AUTH_REQ_ID}))]
#[case::a_string(json!({"auth_req_id": AUTH_REQ_ID, "expires_in": "300"}))]
#[case::no_interval(json!({"auth_req_id": AUTH_REQ_ID, "expires_in": 300, "interval": 0}))]
#[tokio::test]
async fn an_acknowledgement_that_lacks_something_is_not_used(#[case] body: Value) {
    let op = Op::start().await;
    op.answer("POST", "/bc", 200, body).await;
    let till = till(&op, DeliveryMode::Poll).await;

    press(&till, "send", &[]).await;

    let page = said(&till, "must not be used").await;
    assert!(page.contains("<b>WRONG</b>"), "{page}");
    assert!(op.requests("/token").await.is_empty());
}
