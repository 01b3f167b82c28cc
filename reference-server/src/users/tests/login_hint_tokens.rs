//! login_hint_tokens of a configured issuer, good and bad.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::ecdsa::SigningKey;
use p256::pkcs8::EncodePrivateKey as _;
use rand::rngs::OsRng;
use rstest::rstest;
use serde_json::{Value, json};

use crate::authlete::FailReason;
use crate::settings::Settings;
use crate::testing::{NOW, identification, settings};
use crate::users::LoginHintTokenIssuer;

const ISSUER: &str = "https://login-hints.example.com";

struct Keys {
    trusted: SigningKey,
    other: SigningKey,
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    trusted: SigningKey::random(&mut OsRng),
    other: SigningKey::random(&mut OsRng),
});

fn jwk(key: &SigningKey) -> Value {
    let point = key.verifying_key().to_encoded_point(false);
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "key-1",
        "x": URL_SAFE_NO_PAD.encode(point.x().unwrap()), "y": URL_SAFE_NO_PAD.encode(point.y().unwrap()),
    })
}

fn trusting() -> Settings {
    let mut settings = settings();
    settings.login_hint_token_issuers = vec![LoginHintTokenIssuer {
        issuer: ISSUER.to_owned(),
        jwks: json!({"keys": [jwk(&KEYS.trusted)]}),
    }];
    settings
}

fn header() -> Header {
    let mut header = Header::new(Algorithm::ES256);
    header.kid = Some("key-1".to_owned());
    header
}

/// Claims of a good token for user 1001, changed by `changes`; null removes a claim.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": "http://127.0.0.1:8080", "exp": NOW + 60, "sub": "1001",
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name.as_str()] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

fn sign(header: &Header, claims: &Value, key: &SigningKey) -> String {
    let der = key.to_pkcs8_der().unwrap();
    jsonwebtoken::encode(header, claims, &EncodingKey::from_ec_der(der.as_bytes())).unwrap()
}

fn verdict(token: &str, settings: &Settings) -> Result<String, FailReason> {
    let mut request = identification();
    request["hintType"] = json!("LOGIN_HINT_TOKEN");
    request["hint"] = json!(token);
    let request = serde_json::from_value(request).unwrap();
    settings
        .verification(NOW)
        .verify(&request)
        .map(|user| user.subject)
}

#[rstest]
#[case::subject(json!({}), "1001")]
#[case::email(json!({"sub": null, "email": "jane@example.com"}), "1002")]
#[case::phone_number(json!({"sub": null, "phone_number": "+14255551212"}), "1001")]
#[case::opaque_identifier(json!({"sub": null, "sub_id": {"format": "opaque", "id": "1003"}}), "1003")]
#[case::email_identifier(json!({"sub_id": {"format": "email", "email": "inga@example.com"}}), "1004")]
#[case::phone_number_identifier(
    json!({"sub_id": {"format": "phone_number", "phone_number": "+14255551212"}}),
    "1001"
)]
#[case::identifier_of_the_spec(json!({"sub_id": {"format": "phone", "phone": "+14255551212"}}), "1001")]
#[case::several_audiences(json!({"aud": ["https://other.example.com", "http://127.0.0.1:8080"]}), "1001")]
#[case::no_audience(json!({"aud": null}), "1001")]
#[case::begun(json!({"nbf": NOW}), "1001")]
#[case::fraction_of_a_second(json!({"exp": 1_800_000_000.5}), "1001")]
#[case::unknown_claim(json!({"foo": {"bar": 1}}), "1001")]
fn a_token_of_a_trusted_issuer_names_the_user(#[case] changes: Value, #[case] subject: &str) {
    let token = sign(&header(), &claims(&changes), &KEYS.trusted);

    assert_eq!(verdict(&token, &trusting()), Ok(subject.to_owned()));
}

#[rstest]
#[case::nobody(json!({"sub": "nobody"}), FailReason::UnknownUserId)]
#[case::no_user_at_all(json!({"sub": null}), FailReason::UnknownUserId)]
#[case::unknown_identifier(json!({"sub_id": {"format": "did", "url": "did:x"}}), FailReason::UnknownUserId)]
#[case::other_audience(json!({"aud": "https://other.example.com"}), FailReason::UnknownUserId)]
#[case::other_issuer(json!({"iss": "https://other.example.com"}), FailReason::UnknownUserId)]
#[case::no_issuer(json!({"iss": null}), FailReason::UnknownUserId)]
#[case::no_expiry(json!({"exp": null}), FailReason::UnknownUserId)]
#[case::not_begun(json!({"nbf": NOW + 3600}), FailReason::UnknownUserId)]
#[case::expired(json!({"exp": NOW - 1}), FailReason::ExpiredLoginHintToken)]
#[case::expires_now(json!({"exp": NOW}), FailReason::ExpiredLoginHintToken)]
#[case::expired_and_nobody(json!({"exp": NOW - 1, "sub": "nobody"}), FailReason::UnknownUserId)]
#[case::expired_for_others(json!({"exp": NOW - 1, "aud": "https://x"}), FailReason::UnknownUserId)]
#[case::expired_and_locked(json!({"exp": NOW - 1, "sub": "1005"}), FailReason::ExpiredLoginHintToken)]
#[case::locked(json!({"sub": "1005"}), FailReason::AccessDenied)]
fn a_token_that_is_no_good_is_refused_with_its_reason(
    #[case] changes: Value,
    #[case] reason: FailReason,
) {
    let token = sign(&header(), &claims(&changes), &KEYS.trusted);

    assert_eq!(verdict(&token, &trusting()), Err(reason));
}

