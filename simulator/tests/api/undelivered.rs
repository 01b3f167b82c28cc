//! Callbacks that do not arrive.

use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use reqwest::StatusCode;
use rstest::rstest;
use simulator::Config;
use tokio::net::TcpSocket;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::callback::{ask, device_for, server};
use crate::harness::{Device, question};

#[rstest]
#[case(500)]
#[case(400)]
#[tokio::test]
async fn a_refused_callback_is_not_retried_but_may_be_repeated(#[case] status: u16) {
    let server = MockServer::start().await;
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(status))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    let device = device_for(&server, Config::default()).await;
    ask(&device, &question("t")).await;

    let failed = device.actionize("demo", "t", "allow").await;
    let calls_after_failure = server.received_requests().await.unwrap().len();
    let other = device.actionize("demo", "t", "deny").await;
    let same = device.actionize("demo", "t", "allow").await;

    assert_eq!(failed.error(), (502, "callback_failed"));
    assert!(
        failed.body["message"]
            .as_str()
            .unwrap()
            .contains(&status.to_string())
    );
    assert_eq!(calls_after_failure, 1);
    assert_eq!(other.error(), (409, "already_decided"));
    assert_eq!(same.status, StatusCode::OK);
    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0].body, calls[1].body);
}

#[rstest]
#[case(302)]
#[case(307)]
#[case(308)]
#[tokio::test]
async fn a_redirect_is_never_followed(#[case] status: u16) {
    let elsewhere = MockServer::start().await;
    let redirect =
        ResponseTemplate::new(status).insert_header("location", format!("{}/", elsewhere.uri()));
    let server = server(redirect).await;
    let device = device_for(&server, Config::default()).await;
    ask(&device, &question("t")).await;

    let decided = device.actionize("demo", "t", "allow").await;

    assert_eq!(decided.error(), (502, "callback_failed"));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_callback_that_is_not_answered_is_given_up() {
    let server = server(ResponseTemplate::new(204).set_delay(Duration::from_secs(5))).await;
    let device = device_for(
        &server,
        Config {
            callback_timeout: Duration::from_millis(50),
            ..Config::default()
        },
    )
    .await;
    ask(&device, &question("t")).await;
    let start = Instant::now();

    let decided = device.actionize("demo", "t", "allow").await;

    assert_eq!(decided.error(), (502, "callback_failed"));
    assert!(start.elapsed() < Duration::from_secs(4));
}

/// A port that is taken and refuses connections: nobody else gets it while the test waits.
fn refusing_socket() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/callback", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn a_callback_without_a_connection_is_tried_a_few_times() {
    let (_socket, url) = refusing_socket();
    let device = Device::start(Config {
        callback_url: Some(url.clone()),
        callback_attempts: 3,
        callback_retry_delay: Duration::from_millis(10),
        ..Config::default()
    })
    .await;
    ask(&device, &question("t")).await;
    let start = Instant::now();

    let decided = device.actionize("demo", "t", "allow").await;

    assert_eq!(decided.error(), (502, "callback_failed"));
    let message = decided.body["message"].as_str().unwrap();
    assert!(message.contains("3 times"), "{message}");
    assert!(
        !message.contains(&url),
        "the URL may hold a secret: {message}"
    );
    assert!(start.elapsed() >= Duration::from_millis(10 + 20));
}

#[tokio::test]
async fn a_server_that_comes_up_late_gets_its_callback() {
    let (socket, url) = refusing_socket();
    let device = Device::start(Config {
        callback_url: Some(url),
        callback_attempts: 8,
        callback_retry_delay: Duration::from_millis(10),
        ..Config::default()
    })
    .await;
    ask(&device, &question("t")).await;
    let deciding = device.clone();
    let decision =
        tokio::spawn(async move { deciding.actionize("demo", "t", "allow").await.status });

    tokio::time::sleep(Duration::from_millis(40)).await;
    let listener = socket.listen(16).unwrap();
    let router = Router::new().route("/callback", post(async || StatusCode::NO_CONTENT));
    tokio::spawn(async move { axum::serve(listener, router).await });

    assert_eq!(decision.await.unwrap(), StatusCode::OK);
}
