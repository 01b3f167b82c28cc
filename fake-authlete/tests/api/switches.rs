//! The test-only switches under `/__fake/`, and the observer.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fake_authlete::{Answer, Api, Forced, Request};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, refusal};

fn switch(fake: &Fake, name: &str, body: &Value) -> Answer {
    fake.core.handle(&Request {
        method: "POST".to_owned(),
        path: format!("/__fake/{name}"),
        headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    })
}

fn body_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn one_request_is_aged_and_the_others_are_not() {
    let fake = Fake::new();
    let (_, aged) = fake.acknowledged("poll");
    let (_, other) = fake.acknowledged("poll");

    let answer = switch(&fake, "age", &json!({"auth_req_id": aged, "seconds": 600}));

    assert_eq!(answer.status, 204);
    assert!(answer.body.is_empty());
    assert_eq!(refusal(&fake.poll("poll", &aged)).1, "expired_token");
    assert_eq!(
        refusal(&fake.poll("poll", &other)).1,
        "authorization_pending"
    );
}

#[test]
fn aging_counts_as_waiting_between_polls() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");
    fake.poll("poll", &auth_req_id);

    switch(
        &fake,
        "age",
        &json!({"auth_req_id": auth_req_id, "seconds": 5}),
    );

    assert_eq!(
        refusal(&fake.poll("poll", &auth_req_id)).1,
        "authorization_pending"
    );
}

#[test]
fn nothing_can_be_aged_under_an_unknown_auth_req_id() {
    let fake = Fake::new();

    let answer = switch(
        &fake,
        "age",
        &json!({"auth_req_id": "unknown", "seconds": 1}),
    );

    assert_eq!(answer.status, 404);
    assert!(!fake.core.age("unknown", u64::MAX));
}

#[test]
fn even_the_longest_time_only_expires_a_request() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");

    assert!(fake.core.age(&auth_req_id, u64::MAX));

    assert_eq!(refusal(&fake.poll("poll", &auth_req_id)).1, "expired_token");
}

#[rstest]
#[case::action(json!({"action": "SURPRISE"}), 200, json!("SURPRISE"))]
#[case::action_and_status(json!({"action": "OK", "status": 418}), 418, json!("OK"))]
#[case::status(json!({"status": 503}), 503, Value::Null)]
#[case::body(json!({"body": {"action": "BODY"}}), 200, json!("BODY"))]
fn the_next_call_is_answered_as_told_and_the_one_after_normally(
    #[case] forced: Value,
    #[case] status: u16,
    #[case] action: Value,
) {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    let request = fake.request(
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    );
    let mut forced = forced;
    forced["api"] = json!("backchannel/authentication/issue");

    let told = switch(&fake, "force", &forced);
    let first = fake.core.handle(&request);
    let second = fake.core.handle(&request);

    assert_eq!(told.status, 204);
    assert_eq!(first.status, status);
    assert_eq!(body_of(&first)["action"], action);
    assert_eq!(body_of(&second)["action"], "OK");
}

#[test]
fn a_forced_text_is_sent_as_it_is() {
    let fake = Fake::new();
    switch(
        &fake,
        "force",
        &json!({"api": "service/configuration", "body": "{\"issuer\":"}),
    );

    let answer = fake.core.handle(&fake.get("service/configuration"));

    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"{\"issuer\":");
}

#[test]
fn a_forced_answer_lasts_as_many_times_as_told_and_for_its_api_alone() {
    let fake = Fake::new();
    switch(
        &fake,
        "force",
        &json!({"api": "auth/token", "action": "X", "times": 2}),
    );

    let other = fake.ticket("poll");
    let actions: Vec<Value> = (0..3)
        .map(|_| fake.poll("poll", "unknown")["action"].clone())
        .collect();

    assert!(!other.is_empty());
    assert_eq!(actions, [json!("X"), json!("X"), json!("BAD_REQUEST")]);
}

