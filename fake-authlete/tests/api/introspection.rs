//! `/auth/introspection`: what a protected resource is told about an access token.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, text};

fn judged(fake: &Fake, body: &Value) -> Value {
    fake.call("auth/introspection", body)
}

fn flags(answer: &Value) -> [bool; 3] {
    ["existent", "usable", "sufficient"].map(|name| answer[name].as_bool().unwrap())
}

#[test]
fn a_valid_token_is_told_with_all_that_it_stands_for() {
    let fake = Fake::new();
    let ticket = fake.ticket("refresh-poll");
    let auth_req_id = text(&fake.issue(&ticket), "authReqId");
    fake.complete_with(
        &ticket,
        &json!({"result": "AUTHORIZED", "subject": "1001", "authTime": 1_767_225_000, "acr": "urn:example:acr:device",
                "properties": [{"key": "tenant", "value": "a", "hidden": true}]}),
    );
    let tokens = fake.poll("refresh-poll", &auth_req_id);
    let token = text(&content(&tokens), "access_token");

    let answer = judged(&fake, &json!({"token": token}));

    assert_eq!(answer["action"], "OK");
    assert_eq!(flags(&answer), [true; 3]);
    assert_eq!(answer["refreshable"], true);
    assert_eq!(answer["clientId"], 1011);
    assert_eq!(answer["subject"], "1001");
    assert_eq!(answer["scopes"], json!(["openid"]));
    assert_eq!(answer["expiresAt"], tokens["accessTokenExpiresAt"]);
    assert_eq!(answer["grantType"], "CIBA");
    assert_eq!(answer["authTime"], 1_767_225_000);
    assert_eq!(answer["acr"], "urn:example:acr:device");
    assert_eq!(answer["properties"][0]["key"], "tenant");
    assert_eq!(
        answer["responseContent"],
        "Bearer error=\"invalid_request\""
    );
}

#[rstest]
#[case::scope(json!({"scopes": ["openid", "email"]}), "insufficient_scope")]
#[case::subject(json!({"subject": "1002"}), "invalid_request")]
fn a_token_that_is_not_enough_is_forbidden(#[case] wanted: Value, #[case] error: &str) {
    let fake = Fake::new();
    let mut body = wanted;
    body["token"] = json!(fake.access_token("poll", &[]));

    let answer = judged(&fake, &body);

    assert_eq!(answer["action"], "FORBIDDEN");
    let challenge = text(&answer, "responseContent");
    assert!(
        challenge.starts_with(&format!("Bearer error=\"{error}\"")),
        "{challenge}"
    );
    assert_eq!(answer["existent"], true);
    assert_eq!(answer["usable"], true);
}

#[test]
fn an_unknown_token_is_unauthorized_and_none_is_a_bad_request() {
    let fake = Fake::new();

    let unknown = judged(
        &fake,
        &json!({"token": "made-up", "scopes": null, "subject": ""}),
    );
    let none = judged(&fake, &json!({"token": null}));

    assert_eq!(unknown["action"], "UNAUTHORIZED");
    assert_eq!(flags(&unknown), [false; 3]);
    assert!(text(&unknown, "responseContent").contains("invalid_token"));
    assert_eq!(none["action"], "BAD_REQUEST");
}

#[test]
fn a_token_ends_with_its_lifetime_and_with_its_client() {
    let fake = Fake::new();
    let expired = fake.access_token("poll", &[]);
    fake.wait(3600);
    let orphaned = fake.access_token("other-poll", &[]);
    fake.send("DELETE", "client/delete/other-poll", &Value::Null);

    for token in [expired, orphaned] {
        let answer = judged(&fake, &json!({"token": token}));

        assert_eq!(answer["action"], "UNAUTHORIZED");
        assert_eq!(flags(&answer), [true, false, false]);
    }
}
