//! The CIBA grant at the token endpoint (CIBA Core 1.0, sections 10.1 and 11).

use std::thread;

use fake_authlete::CIBA_GRANT_TYPE;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, basic, change_client, content, refusal, text};

pub(crate) fn error(answer: &Value) -> String {
    assert_eq!(answer["action"], "BAD_REQUEST", "{answer}");
    text(&content(answer), "error")
}

#[rstest]
#[case::no_grant_type(&[("auth_req_id", "x")], "invalid_request")]
#[case::empty_grant_type(&[("grant_type", ""), ("auth_req_id", "x")], "invalid_request")]
#[case::unknown_grant_type(&[("grant_type", "foo")], "unsupported_grant_type")]
#[case::grant_type_in_capitals(&[("grant_type", "URN:OPENID:PARAMS:GRANT-TYPE:CIBA"), ("auth_req_id", "x")], "unsupported_grant_type")]
#[case::grant_not_registered(&[("grant_type", "refresh_token"), ("refresh_token", "x")], "unauthorized_client")]
#[case::no_auth_req_id(&[("grant_type", CIBA_GRANT_TYPE)], "invalid_request")]
#[case::empty_auth_req_id(&[("grant_type", CIBA_GRANT_TYPE), ("auth_req_id", "")], "invalid_request")]
#[case::unknown_auth_req_id(&[("grant_type", CIBA_GRANT_TYPE), ("auth_req_id", "unknown")], "invalid_grant")]
#[case::auth_req_id_twice(&[("grant_type", CIBA_GRANT_TYPE), ("auth_req_id", "x"), ("auth_req_id", "x")], "invalid_request")]
fn a_bad_token_request_is_refused(#[case] parameters: &[(&str, &str)], #[case] expected: &str) {
    let fake = Fake::new();

    let answer = fake.token("poll", parameters);

    assert_eq!(error(&answer), expected);
}

#[test]
fn an_unknown_auth_req_id_gets_the_published_answer() {
    let fake = Fake::new();

    let answer = fake.poll("poll", "unknown");

    assert_eq!(
        content(&answer),
        json!({
            "error": "invalid_grant",
            "error_description": "[A200304] The 'auth_req_id' does not exist.",
            "error_uri": "https://docs.authlete.com/#A200304",
        })
    );
}

#[rstest]
#[case::absent(json!({}))]
#[case::null(json!({"parameters": null}))]
fn a_call_without_parameters_is_the_servers_fault(#[case] body: Value) {
    let fake = Fake::new();

    let answer = fake.call("auth/token", &body);

    assert_eq!(answer["action"], "INTERNAL_SERVER_ERROR");
}

#[test]
fn a_client_that_lost_the_grant_is_refused() {
    let fake = Fake::with(|config| {
        change_client(config, "poll", |client| client.grant_types.clear());
    });

    assert_eq!(error(&fake.poll("poll", "x")), "unauthorized_client");
}

#[rstest]
#[case::before_the_decision(false)]
#[case::after_it(true)]
fn a_push_client_cannot_use_the_token_endpoint(#[case] decided: bool) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("push");
    if decided {
        fake.complete(&ticket, "AUTHORIZED");
    }

    assert_eq!(
        error(&fake.poll("push", &auth_req_id)),
        "unauthorized_client"
    );
}

#[test]
fn an_auth_req_id_is_redeemed_once() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete(&ticket, "AUTHORIZED");

    let first = fake.poll("poll", &auth_req_id);
    let again = fake.poll("poll", &auth_req_id);

    assert_eq!(first["action"], "OK");
    assert_eq!(error(&again), "invalid_grant");
}

#[test]
fn of_twenty_redemptions_at_once_one_succeeds() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete(&ticket, "AUTHORIZED");

    let answers: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| fake.poll("poll", &auth_req_id)))
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });

    let (winners, losers): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer["action"] == "OK");
    assert_eq!(winners.len(), 1);
    assert!(losers.iter().all(|answer| error(answer) == "invalid_grant"));
}

#[test]
fn of_twenty_completions_at_once_one_counts() {
    let fake = Fake::new();
    let (ticket, _) = fake.acknowledged("push");

    let answers: Vec<Value> = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| fake.complete(&ticket, "AUTHORIZED")))
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });

    let notifications = answers
        .iter()
        .filter(|answer| answer["action"] == "NOTIFICATION");
    assert_eq!(notifications.count(), 1);
}

#[rstest]
#[case::pending(false)]
#[case::decided(true)]
fn another_client_cannot_redeem_and_leaves_no_trace(#[case] decided: bool) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    if decided {
        fake.complete(&ticket, "AUTHORIZED");
    }

    for _ in 0..3 {
        let foreign = fake.poll("other-poll", &auth_req_id);
        assert_eq!(error(&foreign), "invalid_grant");
    }

    let own = fake.poll("poll", &auth_req_id);
    if decided {
        assert_eq!(own["action"], "OK");
    } else {
        assert_eq!(error(&own), "authorization_pending");
    }
}

#[test]
fn lifetimes_can_be_set_by_the_call() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete(&ticket, "AUTHORIZED");
    let mut body = basic("poll");
    body.insert(
        "parameters".to_owned(),
        json!(format!(
            "grant_type={CIBA_GRANT_TYPE}&auth_req_id={auth_req_id}"
        )),
    );
    body.insert("accessTokenDuration".to_owned(), json!(60));

    let answer = fake.call("auth/token", &Value::Object(body));

    assert_eq!(answer["accessTokenDuration"], 60);
    assert_eq!(content(&answer)["expires_in"], 60);
    assert_eq!(
        answer["accessTokenExpiresAt"],
        json!((fake.now() + 60) * 1000)
    );
}

#[rstest]
#[case::described(json!({"errorDescription": "Not now."}), "Not now.")]
#[case::not_described(json!({}), "[A200309] The backchannel authentication request was refused.")]
fn the_description_of_a_refusal_reaches_the_client(#[case] more: Value, #[case] expected: &str) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    let mut body = more;
    body["result"] = json!("ACCESS_DENIED");
    fake.complete_with(&ticket, &body);

    let answer = fake.poll("poll", &auth_req_id);

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "access_denied".to_owned())
    );
    assert_eq!(content(&answer)["error_description"], expected);
}
