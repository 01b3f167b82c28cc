//! What Authlete's java-oauth-server sends to its authentication device, and what it makes of the answers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use simulator::Config;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::callback::{device_for, server};
use crate::harness::{Answer, Device, eventually, impatient};

const AUTH_REQ_ID: &str = "_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE";

/// The request class of one mode as its library writes it. The class's own name may come along, and the token's
/// member by the name that it has in Java; `state` is never set.
fn request(mode: &str, timeout: u32) -> Value {
    json!({
        "type": format!("{mode}AuthenticationRequest"),
        "workspace": "authlete/fapidev",
        "user": "1001",
        "message": "Client App (My CIBA Client) is requesting the following permissions.\
                    [Requested scopes]: openid,profile[Binding message]: Caf\u{e9} \"7\" <b>\u{20ac}</b>",
        "timeout": timeout,
        "actionize_token": AUTH_REQ_ID,
        "actionizeToken": AUTH_REQ_ID,
    })
}

/// A call with the headers of its HTTP client.
async fn post(device: &Device, path: &str, body: &Value) -> Answer {
    let headers = [
        (
            "accept",
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        ),
        ("content-type", "application/json"),
        ("user-agent", "Jersey/3.1 (HttpUrlConnection 21.0.1)"),
    ];
    device
        .send(Method::POST, path, &headers, body.to_string())
        .await
}

async fn ask(device: &Device, mode: &str) -> Answer {
    let path = format!("/api/authenticate/{mode}");
    post(device, &path, &request(mode, 60)).await
}

/// A decision as the OpenID Foundation's suite makes it: the workspace with its slash, nothing in the body.
async fn decide(device: &Device, action: &str) -> Answer {
    let path = format!(
        "/api/authenticate/actionize?workspace=authlete/fapidev&action={action}&token={AUTH_REQ_ID}"
    );
    let headers = [("accept", "application/json"), ("content-length", "0")];
    device
        .send(Method::POST, &path, &headers, String::new())
        .await
}

/// Its enumerations know these words and no others, in lower case; anything else is nothing to it.
fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|word| words.contains(&word))
}

#[rstest]
#[case("allow")]
#[case("deny")]
#[tokio::test]
async fn its_sync_mode_gets_the_decision_in_one_word(#[case] action: &str) {
    let device = Device::start(Config::default()).await;
    let asking = device.clone();
    let answer = tokio::spawn(async move { ask(&asking, "sync").await });
    device.wait_for_pending("authlete/fapidev").await;

    let decided = decide(&device, action).await;

    let answer = answer.await.unwrap();
    assert_eq!(decided.status, StatusCode::OK);
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.body, json!({"result": action}));
}

/// It waits ten seconds longer than the time-out that it names, and counts an error of HTTP as no device at all.
#[tokio::test]
async fn its_sync_mode_gets_the_time_out_as_a_word_and_in_time() {
    let device = Device::start(impatient()).await;

    let answer = tokio::time::timeout(Duration::from_secs(10), ask(&device, "sync")).await;

    let answer = answer.expect("an answer within its read time-out");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, json!({"result": "timeout"}));
}

/// Up to ten times, five seconds apart; a request for 60 seconds is still active then, and it gives up.
#[tokio::test]
async fn its_poll_mode_reads_status_and_result_until_it_gives_up() {
    let device = Device::start(Config::default()).await;
    let asked = ask(&device, "poll").await;
    let result = async || {
        let body = json!({"request_id": asked.body["request_id"]});
        let answer = post(&device, "/api/authenticate/result", &body).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.body
    };

    let mut seen = Vec::new();
    for _ in 0..10 {
        seen.push(result().await);
    }
    decide(&device, "allow").await;
    let complete = result().await;

    assert!(
        asked.body["request_id"]
            .as_str()
            .is_some_and(|id| !id.is_empty())
    );
    assert!(
        seen.iter().all(|body| *body == json!({"status": "active"})),
        "{seen:?}"
    );
    assert!(is_one_of(
        &complete["status"],
        &["active", "complete", "timeout"]
    ));
    assert!(is_one_of(
        &complete["result"],
        &["allow", "deny", "timeout"]
    ));
    assert_eq!(complete, json!({"status": "complete", "result": "allow"}));
}

#[tokio::test]
async fn its_poll_mode_learns_of_a_time_out() {
    let device = Device::start(impatient()).await;
    let asked = ask(&device, "poll").await;
    let body = json!({"request_id": asked.body["request_id"]});

    let mut answer = post(&device, "/api/authenticate/result", &body).await;
    while answer.body["status"] == "active" {
        tokio::time::sleep(Duration::from_millis(5)).await;
        answer = post(&device, "/api/authenticate/result", &body).await;
    }

    assert_eq!(answer.body, json!({"status": "timeout"}));
}

