//! `client_secret_jwt` and `private_key_jwt`, at both endpoints.

use fake_authlete::CIBA_GRANT_TYPE;
use rstest::rstest;
use serde_json::{Value, json};

use crate::client_authentication::{ASSERTION_TYPE, is_accepted, is_refused, with_body};
use crate::support::{ClientKey, Fake, ISSUER, Jwt, form, refusal, text};

fn with_assertion(fake: &Fake, assertion: &str) -> Value {
    with_body(
        fake,
        &[
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion),
        ],
    )
}

fn assertion(fake: &Fake, alg: &str, client: &str) -> Jwt {
    Jwt::new(
        alg,
        json!({
            "iss": client,
            "sub": client,
            "aud": ISSUER,
            "exp": fake.now() + 60,
            "iat": fake.now(),
            "jti": "jti-1",
        }),
    )
}

#[rstest]
#[case("HS256")]
#[case("HS384")]
#[case("HS512")]
fn a_mac_with_the_secret_authenticates(#[case] alg: &str) {
    let fake = Fake::new();
    let assertion = assertion(&fake, alg, "secret-jwt").keyed_by("secret-jwt-secret");

    is_accepted(&with_assertion(&fake, &assertion), "CLIENT_SECRET_JWT");
}

#[rstest]
#[case::issuer(json!(ISSUER))]
#[case::token_endpoint(json!("https://op.example.com/token"))]
#[case::backchannel_endpoint(json!("https://op.example.com/backchannel/authentication"))]
#[case::one_of_several(json!(["https://other.example", ISSUER]))]
fn an_assertion_for_this_server_is_accepted(#[case] audience: Value) {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", "private-key")
        .claim("aud", audience)
        .header("kid", json!(ClientKey::first().kid()))
        .signed_by(ClientKey::first());

    is_accepted(&with_assertion(&fake, &assertion), "PRIVATE_KEY_JWT");
}

#[rstest]
#[case::iss_of_another_client("iss", json!("secret-jwt"))]
#[case::iss_unknown("iss", json!("nobody"))]
#[case::iss_missing("iss", Value::Null)]
#[case::sub_of_another_client("sub", json!("poll"))]
#[case::sub_missing("sub", Value::Null)]
#[case::aud_of_another_server("aud", json!("https://other.example"))]
#[case::aud_with_a_slash_more("aud", json!("https://op.example.com/"))]
#[case::aud_missing("aud", Value::Null)]
#[case::aud_of_a_wrong_type("aud", json!({"a": 1}))]
#[case::exp_missing("exp", Value::Null)]
#[case::exp_passed("exp", json!(1_767_225_000))]
#[case::exp_no_number("exp", json!("1867225000"))]
#[case::exp_negative("exp", json!(-1))]
#[case::nbf_in_the_future("nbf", json!(1_767_226_000))]
#[case::nbf_no_number("nbf", json!("now"))]
#[case::iat_in_the_future("iat", json!(1_767_226_000))]
#[case::jti_missing("jti", Value::Null)]
#[case::jti_no_text("jti", json!(7))]
#[case::jti_empty("jti", json!(""))]
fn an_assertion_with_a_wrong_claim_is_refused(#[case] claim: &str, #[case] value: Value) {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", "private-key")
        .claim(claim, value)
        .signed_by(ClientKey::first());

    is_refused(&with_assertion(&fake, &assertion));
}

#[rstest]
#[case::exp_just_passed("exp", -5)]
#[case::nbf_just_ahead("nbf", 5)]
#[case::iat_just_ahead("iat", 5)]
fn a_small_difference_of_clocks_is_tolerated(#[case] claim: &str, #[case] offset: i64) {
    let fake = Fake::new();
    let time = fake.now().checked_add_signed(offset).unwrap();
    let assertion = assertion(&fake, "ES256", "private-key")
        .claim(claim, json!(time))
        .signed_by(ClientKey::first());

    is_accepted(&with_assertion(&fake, &assertion), "PRIVATE_KEY_JWT");
}

