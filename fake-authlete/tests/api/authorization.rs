//! What the authorization server says with AUTHORIZED, and where it ends up.

use serde_json::json;

use crate::support::{Fake, claims_of, content, header_of, text};

#[test]
fn what_the_server_says_about_the_user_goes_into_the_id_token() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");

    fake.complete_with(
        &ticket,
        &json!({
            "result": "AUTHORIZED",
            "subject": "1001",
            "sub": "pairwise-1001",
            "authTime": 1_767_225_500,
            "acr": "urn:example:acr:device",
            "claims": "{\"email\":\"john@example.com\",\"iss\":\"https://evil.example\"}",
            "idtHeaderParams": "{\"x\":1,\"alg\":\"none\"}",
            "idTokenAudType": "string",
        }),
    );
    let answer = fake.poll("poll", &auth_req_id);

    let id_token = text(&answer, "idToken");
    let claims = claims_of(&id_token);
    assert_eq!(answer["subject"], "1001");
    assert_eq!(claims["sub"], "pairwise-1001");
    assert_eq!(claims["auth_time"], 1_767_225_500);
    assert_eq!(claims["acr"], "urn:example:acr:device");
    assert_eq!(claims["email"], "john@example.com");
    assert_eq!(claims["iss"], "https://op.example.com");
    assert_eq!(claims["aud"], "poll");
    assert_eq!(header_of(&id_token)["x"], 1);
    assert_eq!(header_of(&id_token)["alg"], "ES256");
}

#[test]
fn an_id_token_is_silent_about_what_the_server_did_not_say() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    let unset = json!({
        "result": "AUTHORIZED", "subject": "1001", "sub": null, "authTime": 0, "acr": "",
        "claims": null, "properties": null, "scopes": null, "accessTokenDuration": 0,
    });

    fake.complete_with(&ticket, &unset);
    let claims = claims_of(&text(&fake.poll("poll", &auth_req_id), "idToken"));

    let names: Vec<_> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["iss", "sub", "aud", "exp", "iat", "jti"]);
}

#[test]
fn scopes_and_properties_of_the_decision_reach_the_token_response() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");

    fake.complete_with(
        &ticket,
        &json!({
            "result": "AUTHORIZED",
            "subject": "1001",
            "scopes": ["openid", "email"],
            "properties": [
                {"key": "shown", "value": "yes"},
                {"key": "kept", "value": "secret", "hidden": true},
                {"key": "access_token", "value": "mine"},
            ],
        }),
    );
    let answer = fake.poll("poll", &auth_req_id);

    let body = content(&answer);
    assert_eq!(body["scope"], "openid email");
    assert_eq!(body["shown"], "yes");
    assert_eq!(body.get("kept"), None);
    assert_eq!(body["access_token"], answer["accessToken"]);
    assert_eq!(answer["properties"].as_array().map(Vec::len), Some(3));
}

#[test]
fn pushed_tokens_can_be_chosen_by_the_call() {
    let fake = Fake::new();
    let (ticket, _) = fake.acknowledged("refresh-push");

    let completed = fake.complete_with(
        &ticket,
        &json!({
            "result": "AUTHORIZED", "subject": "1001",
            "accessToken": "chosen", "accessTokenDuration": 60, "refreshTokenDuration": 120,
        }),
    );

    assert_eq!(completed["accessToken"], "chosen");
    assert_eq!(completed["accessTokenDuration"], 60);
    assert_eq!(completed["refreshTokenDuration"], 120);
    assert_eq!(completed["idTokenDuration"], 3600);
    assert_eq!(content(&completed)["expires_in"], 60);
}
