//! Signed authentication requests (CIBA Core 1.0, section 7.1.1).

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{ClientKey, Fake, ISSUER, Jwt, change_client, refusal, text};

fn good(fake: &Fake) -> Jwt {
    Jwt::new(
        "ES256",
        json!({
            "iss": "signing",
            "aud": ISSUER,
            "exp": fake.now() + 60,
            "iat": fake.now(),
            "nbf": fake.now(),
            "jti": "jti-1",
            "scope": "openid",
            "login_hint": "1001",
        }),
    )
}

fn send(fake: &Fake, object: &str) -> Value {
    fake.authentication("signing", &[("request", object)])
}

fn is_refused(answer: &Value) {
    assert_eq!(
        refusal(answer),
        ("BAD_REQUEST".to_owned(), "invalid_request".to_owned()),
        "{answer}"
    );
}

#[test]
fn a_good_request_object_is_accepted_and_its_claims_are_the_parameters() {
    let fake = Fake::new();
    let object = good(&fake)
        .claim("binding_message", json!("W4SCT"))
        .signed_by(ClientKey::first());

    let answer = send(&fake, &object);

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    assert_eq!(answer["hint"], "1001");
    assert_eq!(answer["bindingMessage"], "W4SCT");
}

#[rstest]
#[case::number(json!(120))]
#[case::string(json!("120"))]
fn a_requested_expiry_may_be_a_number_or_a_string(#[case] value: Value) {
    let fake = Fake::new();
    let object = good(&fake)
        .claim("requested_expiry", value)
        .signed_by(ClientKey::first());

    let answer = send(&fake, &object);

    assert_eq!(answer["requestedExpiry"], 120);
}

#[rstest]
#[case::several_audiences("aud", json!([ISSUER, "https://x.example"]))]
#[case::the_number_as_issuer("iss", json!("1008"))]
#[case::an_unknown_claim("foo", json!({"bar": [1]}))]
#[case::nbf_just_ahead("nbf", json!(1_767_225_605))]
#[case::a_fractional_time("iat", json!(1_767_225_600.5))]
fn a_request_object_that_differs_harmlessly_is_accepted(#[case] claim: &str, #[case] value: Value) {
    let fake = Fake::new();
    let object = good(&fake)
        .claim(claim, value)
        .signed_by(ClientKey::first());

    assert_eq!(send(&fake, &object)["action"], "USER_IDENTIFICATION");
}

#[rstest]
#[case("JWT")]
#[case("oauth-authz-req+jwt")]
#[case("OAuth-Authz-Req+JWT")]
fn the_type_of_a_request_object_does_not_matter(#[case] typ: &str) {
    let fake = Fake::new();
    let object = good(&fake)
        .header("typ", json!(typ))
        .signed_by(ClientKey::first());

    assert_eq!(send(&fake, &object)["action"], "USER_IDENTIFICATION");
}

#[rstest]
#[case::aud_missing("aud", Value::Null)]
#[case::aud_of_another_server("aud", json!("https://other.example"))]
#[case::aud_is_the_endpoint_alone("aud", json!("https://op.example.com/backchannel/authentication"))]
#[case::iss_missing("iss", Value::Null)]
#[case::iss_of_another_client("iss", json!("poll"))]
#[case::iss_unknown("iss", json!("nobody"))]
#[case::exp_missing("exp", Value::Null)]
#[case::exp_passed("exp", json!(1_767_225_000))]
#[case::exp_no_number("exp", json!("1867225000"))]
#[case::iat_missing("iat", Value::Null)]
#[case::iat_ahead("iat", json!(1_767_226_200))]
#[case::nbf_missing("nbf", Value::Null)]
#[case::nbf_ahead("nbf", json!(1_767_226_200))]
#[case::jti_missing("jti", Value::Null)]
#[case::scope_is_a_list("scope", json!(["openid"]))]
#[case::scope_missing("scope", Value::Null)]
#[case::hint_is_an_object("login_hint", json!({}))]
#[case::hint_missing("login_hint", Value::Null)]
#[case::two_hints("login_hint_token", json!("token"))]
#[case::expiry_zero("requested_expiry", json!(0))]
#[case::expiry_negative("requested_expiry", json!("-1"))]
#[case::expiry_fraction("requested_expiry", json!(1.5))]
#[case::expiry_true("requested_expiry", json!(true))]
#[case::message_is_a_number("binding_message", json!(7))]
fn a_request_object_with_a_wrong_claim_is_refused(#[case] claim: &str, #[case] value: Value) {
    let fake = Fake::new();
    let object = good(&fake)
        .claim(claim, value)
        .signed_by(ClientKey::first());

    is_refused(&send(&fake, &object));
}