#[rstest]
#[case::another_key(&|jwt: Jwt| jwt.signed_by(ClientKey::second()))]
#[case::no_signature(&|jwt: Jwt| jwt.header("alg", json!("none")).unsigned())]
#[case::mac_with_the_public_key(&|jwt: Jwt| {
    let public = ClientKey::first().jwks()["keys"][0].to_string();
    jwt.header("alg", json!("HS256")).keyed_by(&public)
})]
#[case::critical_header(&|jwt: Jwt| jwt.header("crit", json!(["exp"])).signed_by(ClientKey::first()))]
#[case::another_kid(&|jwt: Jwt| jwt.header("kid", json!("second")).signed_by(ClientKey::first()))]
#[case::unknown_alg(&|jwt: Jwt| jwt.header("alg", json!("ES256K")).signed_by(ClientKey::first()))]
#[case::alg_of_another_kind_of_key(&|jwt: Jwt| jwt.header("alg", json!("RS256")).signed_by(ClientKey::first()))]
#[case::alg_no_text(&|jwt: Jwt| jwt.header("alg", json!(7)).signed_by(ClientKey::first()))]
#[case::four_parts(&|jwt: Jwt| format!("{}.x", jwt.signed_by(ClientKey::first())))]
#[case::no_jwt(&|_| "garbage".to_owned())]
#[case::dots(&|_| "..".to_owned())]
fn an_assertion_that_is_not_signed_right_is_refused(#[case] sign: &dyn Fn(Jwt) -> String) {
    let fake = Fake::new();
    let assertion = sign(assertion(&fake, "ES256", "private-key"));

    is_refused(&with_assertion(&fake, &assertion));
}

#[rstest]
#[case::wrong_secret("HS256", "wrong")]
#[case::asymmetric_alg("ES256", "secret-jwt-secret")]
fn a_mac_that_is_wrong_is_refused(#[case] alg: &str, #[case] secret: &str) {
    let fake = Fake::new();
    let assertion = assertion(&fake, alg, "secret-jwt").keyed_by(secret);

    is_refused(&with_assertion(&fake, &assertion));
}

#[test]
fn an_assertion_of_a_client_with_another_method_is_refused() {
    let fake = Fake::new();
    let assertion = assertion(&fake, "HS256", "poll").keyed_by("poll-secret");

    is_refused(&with_assertion(&fake, &assertion));
}

#[rstest]
#[case::wrong(Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"))]
#[case::missing(None)]
fn the_assertion_type_must_be_exact(#[case] assertion_type: Option<&str>) {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", "private-key").signed_by(ClientKey::first());
    let mut credentials = vec![("client_assertion", assertion.as_str())];
    credentials.extend(assertion_type.map(|it| ("client_assertion_type", it)));

    is_refused(&with_body(&fake, &credentials));
}

#[test]
fn a_client_id_beside_an_assertion_must_match() {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", "private-key").signed_by(ClientKey::first());
    let credentials = [
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
        ("client_id", "poll"),
    ];

    is_refused(&with_body(&fake, &credentials));
}

#[test]
fn an_assertion_is_used_once_whichever_endpoint_sees_it_first() {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", "private-key").signed_by(ClientKey::first());

    let first = with_assertion(&fake, &assertion);
    let again = with_assertion(&fake, &assertion);
    let elsewhere = fake.call(
        "auth/token",
        &json!({"parameters": form(&[
            ("grant_type", CIBA_GRANT_TYPE),
            ("auth_req_id", "x"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.as_str()),
        ])}),
    );

    is_accepted(&first, "PRIVATE_KEY_JWT");
    is_refused(&again);
    assert_eq!(
        refusal(&elsewhere),
        ("INVALID_CLIENT".to_owned(), "invalid_client".to_owned())
    );
}

#[rstest]
#[case::number("1007")]
#[case::alias("private-key")]
fn an_assertion_may_use_either_name(#[case] name: &str) {
    let fake = Fake::new();
    let assertion = assertion(&fake, "ES256", name)
        .claim("sub", json!("private-key"))
        .signed_by(ClientKey::first());

    let answer = with_assertion(&fake, &assertion);

    is_accepted(&answer, "PRIVATE_KEY_JWT");
    assert_eq!(answer["clientIdAliasUsed"], name == "private-key");
}

#[rstest]
#[case::algorithm("HS256", "algorithm")]
#[case::signature("ES256", "signature")]
fn a_refusal_says_what_is_wrong_with_the_assertion(#[case] alg: &str, #[case] word: &str) {
    let fake = Fake::new();
    let assertion = assertion(&fake, alg, "private-key").signed_by(ClientKey::second());

    let answer = with_assertion(&fake, &assertion);

    let message = text(&answer, "resultMessage");
    assert!(message.contains(word), "{message}");
}