/// Its time-out is four fifths of the lifetime, at least 5 and at most 60 seconds: what it sends is never refused.
#[rstest]
#[case::of_7_seconds(5)]
#[case::of_10_seconds(8)]
#[case::of_10_minutes(60)]
#[tokio::test]
async fn each_time_out_that_it_computes_is_taken(
    #[case] timeout: u32,
    #[values("poll", "async")] mode: &str,
) {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, Config::default()).await;

    let answer = post(
        &device,
        &format!("/api/authenticate/{mode}"),
        &request(mode, timeout),
    )
    .await;

    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(device.pending("authlete/fapidev")[0].timeout, timeout);
}

/// Its callback endpoint takes JSON with a request ID that it knows and a result, and does not look at more.
#[rstest]
#[case("allow")]
#[case("deny")]
#[tokio::test]
async fn its_callback_endpoint_gets_what_it_reads(#[case] action: &str) {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, Config::default()).await;
    let asked = ask(&device, "async").await;

    let decided = decide(&device, action).await;

    let calls = server.received_requests().await.unwrap();
    assert_eq!(decided.status, StatusCode::OK);
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].headers["content-type"], "application/json");
    let report: Value = calls[0].body_json().unwrap();
    assert_eq!(
        report,
        json!({"request_id": asked.body["request_id"], "result": action})
    );
}

#[tokio::test]
async fn its_callback_endpoint_hears_of_a_time_out() {
    let server = server(ResponseTemplate::new(204)).await;
    let device = device_for(&server, impatient()).await;
    ask(&device, "async").await;

    let calls = received(&server, 1).await;

    assert_eq!(calls[0]["result"], "timeout");
}

async fn received(server: &MockServer, at_least: usize) -> Vec<Value> {
    for _ in 0..2000 {
        let calls = server.received_requests().await.unwrap();
        if calls.len() >= at_least {
            return calls.iter().map(|call| call.body_json().unwrap()).collect();
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("fewer than {at_least} callbacks came");
}

/// It remembers a request after the device has answered it: a quicker decision is a request ID that it does not know.
/// While Authlete is down it answers 500 and keeps what it knows, and once it has completed it forgets it.
#[rstest]
#[case::it_did_not_know_the_request_yet(400, "The request ID is invalid.")]
#[case::authlete_was_down(500, "unexpected error: null")]
#[tokio::test]
async fn a_decision_that_it_could_not_take_comes_again(#[case] status: u16, #[case] body: &str) {
    let server = MockServer::start().await;
    let refused = ResponseTemplate::new(status).set_body_string(body);
    Mock::given(method("POST"))
        .and(path("/callback"))
        .respond_with(refused)
        .up_to_n_times(2)
        .mount(&server)
        .await;
    Mock::given(path("/callback"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    let hasty = Config {
        callback_first_pause: Duration::from_millis(5),
        ..Config::default()
    };
    let device = device_for(&server, hasty).await;
    ask(&device, "async").await;

    let decided = decide(&device, "deny").await;
    let reports = received(&server, 3).await;

    assert_eq!(decided.status, StatusCode::ACCEPTED);
    assert!(reports.iter().all(|report| *report == reports[0]));
    assert_eq!(reports[0]["result"], "deny");
}

/// Whoever sent the request learns what is wrong with it; it counts every such answer as a device that failed.
#[tokio::test]
async fn a_setting_that_it_lacks_is_named() {
    let device = Device::start(Config::default()).await;
    let mut body = request("poll", 60);
    body.as_object_mut().unwrap().remove("workspace");

    let answer = post(&device, "/api/authenticate/poll", &body).await;

    assert_eq!(answer.error(), (400, "invalid_request"));
    let message = answer.body["message"].as_str().unwrap();
    assert!(message.contains("workspace"), "{message}");
}

/// The JDK's client, byte by byte: it may hand its body over in chunks, and escapes what need not be escaped.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn its_bytes_are_understood() {
    let device = Device::start(Config::default()).await;
    let body = format!(
        "{{\"workspace\":\"authlete\\/fapidev\",\"user\":\"1001\",\"message\":\"\\u00fc\",\"timeout\":60,\
         \"actionize_token\":\"{AUTH_REQ_ID}\"}}"
    );
    let mut stream = TcpStream::connect(device.address()).unwrap();
    let head = "POST /api/authenticate/poll HTTP/1.1\r\nContent-Type: application/json\r\n\
                User-Agent: Jersey/3.1 (HttpUrlConnection 21.0.1)\r\nHost: 127.0.0.1:8070\r\n\
                Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2\r\n\
                Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

    write!(stream, "{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();

    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let pending = eventually("the request is there", || {
        device.pending("authlete/fapidev").into_iter().next()
    })
    .await;
    assert_eq!(pending.message, "\u{fc}");
    assert_eq!(pending.actionize_token, AUTH_REQ_ID);
}
