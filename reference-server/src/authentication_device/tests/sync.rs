//! Sync mode.

use rstest::rstest;

use super::*;

#[rstest]
#[case::allow("allow", "AUTHORIZED")]
#[case::deny("deny", "ACCESS_DENIED")]
#[case::timeout("timeout", "TRANSACTION_FAILED")]
#[tokio::test]
async fn the_answer_is_the_outcome(#[case] result: &str, #[case] expected: &str) {
    let device = device().await;
    on(&device, "sync", ok(json!({"result": result}))).await;
    let (state, authlete) = server(&device.uri(), Mode::Sync);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some(expected));
    let requests = received(&device).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method.as_str(), "POST");
    assert_eq!(requests[0].headers["content-type"], "application/json");
    assert_eq!(requests[0].headers["traceparent"], "00-aa-bb-01");
    assert_eq!(requests[0].body_json::<Value>().unwrap(), base_request());
}

#[rstest]
#[case::server_error(ResponseTemplate::new(500))]
#[case::bad_request(ResponseTemplate::new(400))]
#[case::redirect(ResponseTemplate::new(302).insert_header("location", "/elsewhere"))]
#[case::unknown_result(ok(json!({"result": "maybe"})))]
#[case::no_result(ok(json!({})))]
#[case::no_json(ResponseTemplate::new(200).set_body_string("allow"))]
#[case::too_long(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 1024 * 1024]))]
#[tokio::test]
async fn an_answer_that_is_none_fails_the_transaction(#[case] response: ResponseTemplate) {
    let device = device().await;
    on(&device, "sync", response).await;
    let (state, authlete) = server(&device.uri(), Mode::Sync);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
}

#[tokio::test]
async fn a_device_that_hangs_is_given_up() {
    let device = device().await;
    let late = ok(json!({"result": "allow"})).set_delay(Duration::from_secs(20));
    on(&device, "sync", late).await;
    let mut settings = settings();
    settings.authentication_device.base_url = device.uri();
    settings.authentication_device.mode = Mode::Sync;
    settings.authentication_device.max_user_timeout = 0;
    settings.authentication_device.answer_timeout = Duration::from_millis(50);
    let (state, authlete) = crate::testing::state(settings);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
}

#[rstest]
#[tokio::test]
async fn a_device_that_cannot_be_reached_fails_the_transaction(
    #[values(Mode::Sync, Mode::Async, Mode::Poll)] mode: Mode,
) {
    let (state, authlete) = server("http://127.0.0.1:9", mode);

    ask_and_wait(&state).await;

    assert_eq!(recorded(&authlete).as_deref(), Some("TRANSACTION_FAILED"));
}
