//! The id_token_hint: an ID Token that the service issued to the client.

use rstest::rstest;
use serde_json::json;

use crate::support::{ClientKey, Fake, ISSUER, Jwt, refusal, text};

fn issued_to(fake: &Fake, client: &str) -> String {
    let (ticket, auth_req_id) = fake.acknowledged(client);
    fake.complete(&ticket, "AUTHORIZED");
    text(&fake.poll(client, &auth_req_id), "idToken")
}

fn hint(fake: &Fake, client: &str, id_token: &str) -> serde_json::Value {
    fake.authentication(client, &[("scope", "openid"), ("id_token_hint", id_token)])
}

#[rstest]
#[case::fresh(0)]
#[case::expired_long_ago(10_000_000)]
fn an_id_token_tells_the_subject_even_after_it_expired(#[case] seconds: u64) {
    let fake = Fake::new();
    let id_token = issued_to(&fake, "poll");
    fake.wait(seconds);

    let answer = hint(&fake, "poll", &id_token);

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    assert_eq!(answer["hintType"], "ID_TOKEN_HINT");
    assert_eq!(answer["sub"], "1001");
}

#[test]
fn an_id_token_that_names_the_client_by_its_number_will_do() {
    let fake = Fake::new();
    let id_token = issued_to(&fake, "1001");

    assert_eq!(hint(&fake, "poll", &id_token)["sub"], "1001");
}

#[test]
fn an_id_token_of_another_client_is_refused() {
    let fake = Fake::new();
    let id_token = issued_to(&fake, "other-poll");

    let answer = hint(&fake, "poll", &id_token);

    assert_eq!(refusal(&answer).1, "invalid_request");
}

#[test]
fn an_id_token_of_another_issuer_is_refused() {
    let fake = Fake::new();
    let other = Fake::with(|config| config.issuer = "https://other.example.com".to_owned());
    let id_token = issued_to(&other, "poll");

    let answer = hint(&fake, "poll", &id_token);

    assert_eq!(refusal(&answer).1, "invalid_request");
}

#[test]
fn an_id_token_signed_by_somebody_else_is_refused() {
    let fake = Fake::new();
    let claims = json!({"iss": ISSUER, "sub": "1001", "aud": "poll", "exp": 1, "iat": 1});
    let id_token = Jwt::new("ES256", claims).signed_by(ClientKey::first());

    let answer = hint(&fake, "poll", &id_token);

    assert_eq!(refusal(&answer).1, "invalid_request");
}

#[rstest]
#[case::encrypted("a.b.c.d.e")]
#[case::garbage("garbage")]
#[case::beyond_ascii("\u{1F600}.\u{1F600}.\u{1F600}")]
fn what_is_no_signed_id_token_is_refused(#[case] id_token: &str) {
    let fake = Fake::new();

    let answer = hint(&fake, "poll", id_token);

    assert_eq!(refusal(&answer).1, "invalid_request");
}
