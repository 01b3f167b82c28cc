//! What may be sent to the endpoints, and what reaches Authlete of it.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rstest::rstest;
use serde_json::json;

use crate::routes::router;
use crate::testing::{Answer, form, send, settings, state};

const FORM: &str = "application/x-www-form-urlencoded";

fn assert_oauth_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!(answer.status.as_u16(), status, "{answer:?}");
    assert_eq!(answer.json()["error"], error);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
}

#[rstest]
#[case::duplicates("scope=openid&scope=email&login_hint=a+b%2Bc")]
#[case::empty("")]
#[case::no_form_at_all("%zz&&==")]
#[tokio::test]
async fn the_body_reaches_authlete_verbatim(
    #[case] body: &str,
    #[values(("authentication", "/backchannel/authentication"), ("token", "/token"))] endpoint: (
        &'static str,
        &str,
    ),
) {
    let (state, authlete) = state(settings());

    send(router(state), form(endpoint.1, body)).await;

    assert_eq!(authlete.last(endpoint.0), Some(json!({"parameters": body})));
}

#[rstest]
#[case::plain(FORM)]
#[case::with_charset("application/x-www-form-urlencoded;charset=UTF-8")]
#[case::with_blanks("application/x-www-form-urlencoded ; charset=utf-8")]
#[case::in_capitals("Application/X-WWW-Form-URLEncoded")]
#[tokio::test]
async fn a_form_is_taken_however_its_type_is_written(#[case] content_type: &str) {
    let (state, _) = state(settings());
    let request = Request::post("/token").header("content-type", content_type);

    let answer = send(router(state), request.body(Body::from("a=b")).unwrap()).await;

    assert_eq!(answer.status, StatusCode::OK);
}

#[rstest]
#[case::json(&["application/json"])]
#[case::multipart(&["multipart/form-data; boundary=x"])]
#[case::plain_text(&["text/plain"])]
#[case::longer_name(&["application/x-www-form-urlencoded2"])]
#[case::none(&[])]
#[case::empty(&[""])]
#[case::two(&[FORM, FORM])]
#[tokio::test]
async fn a_body_of_another_type_is_a_415(
    #[case] content_types: &[&str],
    #[values("/backchannel/authentication", "/token")] path: &str,
) {
    let (state, authlete) = state(settings());
    let mut request = Request::post(path);
    for content_type in content_types {
        request = request.header("content-type", *content_type);
    }

    let answer = send(router(state), request.body(Body::from("a=b")).unwrap()).await;

    assert_oauth_error(&answer, 415, "invalid_request");
    assert!(authlete.calls().is_empty());
}

#[rstest]
#[case::at_the_limit(64 * 1024, 200)]
#[case::over_the_limit(64 * 1024 + 1, 413)]
#[tokio::test]
async fn a_body_may_have_64_kib(#[case] length: usize, #[case] status: u16) {
    let (state, _) = state(settings());

    let answer = send(router(state), form("/token", &"x".repeat(length))).await;

    assert_eq!(answer.status.as_u16(), status);
    if status == 413 {
        assert_oauth_error(&answer, 413, "invalid_request");
    }
}

#[tokio::test]
async fn a_body_that_is_not_utf_8_is_an_invalid_request() {
    let (state, authlete) = state(settings());
    let request = Request::post("/token").header("content-type", FORM);

    let answer = send(
        router(state),
        request.body(Body::from(vec![b'a', 0xff])).unwrap(),
    )
    .await;

    assert_oauth_error(&answer, 400, "invalid_request");
    assert!(authlete.calls().is_empty());
}

#[rstest]
#[case::authentication("GET", "/backchannel/authentication", "POST")]
#[case::authentication_put("PUT", "/backchannel/authentication", "POST")]
#[case::callback("GET", "/backchannel/authentication/callback", "POST")]
#[case::token("GET", "/token", "POST")]
#[case::token_head("HEAD", "/token", "POST")]
#[case::token_delete("DELETE", "/token", "POST")]
#[case::discovery("POST", "/.well-known/openid-configuration", "GET,HEAD")]
#[case::jwks("POST", "/jwks", "GET,HEAD")]
#[case::health("POST", "/healthz", "GET,HEAD")]
#[tokio::test]
async fn another_method_is_a_405_with_the_right_one(
    #[case] method: &str,
    #[case] path: &str,
    #[case] allow: &str,
) {
    let (state, authlete) = state(settings());
    let request = Request::builder().method(method).uri(path);
    let request = request.header("content-type", FORM);

    let answer = send(router(state), request.body(Body::empty()).unwrap()).await;

    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), Some(allow));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(authlete.calls().is_empty());
}

#[tokio::test]
async fn options_tells_the_methods() {
    let (state, _) = state(settings());
    let request = Request::options("/token").body(Body::empty()).unwrap();

    let answer = send(router(state), request).await;

    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("allow"), Some("POST"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[rstest]
#[case::root("/")]
#[case::slash_at_the_end("/token/")]
#[case::other_case("/Token")]
#[tokio::test]
async fn an_unknown_path_is_a_404_in_json(#[case] path: &str) {
    let (state, _) = state(settings());

    let answer = send(router(state), form(path, "a=b")).await;

    assert_oauth_error(&answer, 404, "invalid_request");
}

#[tokio::test]
async fn the_query_string_is_never_read() {
    let (state, authlete) = state(settings());

    send(
        router(state),
        form("/token?client_id=a&client_secret=b&grant_type=c", "d=e"),
    )
    .await;

    assert_eq!(authlete.last("token"), Some(json!({"parameters": "d=e"})));
}

#[tokio::test]
async fn basic_credentials_reach_authlete_decoded() {
    let (state, authlete) = state(settings());
    let mut request = form("/token", "a=b");
    let encoded = format!("Basic {}", STANDARD.encode("my+app:s%2Bcret%3A1"));
    request
        .headers_mut()
        .insert("authorization", encoded.parse().unwrap());

    send(router(state), request).await;

    let expected = json!({"parameters": "a=b", "clientId": "my app", "clientSecret": "s+cret:1"});
    assert_eq!(authlete.last("token"), Some(expected));
}

#[rstest]
#[case::bad_base64(&["Basic %%%"], 401, "invalid_client")]
#[case::two_headers(&["Basic YTpi", "Basic YTpi"], 400, "invalid_request")]
#[tokio::test]
async fn unusable_credentials_never_reach_authlete(
    #[case] values: &[&str],
    #[case] status: u16,
    #[case] error: &str,
    #[values("/backchannel/authentication", "/token")] path: &str,
) {
    let (state, authlete) = state(settings());
    let mut request = form(path, "a=b");
    for value in values {
        request
            .headers_mut()
            .append("authorization", value.parse().unwrap());
    }

    let answer = send(router(state), request).await;

    assert_oauth_error(&answer, status, error);
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    assert_eq!(challenge.starts_with("Basic realm="), status == 401);
    assert!(authlete.calls().is_empty());
}
