//! An orderly stop in the middle of things, in each of the device's modes.

use std::sync::Arc;
use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::callback::asked_by;
use super::outages::{callback, notification, ping_identification};
use crate::authentication_device::Mode;
use crate::routes::CALLBACK_PATH;
use crate::server::{Server, ServerError};
use crate::state::AppState;
use crate::testing::{StubAuthlete, settings, state};

const A_MOMENT: Duration = Duration::from_millis(100);

/// A device whose user decides, but not at once.
async fn device() -> MockServer {
    let device = MockServer::start().await;
    let answers = [
        ("sync", json!({"result": "allow"})),
        ("poll", json!({"request_id": "request-1"})),
        ("result", json!({"status": "complete", "result": "allow"})),
    ];
    for (api, answer) in answers {
        let answer = ResponseTemplate::new(200).set_body_json(answer);
        Mock::given(path(format!("/api/authenticate/{api}")))
            .respond_with(answer.set_delay(A_MOMENT))
            .mount(&device)
            .await;
    }
    device
}

async fn serve(state: AppState) -> (Server, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (Server::start(state, listener), url)
}

async fn post(url: String, media_type: &str, body: String) -> u16 {
    let client = crate::http_client::without_tls(Duration::from_secs(10)).unwrap();
    let request = client.post(url).header("content-type", media_type);
    request.body(body).send().await.unwrap().status().as_u16()
}

/// A server whose client has its acknowledgement, and whose device has the question.
async fn with_a_question(mode: Mode, timeout: Duration) -> (Server, Arc<StubAuthlete>, MockServer) {
    let device = device().await;
    let mut settings = settings();
    settings.shutdown_timeout = timeout;
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.mode = mode;
    settings.authentication_device.poll_interval = Duration::from_millis(10);
    let (state, authlete) = state(settings);
    let (server, url) = serve(state).await;
    let url = format!("{url}/backchannel/authentication");
    let status = post(url, "application/x-www-form-urlencoded", "a=b".to_owned()).await;
    assert_eq!(status, 200);
    (server, authlete, device)
}

#[rstest]
#[case::sync(Mode::Sync)]
#[case::poll(Mode::Poll)]
#[tokio::test]
async fn a_shutdown_waits_for_the_user_and_records_the_decision(#[case] mode: Mode) {
    let (server, authlete, _device) = with_a_question(mode, Duration::from_secs(10)).await;

    server.shutdown().await.unwrap();

    let completed = authlete.last("complete").unwrap();
    assert_eq!(completed["result"], "AUTHORIZED");
}

#[rstest]
#[case::sync(Mode::Sync)]
#[case::poll(Mode::Poll)]
#[tokio::test]
async fn a_user_who_takes_longer_than_the_shutdown_may_is_not_waited_for(#[case] mode: Mode) {
    let (server, authlete, _device) = with_a_question(mode, Duration::from_millis(20)).await;

    let error = server.shutdown().await.unwrap_err();
    tokio::time::sleep(2 * A_MOMENT).await;

    assert!(matches!(error, ServerError::Unfinished(_)), "{error}");
    assert_eq!(authlete.count("complete"), 0);
}

/// The callback that is being settled when the stop comes is settled and confirmed.
#[tokio::test]
async fn a_shutdown_waits_for_the_ping_of_a_callback() {
    let client = MockServer::start().await;
    let slow = ResponseTemplate::new(204).set_delay(A_MOMENT);
    Mock::given(any()).respond_with(slow).mount(&client).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", notification(&client));
    let (server, url) = serve(state).await;

    let body = callback("allow", &sealed).to_string();
    let called = tokio::spawn(post(
        format!("{url}{CALLBACK_PATH}"),
        "application/json",
        body,
    ));
    while authlete.count("complete") == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.shutdown().await.unwrap();

    assert_eq!(called.await.unwrap(), 204);
    let pings = client.received_requests().await.unwrap();
    let bodies: Vec<Value> = pings.iter().map(|ping| ping.body_json().unwrap()).collect();
    assert_eq!(bodies, [json!({"auth_req_id": "id-1"})]);
}

/// While Authlete is away a stop does not wait longer than it may; the device has not been told that its word arrived,
/// so it comes again, to another copy.
#[tokio::test]
async fn a_callback_that_authlete_does_not_take_is_left_to_the_device() {
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.time_out("complete");
    let mut settings = (*state.settings).clone();
    settings.shutdown_timeout = A_MOMENT;
    let mut state = AppState::new(settings).unwrap();
    state.authlete = authlete.clone();
    state.clock = Arc::new(crate::testing::ClockAt(crate::testing::NOW));
    let (server, url) = serve(state).await;

    let body = callback("allow", &sealed).to_string();
    let status = post(format!("{url}{CALLBACK_PATH}"), "application/json", body).await;
    let error = server.shutdown().await.unwrap_err();

    assert_eq!(status, 503);
    assert!(matches!(error, ServerError::Unfinished(_)), "{error}");
}
