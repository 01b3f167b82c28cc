//! Ping mode, settings, and flows that do not begin.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;
use simulator::consumption_device::DeliveryMode;
use wiremock::matchers::{body_string_contains, method, path};
use wiremock::{Mock, ResponseTemplate};

use super::op::{AUTH_REQ_ID, Op, SECRET, notify, page, press, said, till};

#[tokio::test]
async fn ping_waits_and_then_asks_once() {
    let op = Op::start().await;
    op.acknowledge(1).await;
    op.tokens(&[(200, op.good_tokens())]).await;
    let till = till(&op, DeliveryMode::Ping).await;
    press(&till, "send", &[]).await;
    let token = op.notification_token().await;
    said(&till, "Ping mode").await;
    assert!(op.requests("/token").await.is_empty());

    let wrong_bearer = notify(&till, "wrong", &json!({"auth_req_id": AUTH_REQ_ID})).await;
    let wrong_id = notify(&till, &token, &json!({"auth_req_id": "another"})).await;
    let no_id = notify(&till, &token, &json!({})).await;
    assert!(op.requests("/token").await.is_empty());
    let good = notify(
        &till,
        &token,
        &json!({"auth_req_id": AUTH_REQ_ID, "more": 1}),
    )
    .await;

    assert_eq!(wrong_bearer, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong_id, StatusCode::UNAUTHORIZED);
    assert_eq!(no_id, StatusCode::BAD_REQUEST);
    assert_eq!(good, StatusCode::NO_CONTENT);
    said(&till, "the tokens are here").await;
    let again = notify(&till, &token, &json!({"auth_req_id": AUTH_REQ_ID})).await;
    assert_eq!(again, StatusCode::NO_CONTENT);
    assert_eq!(op.requests("/token").await.len(), 1);
    // 160 bits, in the letters of RFC 6750.
    assert!(
        token.len() >= 27
            && token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
}

#[tokio::test]
async fn a_request_that_must_not_be_sent_is_not_sent() {
    let op = Op::start().await;
    op.acknowledge(1).await;
    let till = till(&op, DeliveryMode::Poll).await;

    for (change, words) in [
        (("scope", "email"), "scope must contain openid"),
        (("hint", ""), "there must be a hint"),
        (("requested_expiry", "0"), "requested_expiry must be"),
    ] {
        let (status, page) = press(&till, "send", &[change]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(page.contains(words), "{page}");
    }
    assert!(op.requests("/bc").await.is_empty());
}

#[tokio::test]
async fn one_flow_at_a_time_and_stop_ends_it() {
    let op = Op::start().await;
    op.acknowledge(100).await;
    let till = till(&op, DeliveryMode::Poll).await;
    press(&till, "send", &[]).await;
    said(&till, "Waiting for the user").await;

    let (second, _) = press(&till, "send", &[]).await;
    press(&till, "stop", &[]).await;

    assert_eq!(second, StatusCode::BAD_REQUEST);
    said(&till, "Stopped").await;
    assert_eq!(op.requests("/bc").await.len(), 1);
}

#[rstest]
#[case("client_secret_post")]
#[case("client_secret_jwt")]
#[tokio::test]
async fn settings_of_ones_own_are_kept_without_showing_the_secret(#[case] method_name: &str) {
    let op = Op::start().await;
    Mock::given(method("POST"))
        .and(path("/bc"))
        .and(body_string_contains(
            if method_name == "client_secret_jwt" {
                "client_assertion=ey"
            } else {
                "client_secret="
            },
        ))
        .respond_with(ResponseTemplate::new(400).set_body_json(json!({"error": "unknown_user_id"})))
        .mount(&op.server)
        .await;
    let till = till(&op, DeliveryMode::Poll).await;
    let issuer = op.server.uri();
    let own = [
        ("client", "own"),
        ("issuer", issuer.as_str()),
        ("client_id", "mine"),
        ("authentication", method_name),
        ("client_secret", SECRET),
    ];

    press(&till, "save", &own).await;
    let kept = page(&till).await;
    let mut without_secret = own.to_vec();
    without_secret.retain(|(name, _)| *name != "client_secret");
    press(&till, "send", &without_secret).await;

    assert!(
        kept.contains("value=\"mine\"") && !kept.contains("long enough"),
        "{kept}"
    );
    let page = said(&till, "names no user").await;
    assert!(!page.contains("long enough"), "{page}");
    assert!(
        op.requests("/bc").await[0]
            .headers
            .get("authorization")
            .is_none()
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let op = Op::start().await;
    let till = till(&op, DeliveryMode::Poll).await;
    let own = [
        ("client", "own"),
        ("client_id", "mine"),
        (
            "backchannel_authentication_endpoint",
            "http://127.0.0.1:9/bc",
        ),
        ("token_endpoint", "http://127.0.0.1:9/token"),
    ];

    press(&till, "send", &own).await;

    said(&till, "http:&#x2f;&#x2f;127.0.0.1:9 cannot be reached").await;
}

#[tokio::test]
async fn metadata_of_another_issuer_are_not_used() {
    let op = Op::start().await;
    let till = till(&op, DeliveryMode::Poll).await;
    let issuer = format!("{}/", op.server.uri());

    press(
        &till,
        "send",
        &[
            ("client", "own"),
            ("client_id", "mine"),
            ("issuer", &issuer),
        ],
    )
    .await;

    said(&till, "another issuer").await;
    assert!(op.requests("/bc").await.is_empty());
}

#[tokio::test]
async fn markup_in_every_field_and_answer_is_text() {
    let op = Op::start().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let answer = json!({"error": evil, "error_description": evil});
    op.answer("POST", "/bc", 400, answer).await;
    let till = till(&op, DeliveryMode::Poll).await;
    let fields = [
        ("hint", evil),
        ("binding_message", evil),
        ("acr_values", evil),
        ("client_id", evil),
        ("token_endpoint", evil),
    ];

    press(&till, "send", &fields).await;

    let page = said(&till, "There are no tokens").await;
    assert!(
        !page.contains("<script>") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;"), "{page}");
}
