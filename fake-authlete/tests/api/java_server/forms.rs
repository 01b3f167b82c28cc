//! `parameters` as the Java server forwards them: taken apart, and written anew.

use rstest::rstest;
use serde_json::{Value, json};

use super::{AUTHENTICATION, AUTHENTICATION_MEMBERS, Java, PEM, TOKEN, TOKEN_MEMBERS, Unset};
use crate::client_authentication::ASSERTION_TYPE;
use crate::support::{ClientKey, Fake, ISSUER, Jwt, form, refusal};

const GOOD: &str = "login_hint=1001&scope=openid";

/// A request of the poll client with this form.
fn sent(java: Java, parameters: &str) -> Value {
    let fake = Fake::new();
    let set = json!({"clientId": "poll", "clientSecret": "poll-secret"});
    let mut body = java.write(AUTHENTICATION_MEMBERS, &set);
    body["parameters"] = json!(parameters);
    java.call(&fake, AUTHENTICATION, &body)
}

#[rstest]
#[case::spaces_and_unicode(
    "binding_message=Einkauf+bei+M%C3%BCller+%E2%82%AC",
    "Einkauf bei M\u{fc}ller \u{20ac}"
)]
#[case::what_java_escapes_and_others_do_not("binding_message=a%7Eb%21%27%28%29", "a~b!'()")]
#[case::what_java_does_not_escape("binding_message=a*b-c_d.e", "a*b-c_d.e")]
#[case::plus_and_percent("binding_message=1%2B1%25", "1+1%")]
#[case::ampersand_and_equals("binding_message=a%26b%3Dc", "a&b=c")]
fn what_it_writes_anew_is_read_as_the_client_meant_it(
    #[case] parameter: &str,
    #[case] expected: &str,
) {
    let answer = sent(Java::AS_IT_COMES, &format!("{parameter}&{GOOD}"));

    assert_eq!(answer["bindingMessage"], expected, "{answer}");
}

/// Its map of parameters has an order of its own.
#[rstest]
#[case("scope=openid&login_hint=1001&acr_values=urn%3Aexample%3Aacr%3Astrong")]
#[case("acr_values=urn%3Aexample%3Aacr%3Astrong&login_hint=1001&scope=openid")]
#[case("login_hint=1001&acr_values=urn%3Aexample%3Aacr%3Astrong&scope=openid")]
fn the_order_does_not_matter(#[case] parameters: &str) {
    let answer = sent(Java::AS_IT_COMES, parameters);

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    assert_eq!(answer["hint"], "1001");
}

/// A parameter without a value comes without an equals sign; it is none (RFC 6749, section 3.1).
#[rstest]
#[case("binding_message&login_hint_token=&login_hint=1001&scope=openid")]
#[case("user_code=&login_hint=1001&scope=openid&id_token_hint")]
fn a_parameter_without_a_value_is_none(#[case] parameters: &str) {
    let answer = sent(Java::AS_IT_COMES, parameters);

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    assert_eq!(answer.get("bindingMessage"), None);
    assert_eq!(answer.get("userCode"), None);
}

/// A parameter that the client sent twice stays twice, or its values are joined by a space.
#[rstest]
#[case("login_hint=1001&login_hint=1002&scope=openid")]
#[case("login_hint=1001&scope=openid&scope=openid")]
fn a_parameter_that_came_twice_is_refused(#[case] parameters: &str) {
    let answer = sent(Java::AS_IT_COMES, parameters);

    let expected = ("BAD_REQUEST".to_owned(), "invalid_request".to_owned());
    assert_eq!(refusal(&answer), expected);
}

#[test]
fn values_that_were_joined_are_one_value() {
    let answer = sent(
        Java::AS_IT_COMES,
        "binding_message=one two&login_hint=1001&scope=openid",
    );

    assert_eq!(answer["bindingMessage"], "one two");
}

/// No form is no fault of the server's: it sends an empty text where it got nothing.
#[rstest]
fn an_empty_form_is_a_client_s_error(
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values(2, 3)] version: u8,
) {
    let answer = sent(Java { unset, version }, "");

    let expected = ("BAD_REQUEST".to_owned(), "invalid_request".to_owned());
    assert_eq!(refusal(&answer), expected);
}

#[rstest]
#[case(AUTHENTICATION)]
#[case(TOKEN)]
fn no_parameters_at_all_are_the_server_s_error(#[case] api: &str) {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());

    let answer = java.call(&fake, api, &json!({"parameters": null, "clientId": "poll"}));

    assert_eq!(answer["action"], "INTERNAL_SERVER_ERROR");
}

/// A client that does not use Basic is in the form; the members for Basic are not set then.
#[rstest]
fn a_client_in_the_form_is_found(
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values("post", "private-key")] client: &str,
    #[values(AUTHENTICATION, TOKEN)] api: &str,
    #[values(json!(null), json!([]), json!([PEM]))] path: Value,
) {
    let fake = Fake::new();
    let java = Java { unset, version: 3 };
    let claims = json!({
        "iss": client, "sub": client, "aud": ISSUER, "exp": fake.now() + 60, "iat": fake.now(), "jti": "jti-1",
    });
    let assertion = Jwt::new("ES256", claims)
        .header("kid", json!(ClientKey::first().kid()))
        .signed_by(ClientKey::first());
    let mut parameters = vec![
        ("auth_req_id", "unknown"),
        ("scope", "openid"),
        ("login_hint", "1001"),
    ];
    parameters.push(("grant_type", fake_authlete::CIBA_GRANT_TYPE));
    if client == "post" {
        parameters.extend([("client_id", "post"), ("client_secret", "post-secret")]);
    } else {
        parameters.push(("client_assertion_type", ASSERTION_TYPE));
        parameters.push(("client_assertion", &assertion));
    }
    let members = if api == TOKEN {
        TOKEN_MEMBERS
    } else {
        AUTHENTICATION_MEMBERS
    };
    let set = json!({"parameters": form(&parameters), "clientCertificatePath": path});

    let answer = java.call(&fake, api, &java.write(members, &set));

    if api == TOKEN {
        assert_eq!(refusal(&answer).1, "invalid_grant");
    } else {
        assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    }
}

/// Version 2 describes the rest of the chain as one text; Java sends a list, which others do not.
#[test]
fn the_rest_of_a_certificate_s_chain_may_be_one_text() {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());
    let body = json!({
        "parameters": GOOD, "clientId": "poll", "clientSecret": "poll-secret",
        "clientCertificate": PEM, "clientCertificatePath": PEM,
    });

    let answer = java.call(&fake, AUTHENTICATION, &body);

    assert_eq!(answer["action"], "USER_IDENTIFICATION");
}

/// It takes what stands before and after the colon as it is, without a percent-decoding.
#[test]
fn wrong_credentials_are_unauthorized() {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());
    for (id, secret) in [
        (json!("poll"), json!("wrong")),
        (json!("poll"), json!("")),
        (json!(""), json!("")),
        (json!(null), json!(null)),
        (json!("nobody"), json!("poll-secret")),
    ] {
        let body = json!({"parameters": GOOD, "clientId": id, "clientSecret": secret});

        let answer = java.call(&fake, AUTHENTICATION, &body);

        let expected = ("UNAUTHORIZED".to_owned(), "invalid_client".to_owned());
        assert_eq!(refusal(&answer), expected, "{id} {secret}");
    }
}
