//! Documents that are handed on, and the health of the server.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};

use crate::routes::router;
use crate::testing::{send, settings, state};

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn the_discovery_document_is_the_one_of_the_service() {
    let (state, authlete) = state(settings());
    let document = json!({"zeta": 1, "issuer": "https://op.example.com", "alpha": [true, null]});
    authlete.answer("configuration", document.clone());

    let answer = send(router(state), get("/.well-known/openid-configuration")).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.body, document.to_string());
}

#[rstest]
#[case::keys(json!({"keys": []}), 200, Some("application/json"), None)]
#[case::no_keys(json!(false), 204, None, None)]
#[case::elsewhere(json!("https://keys.example.com/"), 302, None, Some("https://keys.example.com/"))]
#[tokio::test]
async fn the_keys_are_where_the_service_has_them(
    #[case] keys: Value,
    #[case] status: u16,
    #[case] content_type: Option<&str>,
    #[case] location: Option<&str>,
) {
    let (state, authlete) = state(settings());
    authlete.answer("jwks", keys);

    let answer = send(router(state), get("/jwks")).await;

    assert_eq!(answer.status.as_u16(), status);
    assert_eq!(answer.header("content-type"), content_type);
    assert_eq!(answer.header("location"), location);
}

#[rstest]
#[case::discovery("configuration", "/.well-known/openid-configuration")]
#[case::jwks("jwks", "/jwks")]
#[tokio::test]
async fn documents_that_authlete_does_not_deliver_are_a_503(
    #[case] api: &'static str,
    #[case] path: &str,
) {
    let (state, authlete) = state(settings());
    authlete.time_out(api);

    let answer = send(router(state), get(path)).await;

    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["error"], "server_error");
}

#[tokio::test]
async fn health_does_not_depend_on_authlete() {
    let (state, authlete) = state(settings());

    let answer = send(router(state), get("/healthz")).await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(authlete.calls().is_empty());
}
