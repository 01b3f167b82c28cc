#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;

#[test]
fn null_members_count_as_absent() {
    let text = r#"{"action":"USER_IDENTIFICATION","scopes":null,"claimNames":null,"acrs":null,"hint":null,
                   "userCode":null,"userCodeRequired":null,"hintType":null,"ticket":null}"#;

    let response: AuthenticationResponse = serde_json::from_str(text).unwrap();

    assert_eq!(response.action, AuthenticationAction::UserIdentification);
    assert!(
        response.scopes.is_empty() && response.claim_names.is_empty() && response.acrs.is_empty()
    );
    assert!(!response.user_code_required);
    assert!(response.ticket.is_none());
}

#[test]
fn an_action_that_is_not_on_the_list_is_kept_by_name() {
    let response: TokenResponse = serde_json::from_str(r#"{"action":"TOKEN_EXCHANGE"}"#).unwrap();

    assert_eq!(
        response.action,
        TokenAction::Unknown("TOKEN_EXCHANGE".to_owned())
    );
}

#[test]
fn an_answer_without_an_action_is_malformed() {
    assert!(serde_json::from_str::<TokenResponse>("{}").is_err());
}

#[test]
fn a_request_without_basic_credentials_has_no_such_members() {
    let request = ClientRequest::new("scope=openid", None);

    let json = serde_json::to_string(&request).unwrap();

    assert_eq!(json, r#"{"parameters":"scope=openid"}"#);
}

#[test]
fn debug_output_of_a_request_shows_neither_body_nor_secret() {
    let credentials = ClientCredentials {
        client_id: "app".to_owned(),
        client_secret: "hunter2".into(),
    };

    let debug = format!(
        "{:?}",
        ClientRequest::new("client_secret=hunter3", Some(credentials))
    );

    assert!(!debug.contains("hunter"), "{debug}");
}
