//! Authlete wants the client notified, and leaves out what that takes.

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::callback::{asked_by, call_back};
use super::outages::{callback, client, notification, ping_identification, received};

/// A ping is made of what we know: the client gets it nevertheless, and at its own endpoint.
#[rstest]
#[case::no_endpoint("clientNotificationEndpoint", Value::Null)]
#[case::no_token("clientNotificationToken", Value::Null)]
#[case::no_content("responseContent", Value::Null)]
#[case::empty_content("responseContent", json!(""))]
#[case::content_that_is_no_json("responseContent", json!("<html>"))]
#[case::content_that_is_no_object("responseContent", json!("[]"))]
#[tokio::test]
async fn a_ping_that_authlete_has_no_words_for_is_put_together(
    #[case] member: &str,
    #[case] value: Value,
) {
    let client = client(ResponseTemplate::new(204), 1).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    let mut answer = notification(&client);
    answer[member] = value;
    authlete.answer("complete", answer);
    let endpoint = format!("{}/registered", client.uri());
    authlete.answer("client", json!({"bcNotificationEndpoint": endpoint}));

    let answer = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let pings = received(&client).await;
    assert_eq!(pings.len(), 1);
    assert_eq!(pings[0].url.path(), "/registered");
    assert_eq!(pings[0].headers["authorization"], "Bearer token-1");
    assert_eq!(pings[0].body, br#"{"auth_req_id":"id-1"}"#);
}

#[tokio::test]
async fn a_push_that_authlete_has_no_words_for_is_not_made_up() {
    let client = client(ResponseTemplate::new(204), 1).await;
    let mut identification = ping_identification();
    identification["deliveryMode"] = json!("PUSH");
    let (state, authlete, sealed) = asked_by(identification).await;
    let mut answer = notification(&client);
    answer["responseContent"] = json!("<html>");
    authlete.answer("complete", answer);

    let answer = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(received(&client).await.is_empty());
}
