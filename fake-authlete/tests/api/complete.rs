//! `complete`: what a decision comes to, and what happens when there is no decision to take.

use fake_authlete::PushTransactionError;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, content, refusal};

#[rstest]
#[case::denied("ACCESS_DENIED", "access_denied")]
#[case::failed("TRANSACTION_FAILED", "expired_token")]
fn a_poll_client_learns_of_a_refusal_at_the_token_endpoint(
    #[case] result: &str,
    #[case] error: &str,
) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");

    let completed = fake.complete(&ticket, result);

    assert_eq!(completed["action"], "NO_ACTION");
    for _ in 0..2 {
        let answer = fake.poll("poll", &auth_req_id);
        assert_eq!(
            refusal(&answer),
            ("BAD_REQUEST".to_owned(), error.to_owned())
        );
    }
}

#[rstest]
#[case::denied("ACCESS_DENIED", "access_denied")]
#[case::failed("TRANSACTION_FAILED", "expired_token")]
fn a_ping_says_nothing_about_the_decision(#[case] result: &str, #[case] error: &str) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("ping");

    let completed = fake.complete(&ticket, result);

    assert_eq!(completed["action"], "NOTIFICATION");
    assert_eq!(content(&completed), json!({"auth_req_id": auth_req_id}));
    assert_eq!(refusal(&fake.poll("ping", &auth_req_id)).1, error);
}

#[rstest]
#[case::denied("ACCESS_DENIED", PushTransactionError::ExpiredToken, "access_denied")]
#[case::failed_as_documented(
    "TRANSACTION_FAILED",
    PushTransactionError::ExpiredToken,
    "expired_token"
)]
#[case::failed_as_specified(
    "TRANSACTION_FAILED",
    PushTransactionError::TransactionFailed,
    "transaction_failed"
)]
fn a_push_client_is_sent_the_error(
    #[case] result: &str,
    #[case] setting: PushTransactionError,
    #[case] error: &str,
) {
    let fake = Fake::with(|config| config.service.push_error_on_transaction_failed = setting);
    let (ticket, auth_req_id) = fake.acknowledged("push");

    let completed = fake.complete_with(
        &ticket,
        &json!({"result": result, "errorDescription": "No."}),
    );

    assert_eq!(completed["action"], "NOTIFICATION");
    assert_eq!(
        content(&completed),
        json!({"auth_req_id": auth_req_id, "error": error, "error_description": "No."})
    );
    assert_eq!(completed.get("accessToken"), None);
    assert_eq!(completed["accessTokenDuration"], 0);
}

#[rstest]
#[case::poll("poll")]
#[case::ping("ping")]
#[case::push("push")]
fn a_ticket_is_completed_once(#[case] client: &str) {
    let fake = Fake::new();
    let (ticket, _) = fake.acknowledged(client);
    fake.complete(&ticket, "AUTHORIZED");

    let again = fake.complete(&ticket, "ACCESS_DENIED");

    assert_eq!(again["action"], "SERVER_ERROR");
    assert_eq!(again["resultCode"], "A186202");
    assert_eq!(again.get("responseContent"), None);
}

#[test]
fn a_second_completion_does_not_change_the_first() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete(&ticket, "AUTHORIZED");

    fake.complete(&ticket, "ACCESS_DENIED");

    assert_eq!(fake.poll("poll", &auth_req_id)["action"], "OK");
}

#[rstest]
#[case::unknown("nobody-has-this-ticket", "A186202")]
#[case::empty("", "A186201")]
fn a_ticket_that_nobody_knows_cannot_be_completed(#[case] ticket: &str, #[case] code: &str) {
    let fake = Fake::new();

    let answer = fake.complete(ticket, "AUTHORIZED");

    assert_eq!(answer["action"], "SERVER_ERROR");
    assert_eq!(answer["resultCode"], code);
}

