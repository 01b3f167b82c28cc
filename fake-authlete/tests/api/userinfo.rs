//! `/auth/userinfo` and `/auth/userinfo/issue`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, text};

#[test]
fn a_token_says_whose_claims_and_which_ones() {
    let fake = Fake::new();
    let ticket = text(
        &fake.authentication("poll", &[("scope", "openid email"), ("login_hint", "1001")]),
        "ticket",
    );
    let auth_req_id = text(&fake.issue(&ticket), "authReqId");
    fake.complete(&ticket, "AUTHORIZED");
    let token = text(&fake.poll("poll", &auth_req_id), "accessToken");

    let answer = fake.call("auth/userinfo", &json!({"token": token}));

    assert_eq!(answer["action"], "OK");
    assert_eq!(answer["subject"], "1001");
    assert_eq!(answer["clientId"], 1001);
    assert_eq!(answer["scopes"], json!(["openid", "email"]));
    assert_eq!(answer["claims"], json!(["email", "email_verified"]));
    assert_eq!(answer["token"], token);
}

#[test]
fn the_answer_for_the_client_holds_the_claims_and_a_subject_that_they_do_not_replace() {
    let fake = Fake::new();
    let token = fake.access_token("poll", &[]);
    let issued = |more: Value| {
        let mut body = more;
        body["token"] = json!(token);
        fake.call("auth/userinfo/issue", &body)
    };

    let plain = issued(json!({"claims": null, "sub": ""}));
    let full = issued(json!({"claims": "{\"email\":\"a@example.com\",\"sub\":\"mallory\"}"}));
    let renamed = issued(json!({"sub": "pairwise"}));
    let broken = issued(json!({"claims": "[]"}));

    assert_eq!(plain["action"], "JSON");
    assert_eq!(content(&plain), json!({"sub": "1001"}));
    assert_eq!(
        content(&full),
        json!({"sub": "1001", "email": "a@example.com"})
    );
    assert_eq!(content(&renamed), json!({"sub": "pairwise"}));
    assert_eq!(broken["action"], "INTERNAL_SERVER_ERROR");
}

#[rstest]
#[case::unknown(json!({"token": "made-up"}), "UNAUTHORIZED", "invalid_token")]
#[case::none(json!({}), "BAD_REQUEST", "invalid_request")]
fn a_token_that_opens_nothing_is_refused_by_both(
    #[case] body: Value,
    #[case] action: &str,
    #[case] error: &str,
) {
    let fake = Fake::new();

    for api in ["auth/userinfo", "auth/userinfo/issue"] {
        let answer = fake.call(api, &body);

        assert_eq!(answer["action"], action, "{api}");
        let challenge = text(&answer, "responseContent");
        assert!(
            challenge.starts_with(&format!("Bearer error=\"{error}\",error_description=\"[A")),
            "{challenge}"
        );
    }
}

#[test]
fn a_token_without_openid_is_forbidden_and_an_expired_one_unauthorized() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete_with(
        &ticket,
        &json!({"result": "AUTHORIZED", "subject": "1001", "scopes": ["email"]}),
    );
    let token = text(&fake.poll("poll", &auth_req_id), "accessToken");
    let action = || {
        let answer = fake.call("auth/userinfo", &json!({"token": token}));
        text(&answer, "action")
    };

    assert_eq!(action(), "FORBIDDEN");
    fake.wait(3600);
    assert_eq!(action(), "UNAUTHORIZED");
}
