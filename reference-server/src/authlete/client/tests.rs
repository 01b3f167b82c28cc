#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod documents;
mod repetitions;

use std::error::Error;

use axum::http::HeaderValue;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;
use crate::authlete::{ClientCredentials, CompleteResult, FailReason, TokenAction};

const TIMEOUT: Duration = Duration::from_secs(10);

fn v2() -> Credentials {
    Credentials::V2 {
        api_key: "4711".to_owned(),
        api_secret: "s3cret".into(),
    }
}

fn v3() -> Credentials {
    Credentials::V3 {
        service_id: "4711".to_owned(),
        access_token: "t0ken".into(),
    }
}

fn client(base_url: String, credentials: Credentials, timeout: Duration) -> AuthleteClient {
    let settings = AuthleteSettings {
        base_url,
        credentials,
    };
    AuthleteClient::new(&settings, timeout, 100, Repetition::default()).unwrap()
}

async fn answering(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

/// An Authlete that gives one answer to everything, and a client for it.
async fn authlete(response: ResponseTemplate) -> (MockServer, AuthleteClient) {
    let server = answering(response).await;
    let client = client(server.uri(), v3(), TIMEOUT);
    (server, client)
}

fn ok(body: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

async fn received(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

async fn token(client: &AuthleteClient) -> Result<TokenResponse, AuthleteError> {
    client.token(ClientRequest::new("a=b", None)).await
}

fn whole_text(error: &AuthleteError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[rstest]
#[case::v2(v2(), "/api/auth/token", "Basic NDcxMTpzM2NyZXQ=")]
#[case::v3(v3(), "/api/4711/auth/token", "Bearer t0ken")]
#[tokio::test]
async fn credentials_choose_the_path_and_the_scheme(
    #[case] credentials: Credentials,
    #[case] path: &str,
    #[case] authorization: &str,
    #[values("", "/")] end_of_base_url: &str,
) {
    let server = answering(ResponseTemplate::new(200).set_body_json(json!({"action": "OK"}))).await;
    let base_url = format!("{}{end_of_base_url}", server.uri());

    let response = token(&client(base_url, credentials, TIMEOUT))
        .await
        .unwrap();

    assert_eq!(response.action, TokenAction::Ok);
    let requests = received(&server).await;
    assert_eq!(requests[0].method.as_str(), "POST");
    assert_eq!(requests[0].url.path(), path);
    assert_eq!(requests[0].headers["authorization"], authorization);
    assert_eq!(requests[0].headers["content-type"], "application/json");
}

/// What the calls were: their paths, and what they sent.
async fn sent(server: &MockServer) -> Vec<(String, Value)> {
    let requests = received(server).await;
    let describe =
        |request: &Request| (request.url.path().to_owned(), request.body_json().unwrap());
    requests.iter().map(describe).collect()
}

#[tokio::test]
async fn each_api_is_sent_its_members() {
    let (server, client) = authlete(ok(json!({"action": "X"}))).await;
    let credentials = ClientCredentials {
        client_id: "app".to_owned(),
        client_secret: "secret".into(),
    };
    let request = ClientRequest::new("a=b&a=c", Some(credentials));
    let (ticket, reason) = ("t".into(), FailReason::ExpiredLoginHintToken);

    client.backchannel_authentication(request).await.unwrap();
    client
        .issue(IssueRequest { ticket: "t".into() })
        .await
        .unwrap();
    client.fail(FailRequest { ticket, reason }).await.unwrap();

    let base = "/api/4711/backchannel/authentication".to_owned();
    let request = json!({"parameters": "a=b&a=c", "clientId": "app", "clientSecret": "secret"});
    let fail = json!({"ticket": "t", "reason": "EXPIRED_LOGIN_HINT_TOKEN"});
    let expected = [
        (base.clone(), request),
        (format!("{base}/issue"), json!({"ticket": "t"})),
        (format!("{base}/fail"), fail),
    ];
    assert_eq!(sent(&server).await, expected);
}

#[tokio::test]
async fn members_that_are_not_set_are_not_sent() {
    let (server, client) = authlete(ok(json!({"action": "NO_ACTION"}))).await;
    let request = CompleteRequest {
        ticket: "t".into(),
        result: CompleteResult::Authorized,
        subject: "1001".to_owned(),
        auth_time: Some(5),
        acr: None,
        claims: Some("{}".to_owned()),
        error_description: None,
    };

    client.complete(request).await.unwrap();

    let path = "/api/4711/backchannel/authentication/complete".to_owned();
    let expected = json!({
        "ticket": "t", "result": "AUTHORIZED", "subject": "1001", "authTime": 5, "claims": "{}",
    });
    assert_eq!(sent(&server).await, [(path, expected)]);
}

#[rstest]
#[case::bad_request(400)]
#[case::unauthorized(401)]
#[case::forbidden(403)]
#[case::redirect(302)]
#[case::no_content(204)]
#[case::created(201)]
#[case::server_error(500)]
#[tokio::test]
async fn a_status_other_than_200_is_an_error(#[case] status: u16) {
    let body = json!({"action": "OK", "resultMessage": "s3cret"});
    let template = ResponseTemplate::new(status).insert_header("location", "/elsewhere");
    let (server, client) = authlete(template.set_body_json(body)).await;

    let error = token(&client).await.unwrap_err();

    assert!(
        matches!(error, AuthleteError::Status { status: got, .. } if got == status),
        "{error:?}"
    );
    assert_eq!(
        received(&server).await.len(),
        1,
        "neither repeated nor redirected"
    );
    assert!(!whole_text(&error).contains("s3cret"));
}

#[rstest]
#[case::html("<html>Bad Gateway s3cret</html>")]
#[case::truncated(r#"{"action":"OK","responseContent":"s3cret"#)]
#[case::empty("")]
#[case::no_action(r#"{"responseContent":"s3cret"}"#)]
#[case::null_action(r#"{"action":null}"#)]
#[case::number_for_an_action(r#"{"action":1}"#)]
#[case::wrong_type(r#"{"action":"OK","responseContent":{"s3cret":1}}"#)]
#[case::no_object(r#"["s3cret"]"#)]
#[tokio::test]
async fn an_answer_that_makes_no_sense_is_an_error_that_does_not_quote_it(#[case] body: &str) {
    let (_server, client) = authlete(ResponseTemplate::new(200).set_body_string(body)).await;

    let error = token(&client).await.unwrap_err();

    assert!(
        matches!(error, AuthleteError::Malformed { .. }),
        "{error:?}"
    );
    assert!(
        !whole_text(&error).contains("s3cret"),
        "{}",
        whole_text(&error)
    );
    assert!(!error.is_temporary());
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_an_error() {
    let body = format!(r#"{{"action":"OK","x":"{}"}}"#, "x".repeat(ANSWER_LIMIT));
    let (_server, client) = authlete(ResponseTemplate::new(200).set_body_string(body)).await;

    let error = token(&client).await.unwrap_err();

    assert!(matches!(error, AuthleteError::TooLong { .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_is_a_temporary_error() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    let server = answering(slow).await;
    let client = client(server.uri(), v3(), Duration::from_millis(50));

    let error = token(&client).await.unwrap_err();

    assert!(matches!(error, AuthleteError::Timeout { .. }), "{error:?}");
    assert!(error.is_temporary());
}

#[tokio::test]
async fn an_authlete_that_does_not_listen_is_a_temporary_error() {
    let client = client("http://127.0.0.1:9".to_owned(), v3(), TIMEOUT);

    let error = token(&client).await.unwrap_err();

    assert!(
        matches!(error, AuthleteError::Unreachable { .. }),
        "{error:?}"
    );
    assert!(error.is_temporary());
    assert!(!whole_text(&error).contains("t0ken"));
}

#[tokio::test]
async fn an_https_authlete_is_not_spoken_to_in_plain_http() {
    let server = answering(ResponseTemplate::new(200)).await;
    let base_url = server.uri().replace("http:", "https:");

    // Where the system has no root certificates, the client cannot even be made.
    let settings = AuthleteSettings {
        base_url,
        credentials: v3(),
    };
    if let Ok(client) = AuthleteClient::new(&settings, TIMEOUT, 100, Repetition::default()) {
        assert!(token(&client).await.is_err());
    }

    assert!(received(&server).await.is_empty());
}

#[tokio::test]
async fn the_traceparent_of_the_request_goes_along() {
    let (server, client) =
        authlete(ResponseTemplate::new(200).set_body_json(json!({"action": "OK"}))).await;
    let traceparent =
        HeaderValue::from_static("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    trace::scope(Some(traceparent.clone()), token(&client))
        .await
        .unwrap();
    token(&client).await.unwrap();

    let requests = received(&server).await;
    assert_eq!(requests[0].headers["traceparent"], traceparent);
    assert!(!requests[1].headers.contains_key("traceparent"));
}