#[rstest]
#[case::another_key(&|jwt: Jwt| jwt.signed_by(ClientKey::second()))]
#[case::mac_with_the_secret(&|jwt: Jwt| jwt.header("alg", json!("HS256")).keyed_by("signing-secret"))]
#[case::another_alg_than_registered(&|jwt: Jwt| jwt.header("alg", json!("PS256")).signed_by(ClientKey::first()))]
#[case::critical_header(&|jwt: Jwt| jwt.header("crit", json!(["b64"])).signed_by(ClientKey::first()))]
#[case::encrypted(&|_| "a.b.c.d.e".to_owned())]
#[case::no_jwt(&|_| "garbage".to_owned())]
#[case::tampered_payload(&|jwt: Jwt| {
    let other = jwt.clone().claim("login_hint", json!("1002")).unsigned();
    let signature = jwt.signed_by(ClientKey::first());
    format!("{other}{}", signature.rsplit('.').next().unwrap())
})]
fn a_request_object_that_is_not_signed_right_is_refused(#[case] sign: &dyn Fn(Jwt) -> String) {
    let fake = Fake::new();

    is_refused(&send(&fake, &sign(good(&fake))));
}

#[test]
fn an_unsigned_request_object_gets_the_published_answer() {
    let fake = Fake::new();
    let object = good(&fake).header("alg", json!("none")).unsigned();

    let answer = send(&fake, &object);

    is_refused(&answer);
    assert_eq!(answer["resultCode"], "A167303");
}

#[test]
fn a_request_object_of_an_unknown_issuer_gets_the_published_answer() {
    let fake = Fake::new();
    let object = good(&fake)
        .claim("iss", json!("nobody"))
        .signed_by(ClientKey::first());

    assert_eq!(send(&fake, &object)["resultCode"], "A167307");
}

#[rstest]
#[case::the_same_value("login_hint", "1001")]
#[case::another_value("login_hint", "1002")]
#[case::scope("scope", "openid")]
#[case::a_parameter_that_is_not_inside("binding_message", "W4SCT")]
fn a_parameter_outside_the_request_object_is_refused(#[case] name: &str, #[case] value: &str) {
    let fake = Fake::new();
    let object = good(&fake).signed_by(ClientKey::first());

    let answer = fake.authentication("signing", &[("request", &object), (name, value)]);

    is_refused(&answer);
}

#[test]
fn parameters_that_the_specification_does_not_know_may_stand_outside() {
    let fake = Fake::new();
    let object = good(&fake).signed_by(ClientKey::first());

    let answer = fake.authentication(
        "signing",
        &[
            ("request", &object),
            ("foo", "bar"),
            ("client_id", "signing"),
        ],
    );

    assert_eq!(answer["action"], "USER_IDENTIFICATION");
}

#[test]
fn a_request_object_is_used_once() {
    let fake = Fake::new();
    let object = good(&fake).signed_by(ClientKey::first());

    let first = send(&fake, &object);
    let again = send(&fake, &object);

    assert_eq!(first["action"], "USER_IDENTIFICATION");
    is_refused(&again);
}

#[rstest]
#[case::another_algorithm(Some("PS256"))]
#[case::none(None)]
fn only_the_registered_algorithm_is_accepted(#[case] registered: Option<&str>) {
    let fake = Fake::with(|config| {
        change_client(config, "signing", |client| {
            client.backchannel_authentication_request_signing_alg =
                registered.map(ToOwned::to_owned);
        });
    });
    let object = good(&fake).signed_by(ClientKey::first());

    is_refused(&send(&fake, &object));
}

#[test]
fn a_key_for_encryption_verifies_nothing() {
    let fake = Fake::with(|config| {
        change_client(config, "signing", |client| {
            let mut keys = ClientKey::first().jwks();
            keys["keys"][0]["use"] = json!("enc");
            client.jwks = Some(keys);
        });
    });
    let object = good(&fake).signed_by(ClientKey::first());

    is_refused(&send(&fake, &object));
}

#[rstest]
#[case::encrypted("a.b.c.d.e", "encrypted")]
#[case::malformed("garbage", "malformed")]
fn a_refusal_says_what_is_wrong_with_the_object(#[case] object: &str, #[case] word: &str) {
    let fake = Fake::new();

    let answer = send(&fake, object);

    let message = text(&answer, "resultMessage");
    assert!(message.contains(word), "{message}");
}

#[test]
fn an_unsigned_request_of_a_client_that_registered_an_algorithm_is_accepted() {
    let fake = Fake::new();

    fake.ticket("signing");
}
