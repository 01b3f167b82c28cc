//! The handlers' calls from the authentication request to the tokens, in the order in which they make them.

use rstest::rstest;
use serde_json::{Value, json};

use super::{FAIL, FAIL_MEMBERS, Java, Unset};
use crate::support::{Fake, claims_of, content, good_request, refusal, text};

const ALLOWED_AT: u64 = 1_767_225_600;

/// Its words for an end that is none.
const DENIED: &str = "The end-user denied the backchannel authentication request.";
const TIMED_OUT: &str = "The task delegated to the authentication device timed out.";

/// Ticket and `auth_req_id` of an acknowledged request of that client.
fn acknowledged(java: Java, fake: &Fake, client: &str) -> (String, String) {
    let mut parameters = good_request().to_vec();
    parameters.extend([
        ("binding_message", "W4SCT"),
        ("acr_values", "urn:example:acr:strong"),
    ]);
    let answer = java.authentication(fake, client, &parameters);
    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
    // What the server shows on the device, and hands to its completion.
    assert_eq!(answer["bindingMessage"], "W4SCT");
    assert!(answer["clientName"].is_string() && answer["scopes"][0]["name"] == "openid");
    assert_eq!(answer["userCodeRequired"], false);
    let ticket = text(&answer, "ticket");
    let issued = java.issue(fake, &ticket);
    assert_eq!(issued["action"], "OK");
    // The device is given four fifths of it, at least 5 seconds.
    assert!(issued["expiresIn"].as_u64().unwrap() > 6);
    (ticket, text(&issued, "authReqId"))
}

/// What `complete` is sent when the user allowed it: claims as a text, the time of the authentication, the first ACR.
fn allowed(ticket: &str) -> Value {
    json!({
        "ticket": ticket, "result": "AUTHORIZED", "subject": "1001", "authTime": ALLOWED_AT,
        "acr": "urn:example:acr:strong", "claims": "{\"email\":\"john@example.com\",\"email_verified\":false}",
    })
}

fn java(unset: Unset, version: u8) -> Java {
    Java { unset, version }
}

#[rstest]
fn what_the_user_allows_becomes_tokens(
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values(2, 3)] version: u8,
    #[values("poll", "ping", "push")] mode: &str,
) {
    let (java, fake) = (java(unset, version), Fake::new());
    let (ticket, auth_req_id) = acknowledged(java, &fake, mode);
    let before = (mode != "push").then(|| refusal(&java.poll(&fake, mode, &auth_req_id)).1);

    let completed = java.complete(&fake, &allowed(&ticket));

    fake.wait(6);
    let tokens = if mode == "push" {
        content(&completed)
    } else {
        content(&java.poll(&fake, mode, &auth_req_id))
    };
    assert!(before.is_none_or(|error| error == "authorization_pending"));
    assert_eq!(completed["deliveryMode"], mode.to_uppercase());
    assert_eq!(tokens["token_type"], "Bearer", "{tokens}");
    assert!(tokens["access_token"].is_string() && tokens["expires_in"].as_u64() > Some(0));
    let claims = claims_of(&text(&tokens, "id_token"));
    assert_eq!(claims["sub"], "1001");
    assert_eq!(claims["email"], "john@example.com");
    assert_eq!(claims["email_verified"], false);
    assert_eq!(claims["auth_time"], ALLOWED_AT);
    assert_eq!(claims["acr"], "urn:example:acr:strong");
}

#[rstest]
fn what_the_user_does_not_allow_ends_in_the_server_s_words(
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values(2, 3)] version: u8,
    #[values("poll", "ping", "push")] mode: &str,
    #[values(("ACCESS_DENIED", "access_denied", DENIED), ("TRANSACTION_FAILED", "expired_token", TIMED_OUT))]
    end: (&str, &str, &str),
) {
    let (java, fake) = (java(unset, version), Fake::new());
    let (ticket, auth_req_id) = acknowledged(java, &fake, mode);
    let (result, error, description) = end;

    // The subject is named although nobody was authenticated.
    let completed = java.complete(
        &fake,
        &json!({"ticket": ticket, "result": result, "subject": "1001", "errorDescription": description}),
    );

    let told = if mode == "push" {
        content(&completed)
    } else {
        content(&java.poll(&fake, mode, &auth_req_id))
    };
    assert_eq!(told["error"], error);
    assert_eq!(told["error_description"], description);
}

#[rstest]
#[case("poll", "NO_ACTION")]
#[case("ping", "NOTIFICATION")]
#[case("push", "NOTIFICATION")]
fn a_notification_has_all_that_the_server_needs_to_send_it(
    #[case] mode: &str,
    #[case] action: &str,
) {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());
    let (ticket, auth_req_id) = acknowledged(java, &fake, mode);

    let completed = java.complete(&fake, &allowed(&ticket));

    assert_eq!(completed["action"], action);
    if action == "NOTIFICATION" {
        let endpoint = text(&completed, "clientNotificationEndpoint");
        assert_eq!(endpoint, format!("https://client.example.com/{mode}"));
        let token = text(&completed, "clientNotificationToken");
        assert_eq!(token, "notification-token-0123456789");
        assert_eq!(content(&completed)["auth_req_id"], auth_req_id);
    } else {
        assert_eq!(completed.get("clientNotificationEndpoint"), None);
        assert_eq!(completed.get("responseContent"), None);
    }
}

/// The handler gives ticket and reason alone, and goes no further.
#[rstest]
#[case("UNKNOWN_USER_ID", "unknown_user_id")]
#[case("EXPIRED_LOGIN_HINT_TOKEN", "expired_login_hint_token")]
#[case("INVALID_USER_CODE", "invalid_user_code")]
#[case("INVALID_BINDING_MESSAGE", "invalid_binding_message")]
fn a_request_that_the_server_refuses_is_over(
    #[case] reason: &str,
    #[case] error: &str,
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values(2, 3)] version: u8,
) {
    let (java, fake) = (java(unset, version), Fake::new());
    let answer = java.authentication(&fake, "poll", &good_request());
    let ticket = text(&answer, "ticket");

    let set = json!({"ticket": ticket, "reason": reason});
    let failed = java.call(&fake, FAIL, &java.write(FAIL_MEMBERS, &set));

    assert_eq!(failed["action"], "BAD_REQUEST");
    assert_eq!(content(&failed), json!({"error": error}));
    assert_eq!(java.issue(&fake, &ticket)["action"], "INVALID_TICKET");
}

#[test]
fn the_user_code_comes_with_the_word_that_it_is_required() {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());
    let mut parameters = good_request().to_vec();
    let without = java.authentication(&fake, "user-code", &parameters);
    parameters.push(("user_code", "675325"));

    let with = java.authentication(&fake, "user-code", &parameters);

    assert_eq!(refusal(&without).1, "missing_user_code");
    assert_eq!(with["userCodeRequired"], true);
    assert_eq!(with["userCode"], "675325");
}

#[test]
fn a_device_that_decides_too_late_is_told_so() {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());
    let (ticket, auth_req_id) = acknowledged(java, &fake, "poll");
    fake.wait(700);

    let completed = java.complete(&fake, &allowed(&ticket));

    assert_eq!(completed["action"], "SERVER_ERROR");
    let polled = java.poll(&fake, "poll", &auth_req_id);
    assert_eq!(refusal(&polled).1, "expired_token");
}
