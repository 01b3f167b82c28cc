//! The callback of an asynchronous authentication device.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::routes::{CALLBACK_PATH, router};
use crate::sealed_state::StateKey;
use crate::state::AppState;
use crate::testing::{self, Answer, StubAuthlete, form, send, settings, settle, state};

/// A server whose device has been asked and has given the request the name `request-1`; the `state` that it got.
pub(super) async fn asked() -> (AppState, std::sync::Arc<StubAuthlete>, String) {
    asked_by(testing::identification()).await
}

/// The same for a request that Authlete describes so.
pub(super) async fn asked_by(
    identification: Value,
) -> (AppState, std::sync::Arc<StubAuthlete>, String) {
    let device = MockServer::start().await;
    let started = ResponseTemplate::new(200).set_body_json(json!({"request_id": "request-1"}));
    let question = Mock::given(path("/api/authenticate/async")).respond_with(started);
    question.mount(&device).await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.state_keys = vec![StateKey::generate()];
    let (state, authlete) = state(settings);
    authlete.answer("authentication", identification);
    send(
        router(state.clone()),
        form("/backchannel/authentication", "a=b"),
    )
    .await;
    settle(&state).await;
    let requests = device.received_requests().await.unwrap();
    let sent: Value = requests[0].body_json().unwrap();
    let secret = sent["state"].as_str().unwrap().to_owned();
    (state, authlete, secret)
}

pub(super) async fn call_back(state: &AppState, body: &Value) -> Answer {
    let request = Request::post(CALLBACK_PATH).header("content-type", "application/json");
    let request = request.body(Body::from(body.to_string())).unwrap();
    send(router(state.clone()), request).await
}

#[rstest]
#[case::allow("allow", "AUTHORIZED")]
#[case::deny("deny", "ACCESS_DENIED")]
#[case::timeout("timeout", "TRANSACTION_FAILED")]
#[tokio::test]
async fn a_result_is_recorded_before_it_is_confirmed(#[case] result: &str, #[case] recorded: &str) {
    let (state, authlete, secret) = asked().await;

    let body = json!({"request_id": "request-1", "result": result, "state": secret});
    let answer = call_back(&state, &body).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let completed = authlete.last("complete").unwrap();
    assert_eq!(completed["result"], recorded);
    assert_eq!(completed["ticket"], "ticket-1");
    assert_eq!(completed["subject"], "1001");
}

#[rstest]
#[case::wrong_state(json!({"request_id": "request-1", "result": "allow", "state": "guessed"}))]
#[case::empty_state(json!({"request_id": "request-1", "result": "allow", "state": ""}))]
#[case::number_for_a_state(json!({"request_id": "request-1", "result": "allow", "state": 1}))]
#[case::no_state(json!({"request_id": "request-1", "result": "allow"}))]
#[case::null_state(json!({"request_id": "request-1", "result": "allow", "state": null}))]
#[case::no_request_id(json!({"result": "allow", "state": "SECRET"}))]
#[case::no_result(json!({"request_id": "request-1", "state": "SECRET"}))]
#[case::unknown_result(json!({"request_id": "request-1", "result": "maybe", "state": "SECRET"}))]
#[case::no_object(json!([]))]
#[tokio::test]
async fn a_callback_that_proves_nothing_is_refused_and_changes_nothing(#[case] mut body: Value) {
    let (state, authlete, secret) = asked().await;
    if body.get("state").is_some_and(|state| state == "SECRET") {
        body["state"] = json!(secret);
    }

    let answer = call_back(&state, &body).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["error"], "invalid_request");
    assert_eq!(authlete.last("complete"), None);
    let right = json!({"request_id": "request-1", "result": "allow", "state": secret});
    assert_eq!(
        call_back(&state, &right).await.status,
        StatusCode::NO_CONTENT
    );
}

#[tokio::test]
async fn a_callback_that_is_no_json_is_a_415() {
    let (state, _) = state(settings());

    let answer = send(router(state), form(CALLBACK_PATH, "result=allow")).await;

    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn an_account_that_was_locked_in_between_gets_no_tokens() {
    let (state, authlete, secret) = asked().await;
    state.settings.users.lock("1001");

    let body = json!({"request_id": "request-1", "result": "allow", "state": secret});
    let answer = call_back(&state, &body).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        authlete.last("complete").unwrap()["result"],
        "ACCESS_DENIED"
    );
}
