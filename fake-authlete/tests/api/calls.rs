//! The call itself: paths, credentials, methods and bodies, in both versions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fake_authlete::Request;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, form, good_request};

fn with_authorization(fake: &Fake, path: &str, authorization: Option<&str>) -> (u16, Value) {
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    headers.extend(authorization.map(|value| ("AUTHORIZATION".to_owned(), value.to_owned())));
    let answer = fake.core.handle(&Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        headers,
        body: b"{}".to_vec(),
    });
    (
        answer.status,
        serde_json::from_slice(&answer.body).unwrap_or_default(),
    )
}

fn basic_header(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

const V2: &str = "/api/auth/token";

fn v3(fake: &Fake) -> String {
    format!("/api/{}/auth/token", fake.credentials.service_id)
}

#[test]
fn version_2_takes_basic_and_version_3_bearer() {
    let fake = Fake::new();
    let credentials = &fake.credentials;
    let basic = basic_header(&credentials.api_key, credentials.api_secret.expose());
    let bearer = format!("bearer {}", credentials.access_token.expose());

    assert_eq!(with_authorization(&fake, V2, Some(&basic)).0, 200);
    assert_eq!(with_authorization(&fake, &v3(&fake), Some(&bearer)).0, 200);
    assert_eq!(with_authorization(&fake, V2, Some(&bearer)).0, 401);
    assert_eq!(with_authorization(&fake, &v3(&fake), Some(&basic)).0, 401);
}

#[rstest]
#[case::none(None)]
#[case::garbage(Some("garbage"))]
#[case::wrong_secret(Some("Basic MjE2NTM4MzUzNDg3NjI6d3Jvbmc="))]
#[case::no_base64(Some("Basic ***"))]
#[case::no_colon(Some("Basic YQ=="))]
#[case::wrong_token(Some("Bearer wrong"))]
#[case::empty_token(Some("Bearer "))]
fn wrong_credentials_are_refused_in_both_versions(#[case] authorization: Option<&str>) {
    let fake = Fake::new();

    for path in [V2.to_owned(), v3(&fake)] {
        let (status, body) = with_authorization(&fake, &path, authorization);

        assert_eq!(status, 401, "{path}");
        let members: Vec<_> = body.as_object().unwrap().keys().collect();
        assert_eq!(members, ["resultCode", "resultMessage"]);
    }
}

#[test]
fn the_right_secret_under_another_name_is_refused() {
    let fake = Fake::new();
    let basic = basic_header("4711", fake.credentials.api_secret.expose());

    assert_eq!(with_authorization(&fake, V2, Some(&basic)).0, 401);
}

#[test]
fn an_unknown_service_is_not_found() {
    let fake = Fake::new();
    let bearer = fake.bearer().1;

    let (status, body) = with_authorization(&fake, "/api/4711/auth/token", Some(&bearer));

    assert_eq!(status, 404);
    assert!(body["resultCode"].is_string());
}

#[rstest]
#[case::root("/")]
#[case::unknown_api("/api/auth/unknown")]
#[case::no_api_at_all("/healthz")]
fn an_unknown_path_is_not_found(#[case] path: &str) {
    let fake = Fake::new();

    let (status, body) = with_authorization(&fake, path, None);

    assert_eq!(status, 404);
    assert!(body["resultMessage"].is_string());
}

#[rstest]
#[case("GET", "auth/token", "POST")]
#[case("DELETE", "backchannel/authentication", "POST")]
#[case("POST", "service/jwks/get", "GET")]
#[case("PUT", "service/configuration", "GET, POST")]
fn a_wrong_method_is_told_the_right_ones(
    #[case] method: &str,
    #[case] api: &str,
    #[case] allow: &str,
) {
    let fake = Fake::new();
    let mut request = fake.request(api, &json!({}));
    request.method = method.to_owned();

    let answer = fake.core.handle(&request);

    assert_eq!(answer.status, 405);
    assert!(
        answer
            .headers
            .contains(&("allow".to_owned(), allow.to_owned())),
        "{:?}",
        answer.headers
    );
}

#[rstest]
#[case::no_json("{")]
#[case::no_object("[]")]
#[case::a_text("\"x\"")]
#[case::empty("")]
#[case::not_utf8_in_a_text("{\"parameters\":\"\u{0}")]
fn malformed_json_is_a_bad_request(#[case] body: &str) {
    let fake = Fake::new();
    let mut request = fake.request("auth/token", &json!({}));
    request.body = body.as_bytes().to_vec();

    let answer = fake.core.handle(&request);

    assert_eq!(answer.status, 400);
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(body["resultCode"].is_string());
}

#[test]
fn a_body_that_is_nested_too_deep_is_a_bad_request() {
    let fake = Fake::new();
    let mut request = fake.request("auth/token", &json!({}));
    request.body = format!("{{\"parameters\":{}", "[".repeat(100_000)).into_bytes();

    assert_eq!(fake.core.handle(&request).status, 400);
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let fake = Fake::new();
    let request = fake.request("auth/token", &json!({"parameters": "a".repeat(1 << 18)}));

    assert_eq!(fake.core.handle(&request).status, 413);
}

#[rstest]
#[case::parameters(json!({"parameters": {"a": 1}}))]
#[case::client_id(json!({"parameters": "a=b", "clientId": ["poll"]}))]
#[case::duration(json!({"parameters": "a=b", "accessTokenDuration": "soon"}))]
fn a_member_of_a_wrong_type_is_a_bad_request(#[case] body: Value) {
    let fake = Fake::new();

    assert_eq!(
        fake.core.handle(&fake.request("auth/token", &body)).status,
        400
    );
}

#[test]
fn another_media_type_is_refused() {
    let fake = Fake::new();
    let mut request = fake.request("auth/token", &json!({}));
    request.headers[1].1 = "text/plain".to_owned();

    assert_eq!(fake.core.handle(&request).status, 415);
}

#[rstest]
#[case("application/x-www-form-urlencoded")]
#[case("Application/X-WWW-Form-Urlencoded; charset=UTF-8")]
fn a_call_may_be_a_form(#[case] media_type: &str) {
    let fake = Fake::new();
    let parameters = form(&good_request());
    let mut request = fake.request("backchannel/authentication", &json!({}));
    request.headers[1].1 = media_type.to_owned();
    request.body = form(&[
        ("parameters", &parameters),
        ("clientId", "poll"),
        ("clientSecret", "poll-secret"),
        ("clientCertificate", ""),
    ])
    .into_bytes();

    let answer = fake.core.handle(&request);

    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["action"], "USER_IDENTIFICATION", "{body}");
}

#[test]
fn nulls_zeros_and_empty_texts_count_as_absent() {
    let fake = Fake::new();

    let answer = fake.call(
        "backchannel/authentication",
        &json!({
            "parameters": form(&[("scope", "openid"), ("login_hint", "1001"), ("client_id", "post"), ("client_secret", "post-secret")]),
            "clientId": 0,
            "clientSecret": "",
            "clientCertificate": null,
            "clientCertificatePath": null,
            "accessTokenDuration": 0,
        }),
    );

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
}

#[test]
fn a_client_id_may_be_a_number() {
    let fake = Fake::new();

    let answer = fake.call(
        "backchannel/authentication",
        &json!({"parameters": form(&good_request()), "clientId": 1001, "clientSecret": "poll-secret"}),
    );

    assert_eq!(answer["action"], "USER_IDENTIFICATION");
    assert_eq!(answer["clientIdAliasUsed"], false);
}

#[test]
fn every_answer_is_json_and_says_so() {
    let fake = Fake::new();

    let answer = fake.core.handle(&fake.request("auth/token", &json!({})));

    assert!(
        answer
            .headers
            .contains(&("content-type".to_owned(), "application/json".to_owned()))
    );
}
