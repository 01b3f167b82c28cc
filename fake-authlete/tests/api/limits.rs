//! What makes the fake as unpleasant as a network: latency, rate limits, malformed members.

use std::time::Duration;

use fake_authlete::{Api, Forced, RateLimit};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, text};

fn switch(fake: &Fake, name: &str, body: &Value) -> u16 {
    let mut request = fake.request("", body);
    request.path = format!("/__fake/{name}");
    fake.core.handle(&request).status
}

#[test]
fn calls_beyond_the_rate_are_told_when_the_limit_is_reset() {
    let fake = Fake::new();
    fake.core.limit_rate(Some(RateLimit {
        calls: 2,
        per_ms: 5_000,
    }));
    let call = || fake.core.handle(&fake.get("service/get"));

    assert_eq!([call().status, call().status], [200, 200]);
    let refused = call();
    fake.wait(5);

    assert_eq!(refused.status, 429);
    for name in ["retry-after", "ratelimit-reset"] {
        assert!(
            refused.headers.contains(&(name.to_owned(), "5".to_owned())),
            "{:?}",
            refused.headers
        );
    }
    let body: Value = serde_json::from_slice(&refused.body).unwrap();
    assert!(body["resultCode"].is_string() && body["resultMessage"].is_string());
    assert_eq!(call().status, 200);
}

#[test]
fn a_refused_call_changes_nothing() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    assert_eq!(
        switch(&fake, "rate_limit", &json!({"calls": 1, "per_ms": 1000})),
        204
    );
    fake.core.handle(&fake.get("service/get"));
    let issue = fake.request(
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    );

    assert_eq!(fake.core.handle(&issue).status, 429);
    assert_eq!(
        switch(&fake, "rate_limit", &json!({"calls": 0, "per_ms": 0})),
        204
    );
    assert_eq!(text(&fake.issue(&ticket), "action"), "OK");
}

#[test]
fn every_answer_takes_the_latency_and_a_forced_delay_adds_to_it() {
    let fake = Fake::new();
    fake.core.force(Forced {
        delay_ms: 100,
        ..Forced::next(Api::ServiceGet)
    });

    assert_eq!(switch(&fake, "latency", &json!({"ms": 150})), 204);
    let first = fake.core.handle(&fake.get("service/get")).delay;
    let second = fake.core.handle(&fake.get("service/get")).delay;
    fake.core.slow_down(Duration::ZERO);
    let third = fake.core.handle(&fake.get("service/get")).delay;

    assert_eq!(first, Some(Duration::from_millis(250)));
    assert_eq!(second, Some(Duration::from_millis(150)));
    assert_eq!(third, None);
}

#[rstest]
#[case::bare(json!({}), "retry-after", "1")]
#[case::own_header(json!({"retry-after": "7"}), "retry-after", "7")]
fn a_forced_429_says_when_to_come_again(
    #[case] headers: Value,
    #[case] name: &str,
    #[case] value: &str,
) {
    let fake = Fake::new();
    let forced = json!({"api": "service/get", "status": 429, "headers": headers});
    assert_eq!(switch(&fake, "force", &forced), 204);

    let answer = fake.core.handle(&fake.get("service/get"));

    assert_eq!(answer.status, 429);
    let found: Vec<_> = answer
        .headers
        .iter()
        .filter(|(header, _)| header == name)
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(found, [value]);
}

#[test]
fn a_member_of_a_real_answer_can_be_given_a_wrong_type_or_be_taken_away() {
    let fake = Fake::new();
    let forced = json!({"api": "backchannel/authentication/issue", "times": 1,
                        "members": {"expiresIn": "600", "interval": null}});
    assert_eq!(switch(&fake, "force", &forced), 204);

    let ticket = fake.ticket("poll");
    let issue = fake.request(
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    );
    let answer = fake.core.handle(&issue);
    let changed: Value = serde_json::from_slice(&answer.body).unwrap();
    let (_, auth_req_id) = fake.acknowledged("poll");

    assert_eq!(changed["action"], "OK");
    assert_eq!(changed["expiresIn"], "600");
    assert_eq!(changed.get("interval"), None);
    assert!(fake.core.age(&text(&changed, "authReqId"), 1));
    assert!(fake.core.age(&auth_req_id, 1));
}
