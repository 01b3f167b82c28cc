//! Async mode: what is sent. The callback itself is tested with its route.

use rstest::rstest;
use tokio::net::TcpListener;

use super::*;
use crate::routes;
use crate::secret::SealedState;

#[tokio::test]
async fn the_device_keeps_what_completion_needs_sealed() {
    let device = device().await;
    on(&device, "async", ok(json!({"request_id": "request-1"}))).await;
    let (state, authlete) = server(&device.uri(), Mode::Async);

    ask_and_wait(&state).await;
    ask_and_wait(&state).await;

    let requests = received(&device).await;
    let mut first: Value = requests[0].body_json().unwrap();
    let second: Value = requests[1].body_json().unwrap();
    assert_ne!(first["state"], second["state"]);
    let sealed = first.as_object_mut().unwrap().remove("state").unwrap();
    let sealed = SealedState::from(sealed.as_str().unwrap());
    let opened = state.device.state_keys.open(&sealed, NOW).unwrap();
    assert_eq!(opened.ticket.expose(), "ticket-1");
    assert_eq!(opened.subject, "1001");
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
    assert_eq!(received(&device).await.len(), 1, "it may have heard us");
}

#[rstest]
#[tokio::test]
async fn a_device_that_comes_up_late_is_asked(
    #[values(Mode::Async, Mode::Poll, Mode::Sync)] mode: Mode,
) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    let mut settings = settings();
    settings.authentication_device.base_url = format!("http://{address}");
    settings.authentication_device.mode = mode;
    settings.authentication_device.poll_interval = Duration::from_millis(1);
    settings.authentication_device.repetition.first_pause = Duration::from_millis(250);
    let (state, authlete) = crate::testing::state(settings);
    let asking = completion::ask_and_complete(state.clone().into(), transaction(), question());

    let listening = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let answer = json!({"request_id": "r", "status": "complete", "result": "allow"});
        let device = axum::Router::new().fallback(move || async move { axum::Json(answer) });
        tokio::spawn(axum::serve(socket.listen(16).unwrap(), device).into_future());
    };
    tokio::join!(asking, listening);

    assert_ne!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
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
    assert_eq!(authlete.count("complete"), 1);
}
