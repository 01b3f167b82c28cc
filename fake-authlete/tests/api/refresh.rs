//! The refresh token grant, for clients that are registered for it.

use fake_authlete::REFRESH_TOKEN_GRANT_TYPE;
use rstest::rstest;
use serde_json::Value;

use crate::support::{Fake, claims_of, content, refusal, text};

fn refresh_token(fake: &Fake) -> String {
    let (ticket, auth_req_id) = fake.acknowledged("refresh-poll");
    fake.complete_with(
        &ticket,
        &serde_json::json!({
            "result": "AUTHORIZED", "subject": "1001", "scopes": ["openid", "email"],
            "authTime": 1_767_225_500,
        }),
    );
    text(&fake.poll("refresh-poll", &auth_req_id), "refreshToken")
}

fn refresh(fake: &Fake, client: &str, token: &str, more: &[(&str, &str)]) -> Value {
    let mut parameters = vec![
        ("grant_type", REFRESH_TOKEN_GRANT_TYPE),
        ("refresh_token", token),
    ];
    parameters.extend_from_slice(more);
    fake.token(client, &parameters)
}

#[test]
fn a_refresh_token_is_traded_for_new_tokens() {
    let fake = Fake::new();
    let token = refresh_token(&fake);
    fake.wait(10);

    let answer = refresh(&fake, "refresh-poll", &token, &[]);

    assert_eq!(answer["action"], "OK", "{answer}");
    assert_eq!(answer["grantType"], "REFRESH_TOKEN");
    let body = content(&answer);
    assert_eq!(body["scope"], "openid email");
    assert_ne!(text(&body, "refresh_token"), token);
    let claims = claims_of(&text(&body, "id_token"));
    assert_eq!(claims["sub"], "1001");
    assert_eq!(claims["auth_time"], 1_767_225_500);
    assert_eq!(claims["iat"], fake.now());
}

#[test]
fn a_refresh_token_is_used_once_and_its_successor_works() {
    let fake = Fake::new();
    let token = refresh_token(&fake);

    let successor = text(&refresh(&fake, "refresh-poll", &token, &[]), "refreshToken");
    let again = refresh(&fake, "refresh-poll", &token, &[]);
    let next = refresh(&fake, "refresh-poll", &successor, &[]);

    assert_eq!(refusal(&again).1, "invalid_grant");
    assert_eq!(next["action"], "OK");
}

#[test]
fn another_client_cannot_use_a_refresh_token_and_does_not_use_it_up() {
    let fake = Fake::new();
    let token = refresh_token(&fake);

    let foreign = refresh(&fake, "refresh-push", &token, &[]);
    let own = refresh(&fake, "refresh-poll", &token, &[]);

    assert_eq!(refusal(&foreign).1, "invalid_grant");
    assert_eq!(own["action"], "OK");
}

#[rstest]
#[case::fewer("openid", Some("openid"))]
#[case::more("openid phone", None)]
fn the_scope_can_be_narrowed_and_not_widened(
    #[case] requested: &str,
    #[case] granted: Option<&str>,
) {
    let fake = Fake::new();
    let token = refresh_token(&fake);

    let answer = refresh(&fake, "refresh-poll", &token, &[("scope", requested)]);

    let body = content(&answer);
    match granted {
        Some(scope) => assert_eq!(body["scope"], scope),
        None => assert_eq!(body["error"], "invalid_scope"),
    }
}

#[rstest]
#[case::alive(86_399, "OK")]
#[case::expired(86_400, "BAD_REQUEST")]
fn a_refresh_token_expires(#[case] seconds: u64, #[case] action: &str) {
    let fake = Fake::new();
    let token = refresh_token(&fake);

    fake.wait(seconds);

    assert_eq!(
        refresh(&fake, "refresh-poll", &token, &[])["action"],
        action
    );
}

#[rstest]
#[case::missing("", "invalid_request")]
#[case::unknown("unknown", "invalid_grant")]
fn a_bad_refresh_token_is_refused(#[case] token: &str, #[case] error: &str) {
    let fake = Fake::new();

    let answer = refresh(&fake, "refresh-poll", token, &[]);

    assert_eq!(refusal(&answer).1, error);
}