#[test]
fn a_token_without_a_key_id_is_verified_with_every_key() {
    let token = sign(
        &Header::new(Algorithm::ES256),
        &claims(&json!({})),
        &KEYS.trusted,
    );
    let mut settings = trusting();
    settings.login_hint_token_issuers[0].jwks =
        json!({"keys": [jwk(&KEYS.other), jwk(&KEYS.trusted)]});

    assert_eq!(verdict(&token, &settings), Ok("1001".to_owned()));
}

#[test]
fn a_token_signed_with_another_key_is_refused_even_when_expired() {
    let token = sign(&header(), &claims(&json!({"exp": NOW - 1})), &KEYS.other);

    assert_eq!(verdict(&token, &trusting()), Err(FailReason::UnknownUserId));
}

#[test]
fn a_token_that_names_another_key_is_refused() {
    let mut header = header();
    header.kid = Some("key-2".to_owned());
    let token = sign(&header, &claims(&json!({})), &KEYS.trusted);

    assert_eq!(verdict(&token, &trusting()), Err(FailReason::UnknownUserId));
}

#[test]
fn a_token_with_a_critical_extension_is_refused() {
    let mut header = header();
    header.crit = Some(vec!["urn:example:crit".to_owned()]);
    let token = sign(&header, &claims(&json!({})), &KEYS.trusted);

    assert_eq!(verdict(&token, &trusting()), Err(FailReason::UnknownUserId));
}

#[test]
fn a_token_with_a_changed_payload_is_refused() {
    let token = sign(&header(), &claims(&json!({})), &KEYS.trusted);
    let parts: Vec<&str> = token.split('.').collect();
    let payload = URL_SAFE_NO_PAD.encode(claims(&json!({"sub": "1002"})).to_string());
    let changed = format!("{}.{payload}.{}", parts[0], parts[2]);

    assert_eq!(
        verdict(&changed, &trusting()),
        Err(FailReason::UnknownUserId)
    );
}

#[test]
fn a_mac_made_with_the_public_key_is_refused() {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("key-1".to_owned());
    let public = jwk(&KEYS.trusted).to_string();
    let key = EncodingKey::from_secret(public.as_bytes());
    let token = jsonwebtoken::encode(&header, &claims(&json!({})), &key).unwrap();

    assert_eq!(verdict(&token, &trusting()), Err(FailReason::UnknownUserId));
}

#[test]
fn an_unsecured_token_is_refused() {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
    let payload = URL_SAFE_NO_PAD.encode(claims(&json!({})).to_string());

    let verdict = verdict(&format!("{header}.{payload}."), &trusting());

    assert_eq!(verdict, Err(FailReason::UnknownUserId));
}

#[rstest]
#[case::empty("")]
#[case::garbage("garbage")]
#[case::dots("..")]
#[case::subject_alone("1001")]
fn garbage_is_an_unknown_user_id(#[case] token: &str) {
    assert_eq!(verdict(token, &trusting()), Err(FailReason::UnknownUserId));
}

#[test]
fn without_a_configured_issuer_no_token_is_believed() {
    let token = sign(&header(), &claims(&json!({})), &KEYS.trusted);

    assert_eq!(verdict(&token, &settings()), Err(FailReason::UnknownUserId));
}

#[test]
fn a_shared_secret_is_no_signature_even_if_an_issuer_publishes_it() {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("key-1".to_owned());
    let token = jsonwebtoken::encode(
        &header,
        &claims(&json!({})),
        &EncodingKey::from_secret(b"shared"),
    )
    .unwrap();
    let mut settings = trusting();
    settings.login_hint_token_issuers[0].jwks = json!({
        "keys": [{"kty": "oct", "kid": "key-1", "k": URL_SAFE_NO_PAD.encode("shared")}],
    });

    assert_eq!(verdict(&token, &settings), Err(FailReason::UnknownUserId));
}
