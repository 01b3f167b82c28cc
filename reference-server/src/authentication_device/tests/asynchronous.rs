//! Async mode: what is sent, and what is remembered. The callback itself is tested with its route.

use rstest::rstest;
use tokio::net::TcpListener;

use super::*;
use crate::routes;

#[tokio::test]
async fn the_device_gets_a_state_that_nobody_can_guess() {
    let device = device().await;
    on(&device, "async", ok(json!({"request_id": "request-1"}))).await;
    let (state, authlete) = server(&device.uri(), Mode::Async);

    ask_and_wait(&state).await;
    ask_and_wait(&state).await;

    let requests = received(&device).await;
    let mut first: Value = requests[0].body_json().unwrap();
    let second: Value = requests[1].body_json().unwrap();
    assert_ne!(first["state"], second["state"]);
    let secret = first.as_object_mut().unwrap().remove("state").unwrap();
    assert_eq!(secret.as_str().unwrap().len(), 43, "256 bits in base64url");
    assert_eq!(first, base_request());
    assert_eq!(requests[0].headers["traceparent"], "00-aa-bb-01");
    assert_eq!(
        recorded(&authlete),
        None,
        "the callback records the outcome"
    );
}

#[rstest]
#[case::server_error(ResponseTemplate::new(500))]
#[case::no_request_id(ok(json!({})))]
#[case::no_json(ResponseTemplate::new(200).set_body_string("accepted"))]
#[tokio::test]
async fn a_device_that_does_not_start_fails_the_transaction(#[case] response: ResponseTemplate) {
    let device = device().await;
    on(&device, "async", response).await;
    let (state, authlete) = server(&device.uri(), Mode::Async);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
    let request: Value = received(&device).await[0].body_json().unwrap();
    let secret = Secret::from(request["state"].as_str().unwrap());
    assert!(
        state.device.pending.take(&secret, "request-1").is_none(),
        "it must be forgotten"
    );
}

#[tokio::test]
async fn no_more_requests_wait_than_the_limit() {
    let device = device().await;
    on(&device, "async", ok(json!({"request_id": "request-1"}))).await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.max_pending = 1;
    let (state, authlete) = crate::testing::state(settings);

    ask_and_wait(&state).await;
    assert_eq!(recorded(&authlete), None);
    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
    assert_eq!(
        received(&device).await.len(),
        1,
        "the second one must not be asked"
    );
}

#[tokio::test]
async fn an_expired_request_makes_room_and_is_known_no_longer() {
    let pending = PendingDecisions::new(1);
    let expired = pending.remember(transaction(), Duration::ZERO).unwrap();

    assert!(pending.take(&expired, "request-1").is_none());
    let next = pending
        .remember(transaction(), Duration::from_secs(60))
        .unwrap();
    assert!(
        pending
            .remember(transaction(), Duration::from_secs(60))
            .is_none()
    );
    assert!(pending.take(&next, "request-1").is_some());
}

#[tokio::test]
async fn the_callback_must_know_the_request_id_once_the_server_does() {
    let pending = PendingDecisions::new(10);
    let secret = pending
        .remember(transaction(), Duration::from_secs(60))
        .unwrap();
    pending.learn_request_id(&secret, "request-1".to_owned());

    assert!(pending.take(&secret, "request-2").is_none());
    assert!(pending.take(&secret, "request-1").is_some());
    assert!(pending.take(&secret, "request-1").is_none(), "it was taken");
}

/// A device that calls back before it answers, and then answers with a failure.
#[tokio::test]
async fn a_callback_that_is_faster_than_the_answer_counts() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (state, authlete) = server(&base_url, Mode::Async);
    let callback = routes::router(state.clone());
    let handler = move |axum::Json(question): axum::Json<Value>| async move {
        let body = json!({"request_id": "r", "result": "allow", "state": question["state"]});
        let request = axum::http::Request::post(routes::CALLBACK_PATH)
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        let answer = crate::testing::send(callback, request).await;
        assert_eq!(answer.status.as_u16(), 204);
        axum::http::StatusCode::INTERNAL_SERVER_ERROR
    };
    let device = axum::Router::new().route("/api/authenticate/async", axum::routing::post(handler));
    tokio::spawn(axum::serve(listener, device).into_future());

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("AUTHORIZED"));
    let completions = authlete
        .called()
        .iter()
        .filter(|api| **api == "complete")
        .count();
    assert_eq!(completions, 1);
}