#[test]
fn a_forced_answer_can_wait_for_a_certain_call() {
    let fake = Fake::new();
    fake.core.force(Forced {
        action: Some("X".to_owned()),
        body_contains: Some("the-one".to_owned()),
        ..Forced::next(Api::AuthToken)
    });

    let another = fake.poll("poll", "another");
    let the_one = fake.poll("poll", "the-one");

    assert_eq!(another["action"], "BAD_REQUEST");
    assert_eq!(the_one["action"], "X");
    assert_eq!(content(&the_one)["error"], "server_error");
}

#[test]
fn a_delay_alone_leaves_the_answer_as_it_is() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    let api = Api::BackchannelAuthenticationIssue;
    fake.core.force(Forced {
        delay_ms: 20,
        ..Forced::next(api)
    });

    let answer = fake.core.handle(&fake.request(
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    ));

    assert_eq!(answer.delay, Some(Duration::from_millis(20)));
    assert_eq!(body_of(&answer)["action"], "OK");
}

#[test]
fn a_dropped_connection_changes_nothing() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    fake.core.force(Forced {
        drop_connection: true,
        ..Forced::next(Api::BackchannelAuthenticationIssue)
    });
    let request = fake.request(
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    );

    let dropped = fake.core.handle(&request);
    let retried = fake.core.handle(&request);

    assert!(dropped.drop_connection);
    assert!(!retried.drop_connection);
    assert_eq!(body_of(&retried)["action"], "OK");
}

#[test]
fn wrong_credentials_do_not_use_up_a_forced_answer() {
    let fake = Fake::new();
    fake.core.force(Forced {
        action: Some("X".to_owned()),
        ..Forced::next(Api::AuthToken)
    });
    let mut request = fake.request("auth/token", &json!({}));
    request.headers.remove(0);

    let refused = fake.core.handle(&request);

    assert_eq!(refused.status, 401);
    assert_eq!(fake.poll("poll", "x")["action"], "X");
}

#[rstest]
#[case::unknown_api("force", json!({"api": "auth/unknown"}), 400)]
#[case::unknown_key("force", json!({"api": "auth/token", "surprise": 1}), 400)]
#[case::status_out_of_range("force", json!({"api": "auth/token", "status": 99}), 400)]
#[case::no_seconds("age", json!({"auth_req_id": "x"}), 400)]
#[case::negative_seconds("age", json!({"auth_req_id": "x", "seconds": -1}), 400)]
#[case::unknown_switch("explode", json!({}), 404)]
fn a_wrong_switch_is_told_what_is_wrong(
    #[case] name: &str,
    #[case] body: Value,
    #[case] status: u16,
) {
    let fake = Fake::new();

    let answer = switch(&fake, name, &body);

    assert_eq!(answer.status, status);
    assert!(body_of(&answer)["error"].is_string());
}

#[rstest]
#[case::another_method("GET", "application/json", 405)]
#[case::what_a_web_page_can_send("POST", "text/plain", 415)]
fn switches_take_posted_json_alone(
    #[case] method: &str,
    #[case] media_type: &str,
    #[case] status: u16,
) {
    let fake = Fake::new();

    let answer = fake.core.handle(&Request {
        method: method.to_owned(),
        path: "/__fake/age".to_owned(),
        headers: vec![("content-type".to_owned(), media_type.to_owned())],
        body: b"{}".to_vec(),
    });

    assert_eq!(answer.status, status);
}

#[test]
fn the_observer_is_shown_calls_and_not_switches() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let shown = Arc::clone(&seen);
    let fake = Fake::with(|config| {
        config.observer = Some(Arc::new(move |request: &Request, answer: &Answer| {
            let line = format!("{} {} {}", request.method, request.path, answer.status);
            shown.lock().unwrap().push(line);
        }));
    });
    let id = fake.credentials.service_id;

    fake.core.handle(&fake.get("service/get"));
    switch(&fake, "age", &json!({"auth_req_id": "x", "seconds": 1}));
    fake.core.handle(&fake.get("nowhere"));

    assert_eq!(
        *seen.lock().unwrap(),
        [
            format!("GET /api/{id}/service/get 200"),
            format!("GET /api/{id}/nowhere 404")
        ]
    );
}
