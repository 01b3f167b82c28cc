//! Poll mode.

use rstest::rstest;

use super::*;

async fn started_device() -> MockServer {
    let device = device().await;
    on(&device, "poll", ok(json!({"request_id": "request-1"}))).await;
    device
}

#[rstest]
#[case::allow(json!({"status": "complete", "result": "allow"}), "AUTHORIZED")]
#[case::deny(json!({"status": "complete", "result": "deny"}), "ACCESS_DENIED")]
#[case::timeout(json!({"status": "timeout"}), "TRANSACTION_FAILED")]
#[case::complete_without_a_result(json!({"status": "complete"}), "TRANSACTION_FAILED")]
#[case::unknown_status(json!({"status": "lost"}), "TRANSACTION_FAILED")]
#[tokio::test]
async fn the_result_is_asked_for_until_it_is_there(#[case] last: Value, #[case] expected: &str) {
    let device = started_device().await;
    let active = Mock::given(path("/api/authenticate/result"))
        .respond_with(ok(json!({"status": "active"})))
        .up_to_n_times(2);
    active.mount(&device).await;
    on(&device, "result", ok(last)).await;
    let (state, authlete) = server(&device.uri(), Mode::Poll);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some(expected));
    let requests = received(&device).await;
    assert_eq!(requests.len(), 4);
    assert_eq!(requests[0].body_json::<Value>().unwrap(), base_request());
    for request in &requests[1..] {
        assert_eq!(
            request.body_json::<Value>().unwrap(),
            json!({"request_id": "request-1"})
        );
        assert_eq!(request.headers["traceparent"], "00-aa-bb-01");
    }
}

#[tokio::test]
async fn a_result_that_never_comes_is_given_up_with_the_time_of_the_user() {
    let device = started_device().await;
    on(&device, "result", ok(json!({"status": "active"}))).await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.mode = Mode::Poll;
    settings.authentication_device.max_user_timeout = 0;
    settings.authentication_device.poll_interval = Duration::from_millis(30);
    let (state, authlete) = crate::testing::state(settings);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
    let description = authlete.last("complete").unwrap()["errorDescription"].clone();
    assert_eq!(description, "The user did not answer in time.");
}

/// Between the question and the answer the device may be restarted, or the network may fail.
#[rstest]
#[case::server_error(ResponseTemplate::new(500))]
#[case::unavailable(ResponseTemplate::new(503))]
#[case::too_many_requests(ResponseTemplate::new(429))]
#[case::no_answer(ok(json!({"status": "active"})).set_delay(Duration::from_secs(30)))]
#[tokio::test]
async fn a_device_that_is_away_for_a_moment_costs_no_decision(#[case] trouble: ResponseTemplate) {
    let device = started_device().await;
    let away = Mock::given(path("/api/authenticate/result")).respond_with(trouble);
    away.up_to_n_times(2).mount(&device).await;
    let decided = json!({"status": "complete", "result": "allow"});
    on(&device, "result", ok(decided)).await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.mode = Mode::Poll;
    settings.authentication_device.poll_interval = Duration::from_millis(10);
    settings.authentication_device.answer_timeout = Duration::from_millis(300);
    let (state, authlete) = crate::testing::state(settings);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("AUTHORIZED"));
}

#[rstest]
#[case::refused(ResponseTemplate::new(400))]
#[case::forgotten(ResponseTemplate::new(404))]
#[case::nonsense(ok(json!({"status": 1})))]
#[tokio::test]
async fn a_result_that_the_device_does_not_have_fails_the_transaction(
    #[case] answer: ResponseTemplate,
) {
    let device = started_device().await;
    on(&device, "result", answer).await;
    let (state, authlete) = server(&device.uri(), Mode::Poll);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
}
