//! Every action of every API, and the answer that it becomes.

use axum::http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};

use crate::routes::router;
use crate::testing::{self, ACKNOWLEDGEMENT, Answer, form, send, settings, state};

const CONTENT: &str = r#"{"error":"from_authlete","error_description":"as it is"}"#;

fn assert_error_from_authlete(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status);
    assert_eq!(answer.body, CONTENT);
    assert_common_headers(answer);
    assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
}

fn assert_common_headers(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
}

fn assert_bare_server_error(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.json()["error"], "server_error");
    assert_common_headers(answer);
    for leaked in ["authlete", "Authlete", "action", "FROBNICATE", "ticket"] {
        assert!(!answer.body.contains(leaked), "{}", answer.body);
    }
}

#[rstest]
#[case::bad_request("BAD_REQUEST", 400)]
#[case::unauthorized("UNAUTHORIZED", 401)]
#[case::internal_server_error("INTERNAL_SERVER_ERROR", 500)]
#[tokio::test]
async fn a_refused_authentication_request_is_answered_by_its_action(
    #[case] action: &str,
    #[case] status: u16,
) {
    let (state, authlete) = state(settings());
    authlete.answer(
        "authentication",
        json!({"action": action, "responseContent": CONTENT}),
    );

    let answer = send(
        router(state),
        form("/backchannel/authentication", "scope=openid"),
    )
    .await;

    assert_error_from_authlete(&answer, status);
    assert_eq!(authlete.called(), ["authentication"]);
}

#[tokio::test]
async fn an_accepted_authentication_request_is_acknowledged() {
    let (state, authlete) = state(settings());

    let answer = send(
        router(state),
        form("/backchannel/authentication", "scope=openid"),
    )
    .await;

    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, ACKNOWLEDGEMENT);
    assert_common_headers(&answer);
    assert_eq!(authlete.last("issue"), Some(json!({"ticket": "ticket-1"})));
}

#[rstest]
#[case::internal_server_error("INTERNAL_SERVER_ERROR")]
#[case::invalid_ticket("INVALID_TICKET")]
#[tokio::test]
async fn an_auth_req_id_that_is_not_issued_is_a_500_and_nobody_is_asked(#[case] action: &str) {
    let (state, authlete) = state(settings());
    authlete.answer(
        "issue",
        json!({"action": action, "responseContent": CONTENT}),
    );

    let request = form("/backchannel/authentication", "scope=openid");
    let answer = send(router(state.clone()), request).await;
    testing::settle(&state).await;

    assert_error_from_authlete(&answer, 500);
    assert_eq!(authlete.called(), ["authentication", "issue"]);
}

#[rstest]
#[case::bad_request("BAD_REQUEST", 400)]
#[case::forbidden("FORBIDDEN", 403)]
#[case::internal_server_error("INTERNAL_SERVER_ERROR", 500)]
#[tokio::test]
async fn a_refusal_of_ours_is_answered_by_its_action(#[case] action: &str, #[case] status: u16) {
    let (state, authlete) = state(settings());
    let mut nobody = testing::identification();
    nobody["hint"] = json!("nobody");
    authlete.answer("authentication", nobody);
    authlete.answer(
        "fail",
        json!({"action": action, "responseContent": CONTENT}),
    );

    let answer = send(
        router(state),
        form("/backchannel/authentication", "scope=openid"),
    )
    .await;

    assert_error_from_authlete(&answer, status);
    let reason = json!({"ticket": "ticket-1", "reason": "UNKNOWN_USER_ID"});
    assert_eq!(authlete.last("fail"), Some(reason));
}

#[rstest]
#[case::ok("OK", 200)]
#[case::bad_request("BAD_REQUEST", 400)]
#[case::invalid_client("INVALID_CLIENT", 401)]
#[case::internal_server_error("INTERNAL_SERVER_ERROR", 500)]
#[tokio::test]
async fn a_token_request_is_answered_by_its_action(#[case] action: &str, #[case] status: u16) {
    let (state, authlete) = state(settings());
    authlete.answer(
        "token",
        json!({"action": action, "responseContent": CONTENT}),
    );

    let answer = send(router(state), form("/token", "grant_type=x")).await;

    assert_error_from_authlete(&answer, status);
}

#[rstest]
#[case::locked(true, 400)]
#[case::not_locked(false, 200)]
#[tokio::test]
async fn an_account_that_was_locked_after_the_approval_gets_no_tokens(
    #[case] is_locked: bool,
    #[case] status: u16,
) {
    let (state, authlete) = state(settings());
    if is_locked {
        state.settings.users.lock("1001");
    }
    let content = r#"{"access_token":"a"}"#;
    authlete.answer(
        "token",
        json!({"action": "OK", "responseContent": content, "subject": "1001"}),
    );

    let answer = send(router(state), form("/token", "grant_type=x")).await;

    assert_eq!(answer.status.as_u16(), status);
    assert_eq!(answer.body.contains("access_token"), !is_locked);
    assert_eq!(answer.body.contains("invalid_grant"), is_locked);
    assert_common_headers(&answer);
}

