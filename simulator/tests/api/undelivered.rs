//! Callbacks that do not arrive.

use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use reqwest::StatusCode;
use rstest::rstest;
use simulator::Config;
use tokio::net::TcpSocket;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::callback::{ask, device_for, server};
use crate::harness::{Device, question};

/// Pauses that a test can wait for.
fn hasty() -> Config {
    Config {
        callback_first_pause: Duration::from_millis(5),
        ..Config::default()
    }
}

async fn calls(server: &MockServer, at_least: usize) -> Vec<Request> {
    for _ in 0..2000 {
        let calls = server.received_requests().await.unwrap();
        if calls.len() >= at_least {
            return calls;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the callback was not repeated");
}

#[rstest]
#[case::not_yet(503)]
#[case::server_error(500)]
#[case::refused(400)]
#[case::unknown_path(404)]
#[case::redirected(307)]
#[tokio::test]
async fn a_callback_is_repeated_unaltered_until_it_is_confirmed(#[case] status: u16) {
    let server = MockServer::start().await;
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(status))
        .up_to_n_times(3)
        .mount(&server)
        .await;
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    let device = device_for(&server, hasty()).await;
    ask(&device, &question("t")).await;

    let decided = device.actionize("demo", "t", "allow").await;
    let other = device.actionize("demo", "t", "deny").await;
    let calls_then = calls(&server, 4).await;
    tokio::time::sleep(Duration::from_millis(50)).await;

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    assert_eq!(decided.body["result"], "allow");
    let message = decided.body["message"].as_str().unwrap();
    assert!(message.contains(&status.to_string()), "{message}");
    assert_eq!(other.error(), (409, "already_decided"));
    assert!(
        calls_then
            .iter()
            .all(|call| call.body == calls_then[0].body)
    );
    let calls = server.received_requests().await.unwrap();
    assert_eq!(calls.len(), 4, "a confirmed callback is not repeated");
}

#[tokio::test]
async fn a_server_that_has_settled_the_matter_is_not_asked_again() {
    let server = server(ResponseTemplate::new(409)).await;
    let device = device_for(&server, hasty()).await;
    ask(&device, &question("t")).await;

    let decided = device.actionize("demo", "t", "allow").await;
    tokio::time::sleep(Duration::from_millis(50)).await;

    assert_eq!(decided.status, StatusCode::OK);
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_pause_that_the_server_asks_for_is_kept() {
    let later = ResponseTemplate::new(503).insert_header("retry-after", "30");
    let server = server(later).await;
    let device = device_for(&server, hasty()).await;
    ask(&device, &question("t")).await;

    device.actionize("demo", "t", "allow").await;
    tokio::time::sleep(Duration::from_millis(100)).await;

    let calls = server.received_requests().await.unwrap().len();
    assert!(calls <= 2, "{calls} calls within 100 ms");
}

#[tokio::test]
async fn a_callback_that_was_given_up_is_delivered_by_the_same_action() {
    let server = MockServer::start().await;
    let refusal = Mock::given(path("/callback")).respond_with(ResponseTemplate::new(500));
    let refusal = refusal.mount_as_scoped(&server).await;
    let impatient = Config {
        callback_patience: Duration::from_millis(30),
        ..hasty()
    };
    let device = device_for(&server, impatient).await;
    ask(&device, &question("t")).await;
    device.actionize("demo", "t", "allow").await;

    // While it is repeated, the same action is one too many.
    let mut again = device.actionize("demo", "t", "allow").await;
    for _ in 0..2000 {
        if again.status != StatusCode::CONFLICT {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
        again = device.actionize("demo", "t", "allow").await;
    }
    drop(refusal);
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;

    assert_eq!(again.status, StatusCode::ACCEPTED, "{again:?}");
    calls(&server, 1).await;
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
    let device = device_for(&server, hasty()).await;
    ask(&device, &question("t")).await;

    let decided = device.actionize("demo", "t", "allow").await;
    calls(&server, 2).await;

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_callback_that_is_not_answered_in_time_is_repeated() {
    let server = server(ResponseTemplate::new(204).set_delay(Duration::from_secs(5))).await;
    let device = device_for(
        &server,
        Config {
            callback_timeout: Duration::from_millis(50),
            ..hasty()
        },
    )
    .await;
    ask(&device, &question("t")).await;
    let start = Instant::now();

    let decided = device.actionize("demo", "t", "allow").await;
    let decided_after = start.elapsed();
    calls(&server, 2).await;

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    assert!(decided_after < Duration::from_secs(4));
}

/// A port that is taken and refuses connections: nobody else gets it while the test waits.
fn refusing_socket() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/callback", socket.local_addr().unwrap());
    (socket, url)
}

#[tokio::test]
async fn the_callback_url_is_not_told_to_who_decides() {
    let (_socket, url) = refusing_socket();
    let device = Device::start(Config {
        callback_url: Some(url.clone()),
        ..hasty()
    })
    .await;
    ask(&device, &question("t")).await;

    let decided = device.actionize("demo", "t", "allow").await;

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    let message = decided.body["message"].as_str().unwrap();
    assert!(
        !message.contains(&url),
        "the URL may hold a secret: {message}"
    );
}

#[tokio::test]
async fn a_server_that_comes_up_late_gets_its_callback() {
    let (socket, url) = refusing_socket();
    let device = Device::start(Config {
        callback_url: Some(url),
        ..hasty()
    })
    .await;
    ask(&device, &question("t")).await;
    let decided = device.actionize("demo", "t", "allow").await;

    let (called, mut calls) = tokio::sync::mpsc::channel(1);
    let handler = async move || {
        called.send(()).await.unwrap();
        StatusCode::NO_CONTENT
    };
    let router = Router::new().route("/callback", post(handler));
    let listener = socket.listen(16).unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    let call = tokio::time::timeout(Duration::from_secs(5), calls.recv()).await;
    assert!(call.is_ok(), "the callback never came");
}
