//! The callback while Authlete or the client is away, and at another copy of the server than the one that asked.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::callback::{asked, asked_by, call_back};
use crate::notification::Notifier;
use crate::state::AppState;
use crate::testing::{self, StubAuthlete, identification, settle};

pub(super) fn callback(result: &str, state: &str) -> Value {
    json!({"request_id": "request-1", "result": result, "state": state})
}

pub(super) fn ping_identification() -> Value {
    let mut identification = identification();
    identification["deliveryMode"] = json!("PING");
    identification["clientId"] = json!(4711);
    identification["clientNotificationToken"] = json!("token-1");
    identification
}

/// What Authlete answers to `complete` for a client in ping or push mode.
pub(super) fn notification(client: &MockServer) -> Value {
    json!({
        "action": "NOTIFICATION", "clientNotificationEndpoint": format!("{}/cb", client.uri()),
        "clientNotificationToken": "token-1", "responseContent": r#"{"auth_req_id":"id-1"}"#,
    })
}

/// What Authlete answers to `complete` when the ticket is used up.
pub(super) fn used_up() -> Value {
    json!({"action": "SERVER_ERROR", "resultCode": "A186202"})
}

/// A client that answers its first notifications in this way, and the others as it should.
pub(super) async fn client(first: ResponseTemplate, times: u64) -> MockServer {
    let client = MockServer::start().await;
    let first = Mock::given(any()).respond_with(first);
    first.up_to_n_times(times).mount(&client).await;
    let then = Mock::given(any()).respond_with(ResponseTemplate::new(204));
    then.mount(&client).await;
    client
}

/// A copy of a server, started later: it has the settings and Authlete in common with it, and nothing else.
pub(super) fn copy(state: &AppState, authlete: &Arc<StubAuthlete>) -> AppState {
    let mut copy = AppState::new((*state.settings).clone()).unwrap();
    copy.authlete = authlete.clone();
    copy.clock = state.clock.clone();
    copy
}

pub(super) async fn received(client: &MockServer) -> Vec<wiremock::Request> {
    client.received_requests().await.unwrap()
}

#[rstest]
#[case::timeout(Value::Null)]
#[case::too_many_requests(json!(429))]
#[case::server_error(json!(500))]
#[case::unavailable(json!(503))]
#[tokio::test]
async fn a_result_that_authlete_does_not_take_yet_is_recorded_later(#[case] failure: Value) {
    let (state, authlete, sealed) = asked().await;
    authlete.answer("complete", failure);

    let early = call_back(&state, &callback("allow", &sealed)).await;
    let meanwhile = call_back(&state, &callback("allow", &sealed)).await;
    authlete.answer("complete", json!({"action": "NO_ACTION"}));
    settle(&state).await;
    let calls = authlete.count("complete");
    let later = call_back(&state, &callback("allow", &sealed)).await;

    for answer in [early, meanwhile] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["error"], "server_error");
        assert!(answer.header("retry-after").is_some());
    }
    assert!(calls >= 2, "it was repeated without the device");
    assert_eq!(later.status, StatusCode::NO_CONTENT);
    assert_eq!(authlete.count("complete"), calls, "it was recorded already");
    assert_eq!(authlete.last("complete").unwrap()["result"], "AUTHORIZED");
}

#[rstest]
#[case::server_error(json!({"action": "SERVER_ERROR"}))]
#[case::unknown_action(json!({"action": "FROBNICATE"}))]
#[case::unauthorized(json!(401))]
#[tokio::test]
async fn a_result_that_authlete_refuses_may_be_repeated_by_the_device(#[case] failure: Value) {
    let (state, authlete, sealed) = asked().await;
    authlete.answer("complete", failure);

    let failed = call_back(&state, &callback("allow", &sealed)).await;
    settle(&state).await;
    let calls = authlete.count("complete");
    authlete.answer("complete", json!({"action": "NO_ACTION"}));
    let repeated = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(failed.json()["error"], "server_error");
    assert_eq!(calls, 1, "an answer is not asked for again");
    assert_eq!(repeated.status, StatusCode::NO_CONTENT);
}

#[rstest]
#[case::the_same("allow")]
#[case::another("deny")]
#[tokio::test]
async fn a_replayed_state_is_refused_and_changes_nothing(#[case] result: &str) {
    let (state, authlete, sealed) = asked().await;

    let first = call_back(&state, &callback("allow", &sealed)).await;
    let second = call_back(&state, &callback(result, &sealed)).await;

    assert_eq!(first.status, StatusCode::NO_CONTENT);
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert_eq!(second.json()["error"], "invalid_request");
    assert_eq!(authlete.count("complete"), 1);
}

#[tokio::test]
async fn a_replay_sends_no_second_ping() {
    let client = client(ResponseTemplate::new(204), 1).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", notification(&client));

    call_back(&state, &callback("allow", &sealed)).await;
    authlete.answer("complete", used_up());
    call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(received(&client).await.len(), 1);
}

