//! Push mode: every check of the tokens that come.

use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use simulator::consumption_device::DeliveryMode;

use super::op::{AUTH_REQ_ID, Op, notify, press, said, till, tokens};

#[tokio::test]
async fn push_takes_tokens_without_a_token_request() {
    let op = Op::start().await;
    op.acknowledge(1).await;
    let till = till(&op, DeliveryMode::Push).await;
    press(&till, "send", &[]).await;
    let token = op.notification_token().await;
    let mut push = op.good_tokens();
    push["auth_req_id"] = json!(AUTH_REQ_ID);

    let answer = notify(&till, &token, &push).await;

    assert_eq!(answer, StatusCode::NO_CONTENT);
    said(&till, "the tokens are here").await;
    assert!(op.requests("/token").await.is_empty());
}

type Change = fn(&mut Value, &mut Value);

#[rstest]
#[case::another(true)]
#[case::none(false)]
#[tokio::test]
async fn a_push_with_another_signature_or_none_is_not_used(#[case] is_signed: bool) {
    let op = Op::start().await;
    op.acknowledge(1).await;
    let till = till(&op, DeliveryMode::Push).await;
    press(&till, "send", &[]).await;
    let token = op.notification_token().await;
    let mut id_token = op.id_token(|_, _| ());
    if is_signed {
        let end = id_token.len() - 20;
        let other = if &id_token[end..=end] == "A" {
            "B"
        } else {
            "A"
        };
        id_token.replace_range(end..=end, other);
    } else {
        id_token = op.id_token(|header, _| header["alg"] = json!("none"));
        id_token.truncate(id_token.rfind('.').unwrap() + 1);
    }
    let mut push = tokens(&id_token);
    push["auth_req_id"] = json!(AUTH_REQ_ID);

    let refused = notify(&till, &token, &push).await;

    assert_eq!(refused, StatusCode::BAD_REQUEST);
    said(&till, "must not be used: signature").await;
}

#[rstest]
#[case("access_denied", "Denied")]
#[case("expired_token", "nobody decided before")]
#[case("transaction_failed", "could not bring it to an end")]
#[tokio::test]
async fn a_push_error_ends_the_flow(#[case] code: &str, #[case] words: &str) {
    let op = Op::start().await;
    op.acknowledge(1).await;
    let till = till(&op, DeliveryMode::Push).await;
    press(&till, "send", &[]).await;
    let token = op.notification_token().await;

    let answer = notify(
        &till,
        &token,
        &json!({"auth_req_id": AUTH_REQ_ID, "error": code}),
    )
    .await;

    assert_eq!(answer, StatusCode::NO_CONTENT);
    said(&till, words).await;
}

#[rstest]
#[case::at_hash(|_: &mut Value, claims: &mut Value| claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA"))]
#[case::no_at_hash(|_: &mut Value, claims: &mut Value| { claims.as_object_mut().unwrap().remove("at_hash"); })]
#[case::rt_hash(|_: &mut Value, claims: &mut Value| claims["urn:openid:params:jwt:claim:rt_hash"] = json!("x"))]
#[case::no_rt_hash(|_: &mut Value, claims: &mut Value| { claims.as_object_mut().unwrap().remove("urn:openid:params:jwt:claim:rt_hash"); })]
#[case::auth_req_id(|_: &mut Value, claims: &mut Value| claims["urn:openid:params:jwt:claim:auth_req_id"] = json!("x"))]
#[case::no_auth_req_id(|_: &mut Value, claims: &mut Value| { claims.as_object_mut().unwrap().remove("urn:openid:params:jwt:claim:auth_req_id"); })]
#[case::issuer(|_: &mut Value, claims: &mut Value| claims["iss"] = json!("https://evil.example"))]
#[case::audience(|_: &mut Value, claims: &mut Value| claims["aud"] = json!("another"))]
#[case::audiences(|_: &mut Value, claims: &mut Value| claims["aud"] = json!(["till", "another"]))]
#[case::azp(|_: &mut Value, claims: &mut Value| claims["azp"] = json!("another"))]
#[case::expired(|_: &mut Value, claims: &mut Value| claims["exp"] = json!(1_600_000_000))]
#[case::no_iat(|_: &mut Value, claims: &mut Value| { claims.as_object_mut().unwrap().remove("iat"); })]
#[case::no_sub(|_: &mut Value, claims: &mut Value| { claims.as_object_mut().unwrap().remove("sub"); })]
#[case::another_algorithm(|header: &mut Value, _: &mut Value| header["alg"] = json!("HS256"))]
#[case::another_key(|header: &mut Value, _: &mut Value| header["kid"] = json!("2"))]
#[tokio::test]
async fn a_push_that_fails_one_check_is_not_used(#[case] change: Change) {
    let op = Op::start().await;
    op.acknowledge(1).await;
    let till = till(&op, DeliveryMode::Push).await;
    press(&till, "send", &[]).await;
    let token = op.notification_token().await;
    let mut push = tokens(&op.id_token(change));
    push["auth_req_id"] = json!(AUTH_REQ_ID);

    let refused = notify(&till, &token, &push).await;

    assert_eq!(refused, StatusCode::BAD_REQUEST);
    let page = said(&till, "must not be used").await;
    assert_eq!(page.matches("<b>WRONG</b>").count(), 1, "{page}");
}