#[rstest]
#[case::authentication("authentication", "/backchannel/authentication")]
#[case::issue("issue", "/backchannel/authentication")]
#[case::token("token", "/token")]
#[case::token_of_another_grant("token", "/token")]
#[tokio::test]
async fn an_unknown_action_is_a_500_that_tells_nothing(
    #[case] api: &'static str,
    #[case] path: &str,
) {
    let (state, authlete) = state(settings());
    authlete.answer(
        api,
        json!({"action": "FROBNICATE", "responseContent": CONTENT}),
    );

    let answer = send(router(state), form(path, "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn an_unknown_action_of_a_refusal_is_a_500_that_tells_nothing() {
    let (state, authlete) = state(settings());
    let mut nobody = testing::identification();
    nobody["hint"] = json!("nobody");
    authlete.answer("authentication", nobody);
    authlete.answer(
        "fail",
        json!({"action": "FROBNICATE", "responseContent": CONTENT}),
    );

    let answer = send(router(state), form("/backchannel/authentication", "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::INTERNAL_SERVER_ERROR);
}

#[rstest]
#[case::absent(json!({"action": "BAD_REQUEST"}))]
#[case::null(json!({"action": "BAD_REQUEST", "responseContent": null}))]
#[case::empty(json!({"action": "BAD_REQUEST", "responseContent": ""}))]
#[case::html(json!({"action": "BAD_REQUEST", "responseContent": "<html>"}))]
#[case::truncated(json!({"action": "BAD_REQUEST", "responseContent": "{\"error\":"}))]
#[case::no_object(json!({"action": "BAD_REQUEST", "responseContent": "[]"}))]
#[case::no_error(json!({"action": "BAD_REQUEST", "responseContent": "{}"}))]
#[case::error_of_another_type(json!({"action": "BAD_REQUEST", "responseContent": "{\"error\":1}"}))]
#[case::error_that_is_no_text(json!({"action": "BAD_REQUEST", "responseContent": "{\"error\":\"\\ud800\"}"}))]
#[case::byte_order_mark(json!({"action": "BAD_REQUEST", "responseContent": "\u{feff}{\"error\":\"x\"}"}))]
#[tokio::test]
async fn content_that_is_no_oauth_error_is_a_500(
    #[case] response: Value,
    #[values(("authentication", "/backchannel/authentication"), ("token", "/token"))] endpoint: (
        &'static str,
        &str,
    ),
) {
    let (state, authlete) = state(settings());
    authlete.answer(endpoint.0, response);

    let answer = send(router(state), form(endpoint.1, "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn an_identification_without_a_ticket_is_a_500() {
    let (state, authlete) = state(settings());
    let mut without_ticket = testing::identification();
    without_ticket.as_object_mut().unwrap().remove("ticket");
    authlete.answer("authentication", without_ticket);

    let answer = send(router(state), form("/backchannel/authentication", "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(authlete.called(), ["authentication"]);
}

#[rstest]
#[case::auth_req_id("authReqId")]
#[case::expires_in("expiresIn")]
#[tokio::test]
async fn an_issued_auth_req_id_that_we_do_not_learn_is_a_500(#[case] member: &str) {
    let (state, authlete) = state(settings());
    let mut issued = json!({
        "action": "OK", "authReqId": "id-1", "expiresIn": 600, "responseContent": ACKNOWLEDGEMENT,
    });
    issued.as_object_mut().unwrap().remove(member);
    authlete.answer("issue", issued);

    let answer = send(router(state), form("/backchannel/authentication", "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::INTERNAL_SERVER_ERROR);
}

#[rstest]
#[case::authentication("authentication", "/backchannel/authentication")]
#[case::issue("issue", "/backchannel/authentication")]
#[case::token("token", "/token")]
#[tokio::test]
async fn an_authlete_that_gives_no_answer_is_a_503(#[case] api: &'static str, #[case] path: &str) {
    let (state, authlete) = state(settings());
    authlete.time_out(api);

    let answer = send(router(state), form(path, "a=b")).await;

    assert_bare_server_error(&answer, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), Some("5"));
}

#[rstest]
#[case::unknown_user(json!({"hint": "nobody"}), "UNKNOWN_USER_ID")]
#[case::locked_user(json!({"hint": "1005"}), "ACCESS_DENIED")]
#[case::missing_user_code(json!({"userCodeRequired": true}), "MISSING_USER_CODE")]
#[case::invalid_user_code(json!({"userCodeRequired": true, "userCode": "0"}), "INVALID_USER_CODE")]
#[case::invalid_binding_message(json!({"bindingMessage": "\t"}), "INVALID_BINDING_MESSAGE")]
#[tokio::test]
async fn what_only_this_server_can_verify_is_refused_with_its_reason(
    #[case] members: Value,
    #[case] reason: &str,
) {
    let (state, authlete) = state(settings());
    let mut request = testing::identification();
    for (name, value) in members.as_object().unwrap() {
        request[name.as_str()] = value.clone();
    }
    authlete.answer("authentication", request);

    let endpoint = form("/backchannel/authentication", "scope=openid");
    let answer = send(router(state.clone()), endpoint).await;
    testing::settle(&state).await;

    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let expected = json!({"ticket": "ticket-1", "reason": reason});
    assert_eq!(authlete.last("fail"), Some(expected));
    assert_eq!(
        authlete.called(),
        ["authentication", "fail"],
        "nobody may be asked"
    );
}
