//! From the authentication request to the completion, with a device that answers.

use axum::http::{HeaderValue, StatusCode};
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::authentication_device::Mode;
use crate::routes::router;
use crate::testing::{NOW, form, identification, send, settings, settle, state};

/// A device on which everybody says yes at once.
async fn willing_device() -> MockServer {
    let device = MockServer::start().await;
    let allow = ResponseTemplate::new(200).set_body_json(json!({"result": "allow"}));
    let mock = Mock::given(path("/api/authenticate/sync")).respond_with(allow);
    mock.mount(&device).await;
    device
}

#[tokio::test]
async fn what_the_request_asks_for_is_what_the_user_reads_and_the_completion_says() {
    let device = willing_device().await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.mode = Mode::Sync;
    let (state, authlete) = state(settings);
    let mut request = identification();
    request["hint"] = json!("jane@example.com");
    request["acrs"] = json!(["urn:example:acr:biometric", "urn:example:acr:device"]);
    request["claimNames"] = json!(["email", "phone_number"]);
    request["bindingMessage"] = json!("W4SCT");
    authlete.answer("authentication", request);

    let mut endpoint = form("/backchannel/authentication", "scope=openid");
    let traceparent = HeaderValue::from_static("00-aa-bb-01");
    endpoint
        .headers_mut()
        .insert("traceparent", traceparent.clone());
    let answer = send(router(state.clone()), endpoint).await;
    settle(&state).await;

    assert_eq!(answer.status, StatusCode::OK);
    let asked = device.received_requests().await.unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].headers["traceparent"], traceparent);
    let question: Value = asked[0].body_json().unwrap();
    assert_eq!(question["user"], "1002");
    assert_eq!(question["actionize_token"], "id-1");
    assert!(
        question["message"].as_str().unwrap().ends_with("W4SCT"),
        "{question}"
    );
    let expected = json!({
        "ticket": "ticket-1", "result": "AUTHORIZED", "subject": "1002", "authTime": NOW,
        "acr": "urn:example:acr:device",
        "claims": r#"{"email":"jane@example.com","phone_number":"+56 (2) 687 2400"}"#,
    });
    assert_eq!(authlete.last("complete"), Some(expected));
    assert_eq!(authlete.called(), ["authentication", "issue", "complete"]);
}
