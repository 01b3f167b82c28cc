//! Tickets: `issue` and `fail`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, refusal, text};

#[test]
fn an_unknown_ticket_gets_the_published_answer() {
    let fake = Fake::new();

    let answer = fake.issue("nobody-has-this-ticket");

    assert_eq!(answer["resultCode"], "A181201");
    assert_eq!(
        answer["resultMessage"],
        "[A181201] The ticket does not exist."
    );
    assert_eq!(
        refusal(&answer),
        ("INVALID_TICKET".to_owned(), "server_error".to_owned())
    );
}

#[rstest]
#[case::absent(json!({}))]
#[case::null(json!({"ticket": null}))]
#[case::empty(json!({"ticket": ""}))]
fn issue_without_a_ticket_is_the_servers_fault(#[case] body: Value) {
    let fake = Fake::new();

    let answer = fake.call("backchannel/authentication/issue", &body);

    assert_eq!(answer["action"], "INTERNAL_SERVER_ERROR");
}

#[test]
fn an_auth_req_id_is_issued_once() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");

    let first = fake.issue(&ticket);
    let again = fake.issue(&ticket);

    assert_eq!(first["action"], "OK");
    assert_eq!(again["action"], "INVALID_TICKET");
    assert_eq!(again.get("authReqId"), None);
}

#[rstest]
#[case::in_time(599, "OK")]
#[case::too_late(600, "INVALID_TICKET")]
fn a_ticket_waits_ten_minutes_for_issue(#[case] seconds: u64, #[case] action: &str) {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");

    fake.wait(seconds);

    assert_eq!(fake.issue(&ticket)["action"], action);
}

#[rstest]
#[case("EXPIRED_LOGIN_HINT_TOKEN", "BAD_REQUEST", "expired_login_hint_token")]
#[case("UNKNOWN_USER_ID", "BAD_REQUEST", "unknown_user_id")]
#[case("UNAUTHORIZED_CLIENT", "BAD_REQUEST", "unauthorized_client")]
#[case("MISSING_USER_CODE", "BAD_REQUEST", "missing_user_code")]
#[case("INVALID_USER_CODE", "BAD_REQUEST", "invalid_user_code")]
#[case("INVALID_BINDING_MESSAGE", "BAD_REQUEST", "invalid_binding_message")]
#[case("INVALID_TARGET", "BAD_REQUEST", "invalid_target")]
#[case("ACCESS_DENIED", "FORBIDDEN", "access_denied")]
#[case("SERVER_ERROR", "INTERNAL_SERVER_ERROR", "server_error")]
fn a_reason_becomes_an_error(#[case] reason: &str, #[case] action: &str, #[case] error: &str) {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");

    let answer = fail(&fake, &json!({"ticket": ticket, "reason": reason}));

    assert_eq!(answer["resultCode"], "A185001");
    assert_eq!(answer["action"], action);
    assert_eq!(content(&answer), json!({"error": error}));
}

#[test]
fn a_failed_ticket_is_gone() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");

    fail(&fake, &json!({"ticket": ticket, "reason": "ACCESS_DENIED"}));

    assert_eq!(fake.issue(&ticket)["action"], "INVALID_TICKET");
}

#[test]
fn a_ticket_that_fails_after_issue_takes_its_auth_req_id_along() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");

    fail(&fake, &json!({"ticket": ticket, "reason": "ACCESS_DENIED"}));

    let answer = fake.poll("poll", &auth_req_id);
    assert_eq!(refusal(&answer).1, "invalid_grant");
}

#[rstest]
#[case::unknown_ticket(json!({"ticket": "nobody-has-this", "reason": "ACCESS_DENIED"}), "FORBIDDEN")]
#[case::no_ticket(json!({"reason": "ACCESS_DENIED"}), "FORBIDDEN")]
#[case::no_reason(json!({}), "INTERNAL_SERVER_ERROR")]
#[case::null_reason(json!({"reason": null}), "INTERNAL_SERVER_ERROR")]
fn fail_needs_neither_a_ticket_nor_a_reason(#[case] body: Value, #[case] action: &str) {
    let fake = Fake::new();

    let answer = fail(&fake, &body);

    assert_eq!(answer["resultCode"], "A185001");
    assert_eq!(answer["action"], action);
}

#[test]
fn a_description_is_handed_on() {
    let fake = Fake::new();

    let answer = fail(
        &fake,
        &json!({"reason": "ACCESS_DENIED", "errorDescription": "No.", "errorUri": "https://x.example"}),
    );

    assert_eq!(
        content(&answer),
        json!({"error": "access_denied", "error_description": "No.", "error_uri": "https://x.example"})
    );
}

#[rstest]
#[case::unknown_reason(json!({"reason": "BAD_MOOD"}))]
#[case::quotes_in_the_description(json!({"reason": "ACCESS_DENIED", "errorDescription": "\"no\""}))]
#[case::space_in_the_uri(json!({"reason": "ACCESS_DENIED", "errorUri": "https://x.example/ y"}))]
fn a_wrong_call_of_fail_is_the_servers_fault_and_leaves_the_ticket(#[case] body: Value) {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    let mut body = body;
    body["ticket"] = json!(ticket);

    let answer = fail(&fake, &body);

    assert_eq!(
        refusal(&answer),
        (
            "INTERNAL_SERVER_ERROR".to_owned(),
            "server_error".to_owned()
        )
    );
    assert_eq!(fake.issue(&ticket)["action"], "OK");
}

#[test]
fn tickets_of_other_requests_are_left_alone() {
    let fake = Fake::new();
    let (failed, kept) = (fake.ticket("poll"), fake.ticket("poll"));

    fail(&fake, &json!({"ticket": failed, "reason": "ACCESS_DENIED"}));

    assert!(!text(&fake.issue(&kept), "authReqId").is_empty());
}

fn fail(fake: &Fake, body: &Value) -> Value {
    fake.call("backchannel/authentication/fail", body)
}
