#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod login_hint_tokens;

use rstest::rstest;
use serde_json::{Value, json};

use super::*;
use crate::testing::{NOW, identification, settings};

/// The outcome for a request with these members: the subject, or the reason of the refusal.
fn verdict(members: &Value) -> Result<String, FailReason> {
    let mut request = identification();
    for (name, value) in members.as_object().unwrap() {
        request[name.as_str()] = value.clone();
    }
    let request = serde_json::from_value(request).unwrap();
    settings()
        .verification(NOW)
        .verify(&request)
        .map(|user| user.subject)
}

#[rstest]
#[case::login_hint(json!({"hint": "john@example.com"}), "1001")]
#[case::id_token_hint(json!({"hintType": "ID_TOKEN_HINT", "hint": "ey..", "sub": "1002"}), "1002")]
fn a_hint_names_a_user(#[case] members: Value, #[case] subject: &str) {
    assert_eq!(verdict(&members), Ok(subject.to_owned()));
}

#[rstest]
#[case::login_hint(json!({"hint": "nobody"}))]
#[case::empty_login_hint(json!({"hint": ""}))]
#[case::no_hint(json!({"hint": null}))]
#[case::no_hint_type(json!({"hintType": null}))]
#[case::sub_of_nobody(json!({"hintType": "ID_TOKEN_HINT", "hint": "1001", "sub": "nobody"}))]
#[case::id_token_hint_without_sub(json!({"hintType": "ID_TOKEN_HINT", "hint": "1001"}))]
#[case::sub_of_a_login_hint(json!({"hint": "nobody", "sub": "1001"}))]
fn a_hint_that_names_nobody_is_an_unknown_user_id(#[case] members: Value) {
    assert_eq!(verdict(&members), Err(FailReason::UnknownUserId));
}

#[rstest]
#[case::right("1001", json!("675325"), Ok(()))]
#[case::absent("1001", json!(null), Err(FailReason::MissingUserCode))]
#[case::empty("1001", json!(""), Err(FailReason::MissingUserCode))]
#[case::wrong("1001", json!("675326"), Err(FailReason::InvalidUserCode))]
#[case::longer("1001", json!("6753250"), Err(FailReason::InvalidUserCode))]
#[case::shorter("1001", json!("67532"), Err(FailReason::InvalidUserCode))]
#[case::of_somebody_else("1001", json!("264209"), Err(FailReason::InvalidUserCode))]
#[case::user_has_none("1004", json!("264209"), Err(FailReason::InvalidUserCode))]
#[case::user_has_none_and_none_is_given("1004", json!(null), Err(FailReason::MissingUserCode))]
fn a_user_code_is_verified_when_it_is_required(
    #[case] user: &str,
    #[case] code: Value,
    #[case] expected: Result<(), FailReason>,
) {
    let members = json!({"hint": user, "userCodeRequired": true, "userCode": code});

    assert_eq!(verdict(&members).map(|_| ()), expected);
}

#[test]
fn a_wrong_user_code_does_not_matter_when_none_is_required() {
    let members = json!({"userCodeRequired": false, "userCode": "wrong"});

    assert_eq!(verdict(&members), Ok("1001".to_owned()));
}

#[rstest]
#[case::user_before_all(json!({"hint": "nobody", "userCode": "0", "bindingMessage": "\n"}), FailReason::UnknownUserId)]
#[case::lock_before_code(json!({"hint": "1005", "userCode": "0"}), FailReason::AccessDenied)]
#[case::code_before_message(json!({"userCode": "0", "bindingMessage": "\n"}), FailReason::InvalidUserCode)]
#[case::message_last(json!({"userCode": "675325", "bindingMessage": "\n"}), FailReason::InvalidBindingMessage)]
fn the_first_check_that_fails_gives_the_reason(
    #[case] mut members: Value,
    #[case] reason: FailReason,
) {
    members["userCodeRequired"] = json!(true);

    assert_eq!(verdict(&members), Err(reason));
}

#[rstest]
#[case::none_wanted(&[], None)]
#[case::first_wanted(&["urn:example:acr:biometric", "urn:example:acr:device"], Some("urn:example:acr:biometric"))]
#[case::first_possible(&["urn:example:acr:other", "urn:example:acr:device"], Some("urn:example:acr:device"))]
#[case::none_possible(&["urn:example:acr:other"], None)]
fn the_acr_is_the_first_wanted_one_that_the_user_can_satisfy(
    #[case] wanted: &[&str],
    #[case] chosen: Option<&str>,
) {
    let settings = settings();
    let user = settings.users.by_subject("1001").unwrap();
    let wanted: Vec<String> = wanted.iter().map(|&acr| acr.to_owned()).collect();

    assert_eq!(choose_acr(user, &wanted).as_deref(), chosen);
}
