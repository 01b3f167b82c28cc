#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rstest::rstest;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::trace;

const BODY: &str = r#"{"auth_req_id":"id-1"}"#;

fn notification(endpoint: impl Into<String>) -> Notification {
    Notification {
        endpoint: endpoint.into(),
        token: "client-token".into(),
        body: BODY.into(),
    }
}

fn notifier() -> Notifier {
    Notifier::new(Duration::from_secs(10)).unwrap()
}

async fn client(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

async fn received(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

#[tokio::test]
async fn a_notification_is_one_post_with_the_bearer_token_and_the_body_verbatim() {
    let client = client(ResponseTemplate::new(204)).await;
    let traceparent = axum::http::HeaderValue::from_static("00-aa-bb-01");

    let notification = notification(format!("{}/cb?x=1", client.uri()));
    let notifier = notifier();
    let sent = notifier.send(&notification);
    trace::scope(Some(traceparent), sent).await.unwrap();

    let requests = received(&client).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method.as_str(), "POST");
    assert_eq!(requests[0].url.path(), "/cb");
    assert_eq!(requests[0].url.query(), Some("x=1"));
    assert_eq!(requests[0].headers["authorization"], "Bearer client-token");
    assert_eq!(requests[0].headers["content-type"], "application/json");
    assert_eq!(requests[0].body, BODY.as_bytes());
    assert!(!requests[0].headers.contains_key("traceparent"));
}

#[rstest]
#[case::ok(200)]
#[case::accepted(202)]
#[case::no_content(204)]
#[tokio::test]
async fn an_answer_of_success_is_enough(#[case] status: u16) {
    let client = client(ResponseTemplate::new(status).set_body_string("{\"error\":\"x\"}")).await;

    notifier().send(&notification(client.uri())).await.unwrap();

    assert_eq!(received(&client).await.len(), 1);
}

#[rstest]
#[case::bad_request(400, false)]
#[case::unauthorized(401, false)]
#[case::gone(410, false)]
#[case::too_many(429, false)]
#[case::server_error(500, true)]
#[case::unavailable(503, true)]
#[tokio::test]
async fn a_refusal_is_final_and_a_failure_may_mend(
    #[case] status: u16,
    #[case] is_worth_repeating: bool,
) {
    let client = client(ResponseTemplate::new(status).set_body_string("client-secret")).await;

    let error = notifier().send(&notification(client.uri())).await;

    let error = error.unwrap_err();
    assert_eq!(error.is_worth_repeating(), is_worth_repeating, "{error}");
    assert!(error.to_string().contains(&status.to_string()), "{error}");
    assert!(!error.to_string().contains("client-secret"), "{error}");
    assert_eq!(received(&client).await.len(), 1, "one call is one request");
}

#[rstest]
#[tokio::test]
async fn a_redirect_is_not_followed(#[values(301, 302, 303, 307, 308)] status: u16) {
    let elsewhere = client(ResponseTemplate::new(204)).await;
    let location = format!("{}/stolen", elsewhere.uri());
    let redirect = ResponseTemplate::new(status).insert_header("location", location);
    let client = client(redirect).await;

    let error = notifier().send(&notification(client.uri())).await;

    let error = error.unwrap_err();
    assert!(!error.is_worth_repeating(), "{error}");
    assert_eq!(received(&client).await.len(), 1);
    assert!(received(&elsewhere).await.is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let client =
        client(ResponseTemplate::new(200).set_body_bytes(vec![b'x'; 8 * 1024 * 1024])).await;

    notifier().send(&notification(client.uri())).await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_answer_is_given_up() {
    let slow = ResponseTemplate::new(204).set_delay(Duration::from_secs(5));
    let client = client(slow).await;
    let impatient = Notifier::new(Duration::from_millis(50)).unwrap();

    let error = impatient
        .send(&notification(client.uri()))
        .await
        .unwrap_err();

    assert!(matches!(error, NotificationError::Timeout(_)), "{error}");
}

#[rstest]
#[case::http_elsewhere("http://client.example.com/cb")]
#[case::http_private_address("http://10.0.0.1/cb")]
#[case::http_unspecified_address("http://0.0.0.0/cb")]
#[case::http_loopback_lookalike("http://127.0.0.1.example.com/cb")]
#[case::http_localhost_lookalike("http://localhost.example.com/cb")]
#[case::other_scheme("ftp://127.0.0.1/cb")]
#[case::file("file:///etc/passwd")]
#[tokio::test]
async fn an_endpoint_without_tls_is_refused(#[case] endpoint: &str) {
    let error = notifier().send(&notification(endpoint)).await.unwrap_err();

    assert!(
        matches!(error, NotificationError::Insecure { .. }),
        "{error}"
    );
}

#[rstest]
#[case::https("https://client.example.com/cb")]
#[case::loopback("http://127.0.0.1:8060/cb")]
#[case::loopback_name("http://localhost:8060/cb")]
#[case::loopback_v6("http://[::1]:8060/cb")]
fn https_and_loopback_are_acceptable(#[case] endpoint: &str) {
    assert!(acceptable(endpoint).is_ok());
}

#[rstest]
#[case::relative("/cb")]
#[case::empty("")]
#[case::user_name("https://user@client.example.com/cb")]
#[case::password("https://:password@client.example.com/cb")]
fn an_endpoint_that_is_no_plain_url_is_refused(#[case] endpoint: &str) {
    assert!(acceptable(endpoint).is_err());
}

#[tokio::test]
async fn a_token_that_would_add_a_header_is_not_sent() {
    let client = client(ResponseTemplate::new(204)).await;
    let mut notification = notification(client.uri());
    notification.token = "a\r\nX-Injected: b".into();

    let error = notifier().send(&notification).await.unwrap_err();

    assert!(matches!(error, NotificationError::Token), "{error}");
    assert!(received(&client).await.is_empty());
}

#[tokio::test]
async fn an_error_shows_neither_the_token_nor_the_path() {
    let error = notifier()
        .send(&notification("http://127.0.0.1:9/secret-path"))
        .await
        .unwrap_err();

    let text = format!("{error} {error:?}");
    assert!(matches!(error, NotificationError::Unreachable(_)), "{text}");
    assert!(
        !text.contains("client-token") && !text.contains("secret-path"),
        "{text}"
    );
}