#[rstest]
#[case::poll("poll")]
#[case::push("push")]
fn a_ticket_cannot_be_completed_before_issue(#[case] client: &str) {
    let fake = Fake::new();
    let ticket = fake.ticket(client);

    let answer = fake.complete(&ticket, "AUTHORIZED");

    assert_eq!(answer["action"], "SERVER_ERROR");
    assert_eq!(fake.issue(&ticket)["action"], "OK");
}

#[rstest]
#[case::one_second_early(599, "OK")]
#[case::expired(600, "BAD_REQUEST")]
fn an_expired_poll_request_cannot_be_completed(#[case] seconds: u64, #[case] action: &str) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    assert!(fake.core.age(&auth_req_id, seconds));

    let completed = fake.complete(&ticket, "AUTHORIZED");

    let expected = if action == "OK" {
        "NO_ACTION"
    } else {
        "SERVER_ERROR"
    };
    assert_eq!(completed["action"], expected);
    assert_eq!(fake.poll("poll", &auth_req_id)["action"], action);
}

#[test]
fn an_expired_ping_request_ends_in_a_ping_and_expired_token() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("ping");
    fake.core.age(&auth_req_id, 600);

    let completed = fake.complete(&ticket, "AUTHORIZED");

    assert_eq!(completed["action"], "NOTIFICATION");
    assert_eq!(content(&completed), json!({"auth_req_id": auth_req_id}));
    assert_eq!(refusal(&fake.poll("ping", &auth_req_id)).1, "expired_token");
}

#[test]
fn an_expired_push_request_ends_in_expired_token_and_no_tokens() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("push");
    fake.core.age(&auth_req_id, 600);

    let completed = fake.complete(&ticket, "AUTHORIZED");

    assert_eq!(completed["action"], "NOTIFICATION");
    assert_eq!(
        content(&completed),
        json!({"auth_req_id": auth_req_id, "error": "expired_token"})
    );
}

#[rstest]
#[case::no_result(json!({"subject": "1001"}))]
#[case::unknown_result(json!({"result": "PERHAPS", "subject": "1001"}))]
#[case::no_subject(json!({"result": "AUTHORIZED"}))]
#[case::empty_subject(json!({"result": "AUTHORIZED", "subject": ""}))]
#[case::subject_beyond_ascii(json!({"result": "AUTHORIZED", "subject": "caf\u{e9}"}))]
#[case::subject_too_long(json!({"result": "AUTHORIZED", "subject": "a".repeat(101)}))]
#[case::claims_no_object(json!({"result": "AUTHORIZED", "subject": "1001", "claims": "[]"}))]
#[case::claims_no_json(json!({"result": "AUTHORIZED", "subject": "1001", "claims": "{"}))]
#[case::header_no_object(json!({"result": "AUTHORIZED", "subject": "1001", "idtHeaderParams": "7"}))]
#[case::quotes_in_the_description(json!({"result": "ACCESS_DENIED", "errorDescription": "\""}))]
fn a_wrong_call_of_complete_is_told_by_mode(#[case] body: Value) {
    let fake = Fake::new();
    let (poll_ticket, poll_id) = fake.acknowledged("poll");
    let (ping_ticket, ping_id) = fake.acknowledged("ping");
    let (push_ticket, push_id) = fake.acknowledged("push");

    let poll = fake.complete_with(&poll_ticket, &body);
    let ping = fake.complete_with(&ping_ticket, &body);
    let push = fake.complete_with(&push_ticket, &body);

    assert_eq!(poll["action"], "SERVER_ERROR");
    assert_eq!(
        refusal(&fake.poll("poll", &poll_id)).1,
        "authorization_pending"
    );
    assert_eq!(ping["action"], "NOTIFICATION");
    assert_eq!(content(&ping), json!({"auth_req_id": ping_id}));
    assert_eq!(refusal(&fake.poll("ping", &ping_id)).1, "expired_token");
    assert_eq!(push["action"], "NOTIFICATION");
    assert_eq!(
        content(&push),
        json!({"auth_req_id": push_id, "error": "server_error"})
    );
}
