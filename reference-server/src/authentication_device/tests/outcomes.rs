//! What Authlete is told about an outcome, and what it has us do.

use rstest::rstest;
use wiremock::matchers::any;

use super::*;
use crate::testing::NOW;
use crate::transaction::Outcome;

async fn complete_with(outcome: Outcome) -> Value {
    let (state, authlete) = server("http://127.0.0.1:9", Mode::Sync);
    completion::complete(&state, &transaction(), outcome, &Hurdle::default())
        .await
        .unwrap();
    authlete.last("complete").unwrap()
}

#[tokio::test]
async fn an_approval_carries_the_time_the_acr_and_the_claims() {
    let request = complete_with(Outcome::Allowed).await;

    let expected = json!({
        "ticket": "ticket-1", "result": "AUTHORIZED", "subject": "1001", "authTime": NOW,
        "acr": "urn:example:acr:device", "claims": r#"{"name":"John Flibble Smith"}"#,
    });
    assert_eq!(request, expected);
}

#[rstest]
#[case::denied(Outcome::Denied, "ACCESS_DENIED")]
#[case::timed_out(Outcome::TimedOut, "TRANSACTION_FAILED")]
#[case::not_asked(Outcome::NotAsked, "TRANSACTION_FAILED")]
#[tokio::test]
async fn a_failure_carries_a_description_and_nothing_about_the_user(
    #[case] outcome: Outcome,
    #[case] result: &str,
) {
    let request = complete_with(outcome).await;

    let members: Vec<&str> = request
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(members, ["ticket", "result", "subject", "errorDescription"]);
    assert_eq!(request["result"], result);
    let description = request["errorDescription"].as_str().unwrap();
    let is_allowed = |char: char| matches!(char, ' ' | '!' | '#'..='[' | ']'..='~');
    assert!(description.chars().all(is_allowed), "{description}");
}

#[tokio::test]
async fn a_user_locked_while_being_asked_is_denied() {
    let (state, authlete) = server("http://127.0.0.1:9", Mode::Sync);
    state.settings.users.lock("1001");

    completion::complete(&state, &transaction(), Outcome::Allowed, &Hurdle::default())
        .await
        .unwrap();

    let request = authlete.last("complete").unwrap();
    assert_eq!(request["result"], "ACCESS_DENIED");
    assert_eq!(request.get("claims"), None);
    assert_eq!(request.get("authTime"), None);
}

#[rstest]
#[case::allowed(Outcome::Allowed)]
#[case::denied(Outcome::Denied)]
#[tokio::test]
async fn a_notification_is_sent_when_authlete_says_so(#[case] outcome: Outcome) {
    let client = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(204))
        .mount(&client)
        .await;
    let (state, authlete) = server("http://127.0.0.1:9", Mode::Sync);
    let body = r#"{"auth_req_id":"id-1"}"#;
    authlete.answer(
        "complete",
        json!({
            "action": "NOTIFICATION", "clientNotificationEndpoint": client.uri(),
            "clientNotificationToken": "token-1", "responseContent": body,
        }),
    );

    completion::complete(&state, &transaction(), outcome, &Hurdle::default())
        .await
        .unwrap();
    crate::testing::settle(&state).await;

    let requests = received(&client).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].headers["authorization"], "Bearer token-1");
    assert_eq!(requests[0].body, body.as_bytes());
}

#[rstest]
#[case::no_action(json!({"action": "NO_ACTION"}), true)]
#[case::server_error(json!({"action": "SERVER_ERROR"}), false)]
#[case::unknown(json!({"action": "FROBNICATE"}), false)]
#[case::incomplete_notification(json!({"action": "NOTIFICATION"}), true)]
#[case::server_error_of_authletes(json!({"action": "SERVER_ERROR", "resultCode": "A186101"}), false)]
#[case::unknown_ticket(json!({"action": "SERVER_ERROR", "resultCode": "A186202"}), true)]
#[tokio::test]
async fn without_a_notification_the_client_is_not_called(
    #[case] answer: Value,
    #[case] is_recorded: bool,
) {
    let client = MockServer::start().await;
    let (state, authlete) = server("http://127.0.0.1:9", Mode::Sync);
    let mut answer = answer;
    if answer["action"] != "NOTIFICATION" {
        answer["clientNotificationEndpoint"] = json!(client.uri());
        answer["clientNotificationToken"] = json!("token-1");
        answer["responseContent"] = json!("{}");
    }
    authlete.answer("complete", answer);

    let completed =
        completion::complete(&state, &transaction(), Outcome::Allowed, &Hurdle::default()).await;
    crate::testing::settle(&state).await;

    assert_eq!(completed.is_ok(), is_recorded);
    assert!(received(&client).await.is_empty());
}
