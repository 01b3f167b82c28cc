//! Client authentication with a secret, and what holds for every method.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, form, good_request, refusal, secret_of, text};

pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An authentication request with those credentials in the body, and no others.
pub(crate) fn with_body(fake: &Fake, credentials: &[(&str, &str)]) -> Value {
    let mut parameters = good_request().to_vec();
    parameters.extend_from_slice(credentials);
    fake.call(
        "backchannel/authentication",
        &json!({"parameters": form(&parameters)}),
    )
}

fn with_basic(fake: &Fake, id: &str, secret: &str, more: &[(&str, &str)]) -> Value {
    let mut parameters = good_request().to_vec();
    parameters.extend_from_slice(more);
    fake.call(
        "backchannel/authentication",
        &json!({"parameters": form(&parameters), "clientId": id, "clientSecret": secret}),
    )
}

pub(crate) fn is_refused(answer: &Value) {
    assert_eq!(
        refusal(answer),
        ("UNAUTHORIZED".to_owned(), "invalid_client".to_owned()),
        "{answer}"
    );
}

pub(crate) fn is_accepted(answer: &Value, method: &str) {
    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    assert_eq!(answer["clientAuthMethod"], method);
}

#[rstest]
#[case::wrong_secret("poll", "wrong")]
#[case::empty_secret("poll", "")]
#[case::unknown_client("nobody", "poll-secret")]
#[case::another_clients_secret("poll", "ping-secret")]
#[case::another_method_registered("post", "post-secret")]
#[case::a_client_without_secret("private-key", "")]
fn wrong_basic_credentials_are_refused(#[case] id: &str, #[case] secret: &str) {
    let fake = Fake::new();

    is_refused(&with_basic(&fake, id, secret, &[]));
}

#[rstest]
#[case::alias("poll")]
#[case::number("1001")]
fn either_name_of_a_client_will_do(#[case] id: &str) {
    let fake = Fake::new();

    let answer = with_basic(&fake, id, "poll-secret", &[("client_id", "1001")]);

    is_accepted(&answer, "CLIENT_SECRET_BASIC");
}

#[test]
fn a_client_id_of_another_client_is_refused() {
    let fake = Fake::new();

    is_refused(&with_basic(
        &fake,
        "poll",
        "poll-secret",
        &[("client_id", "ping")],
    ));
}

#[rstest]
#[case::no_credentials(&[], "invalid_client")]
#[case::client_id_alone(&[("client_id", "post")], "invalid_client")]
#[case::secret_alone(&[("client_secret", "post-secret")], "invalid_client")]
#[case::wrong_secret(&[("client_id", "post"), ("client_secret", "wrong")], "invalid_client")]
#[case::empty_secret(&[("client_id", "post"), ("client_secret", "")], "invalid_client")]
#[case::another_method_registered(&[("client_id", "poll"), ("client_secret", "poll-secret")], "invalid_client")]
#[case::secret_twice_and_wrong_first(&[("client_id", "post"), ("client_secret", "wrong"), ("client_secret", "post-secret")], "invalid_request")]
#[case::client_id_twice(&[("client_id", "post"), ("client_id", "post"), ("client_secret", "post-secret")], "invalid_request")]
fn wrong_credentials_in_the_body_are_refused(
    #[case] credentials: &[(&str, &str)],
    #[case] error: &str,
) {
    let fake = Fake::new();

    let answer = with_body(&fake, credentials);

    assert_eq!(content(&answer)["error"], error);
}

#[test]
fn a_secret_in_the_body_is_accepted_from_the_client_that_registered_it() {
    let fake = Fake::new();

    let answer = with_body(
        &fake,
        &[("client_id", "post"), ("client_secret", "post-secret")],
    );

    is_accepted(&answer, "CLIENT_SECRET_POST");
}

#[rstest]
#[case::secret_in_header_and_body(&[("client_secret", "poll-secret")])]
#[case::assertion_beside_basic(&[("client_assertion", "a.b.c")])]
#[case::assertion_type_beside_basic(&[("client_assertion_type", ASSERTION_TYPE)])]
fn two_methods_at_once_are_an_invalid_request(#[case] more: &[(&str, &str)]) {
    let fake = Fake::new();

    let answer = with_basic(&fake, "poll", "poll-secret", more);

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "invalid_request".to_owned())
    );
}

#[test]
fn the_client_is_authenticated_before_anything_else_is_judged() {
    let fake = Fake::new();

    let answer = fake.call(
        "backchannel/authentication",
        &json!({"parameters": "scope=%22&scope=&foo=1", "clientId": "poll", "clientSecret": "x"}),
    );

    is_refused(&answer);
}

#[rstest]
#[case::wrong_secret("poll", "wrong")]
#[case::unknown_client("nobody", "x")]
#[case::another_method("post", "post-secret")]
fn the_token_endpoint_refuses_wrong_credentials_by_its_own_action(
    #[case] id: &str,
    #[case] secret: &str,
) {
    let fake = Fake::new();

    let answer = fake.call(
        "auth/token",
        &json!({"parameters": "grant_type=x", "clientId": id, "clientSecret": secret}),
    );

    assert_eq!(
        refusal(&answer),
        ("INVALID_CLIENT".to_owned(), "invalid_client".to_owned())
    );
}

#[test]
fn no_answer_repeats_a_secret() {
    let fake = Fake::new();

    let answer = with_basic(&fake, "poll", &secret_of("poll"), &[]);
    let printed = format!("{answer} {:?} {:?}", fake.core, fake.credentials);

    assert!(!printed.contains("poll-secret"), "{printed}");
    assert!(!printed.contains(fake.credentials.api_secret.expose()));
    assert!(!text(&answer, "ticket").is_empty());
}