#[tokio::test]
async fn another_copy_of_the_server_takes_the_result() {
    let (state, authlete, sealed) = asked().await;

    let answer = call_back(&copy(&state, &authlete), &callback("deny", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let completed = authlete.last("complete").unwrap();
    assert_eq!(completed["ticket"], "ticket-1");
    assert_eq!(completed["result"], "ACCESS_DENIED");
}

#[tokio::test]
async fn a_state_that_has_expired_is_refused() {
    let mut identification = identification();
    identification["clientName"] = json!("Shop");
    let (mut state, authlete, sealed) = asked_by(identification).await;
    state.clock = Arc::new(testing::ClockAt(testing::NOW + 600));

    let answer = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(authlete.count("complete"), 0);
}

#[tokio::test]
async fn a_user_whose_time_ran_out_with_the_request_changes_nothing() {
    let (mut state, authlete, sealed) = asked().await;
    state.clock = Arc::new(testing::ClockAt(testing::NOW + 600));

    let answer = call_back(&state, &callback("timeout", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(authlete.count("complete"), 0);
}

/// The first copy was killed between Authlete's answer and the ping: its device repeats the result elsewhere.
#[tokio::test]
async fn a_ping_that_a_crash_has_prevented_is_sent_by_another_copy() {
    let client = client(ResponseTemplate::new(204), 1).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", used_up());
    let endpoint = format!("{}/registered", client.uri());
    authlete.answer("client", json!({"bcNotificationEndpoint": endpoint}));

    let answer = call_back(&copy(&state, &authlete), &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(authlete.last("client"), Some(json!(4711)));
    let pings = received(&client).await;
    assert_eq!(pings.len(), 1);
    assert_eq!(pings[0].url.path(), "/registered");
    assert_eq!(pings[0].headers["authorization"], "Bearer token-1");
    assert_eq!(pings[0].body, br#"{"auth_req_id":"id-1"}"#);
}

#[rstest]
#[case::poll("POLL")]
#[case::push("PUSH")]
#[tokio::test]
async fn without_a_ping_to_send_again_a_used_up_ticket_is_settled(#[case] mode: &str) {
    let mut identification = ping_identification();
    identification["deliveryMode"] = json!(mode);
    let (state, authlete, sealed) = asked_by(identification).await;
    authlete.answer("complete", used_up());

    let answer = call_back(&copy(&state, &authlete), &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(authlete.count("client"), 0);
}

#[rstest]
#[tokio::test]
async fn a_notification_that_fails_is_repeated_until_the_client_has_it(
    #[values(500, 502, 503)] status: u16,
) {
    let client = client(ResponseTemplate::new(status), 3).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", notification(&client));

    let early = call_back(&state, &callback("allow", &sealed)).await;
    settle(&state).await;
    let later = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(early.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(later.status, StatusCode::NO_CONTENT);
    let received = received(&client).await;
    assert_eq!(received.len(), 4);
    assert!(received.iter().all(|ping| ping.url.path() == "/cb"));
    assert!(received.iter().all(|ping| ping.body == received[0].body));
    assert_eq!(authlete.count("complete"), 1);
}

#[rstest]
#[tokio::test]
async fn a_notification_that_is_refused_is_given_up(
    #[values(301, 302, 307, 308, 400, 401, 403, 404, 410)] status: u16,
) {
    let elsewhere = client(ResponseTemplate::new(204), 1).await;
    let refusal = ResponseTemplate::new(status).insert_header("location", elsewhere.uri());
    let client = client(refusal, 10).await;
    let (state, authlete, sealed) = asked_by(ping_identification()).await;
    authlete.answer("complete", notification(&client));

    let answer = call_back(&state, &callback("allow", &sealed)).await;
    settle(&state).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(received(&client).await.len(), 1);
    assert!(received(&elsewhere).await.is_empty());
}

/// It may have been delivered all the same; a second ping says nothing new.
#[tokio::test]
async fn a_client_that_hangs_is_pinged_again() {
    let hanging = ResponseTemplate::new(204).set_delay(Duration::from_secs(30));
    let client = client(hanging, 2).await;
    let (mut state, authlete, sealed) = asked_by(ping_identification()).await;
    state.notifier = Arc::new(Notifier::new(Duration::from_millis(50)).unwrap());
    authlete.answer("complete", notification(&client));

    let early = call_back(&state, &callback("allow", &sealed)).await;
    settle(&state).await;
    let later = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(early.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(later.status, StatusCode::NO_CONTENT);
    assert_eq!(received(&client).await.len(), 3);
    assert_eq!(authlete.count("complete"), 1);
}

#[tokio::test]
async fn more_than_the_limit_are_told_to_come_back() {
    let (state, authlete, sealed) = asked().await;
    let all = u32::try_from(state.settings.authentication_device.max_pending).unwrap();
    let taken = state.capacity.clone().try_acquire_many_owned(all).unwrap();

    let request = testing::form("/backchannel/authentication", "scope=openid");
    let answer = testing::send(crate::routes::router(state.clone()), request).await;
    let early = call_back(&state, &callback("allow", &sealed)).await;
    drop(taken);
    let later = call_back(&state, &callback("allow", &sealed)).await;

    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(early.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(later.status, StatusCode::NO_CONTENT);
    assert_eq!(
        authlete.count("issue"),
        1,
        "nobody must be promised an answer"
    );
}
