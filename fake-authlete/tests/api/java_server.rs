//! What Authlete's Java server sends: nulls for what it has not, certificates, and calls that it repeats.

use serde_json::{Value, json};

use crate::support::{Fake, content, form, good_request, refusal, text};

/// A call as the Java libraries make it: with a charset.
fn call(fake: &Fake, api: &str, body: &Value) -> Value {
    let mut request = fake.request(api, body);
    "application/json;charset=UTF-8".clone_into(&mut request.headers[1].1);
    let answer = fake.core.handle(&request);
    assert_eq!(answer.status, 200, "{api}");
    serde_json::from_slice(&answer.body).unwrap()
}

fn request(client: &str, more: &[(&str, &str)]) -> Value {
    let mut parameters = good_request().to_vec();
    parameters.extend_from_slice(more);
    json!({
        "parameters": form(&parameters),
        "clientId": client,
        "clientSecret": format!("{client}-secret"),
        "clientCertificate": "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
        "clientCertificatePath": ["-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"],
        "oauthClientAttestation": null,
        "oauthClientAttestationPop": null,
        "cimdOptions": null,
    })
}

/// `complete` with everything that the library has a member for.
fn completion(ticket: &str, result: &str, description: Option<&str>) -> Value {
    let allowed = result == "AUTHORIZED";
    json!({
        "ticket": ticket, "result": result, "subject": "1001", "sub": null,
        "authTime": if allowed { 1_767_225_600 } else { 0 }, "acr": null,
        "claims": allowed.then_some("{\"email\":\"john@example.com\"}"),
        "properties": null, "scopes": null, "idtHeaderParams": null, "consentedClaims": null, "jwtAtClaims": null,
        "accessToken": null, "accessTokenDuration": 0, "refreshTokenDuration": 0, "idTokenAudType": null,
        "errorDescription": description, "errorUri": null,
    })
}

#[test]
fn its_calls_from_the_request_to_the_tokens_are_answered() {
    let fake = Fake::new();
    let answer = call(
        &fake,
        "backchannel/authentication",
        &request("ping", &[("binding_message", "W4SCT")]),
    );
    assert_eq!(answer["action"], "USER_IDENTIFICATION");
    assert_eq!(answer["bindingMessage"], "W4SCT");
    let ticket = text(&answer, "ticket");
    let issued = call(
        &fake,
        "backchannel/authentication/issue",
        &json!({"ticket": ticket}),
    );
    let auth_req_id = text(&issued, "authReqId");
    let completed = call(
        &fake,
        "backchannel/authentication/complete",
        &completion(&ticket, "AUTHORIZED", None),
    );
    assert_eq!(completed["action"], "NOTIFICATION");

    let tokens = call(
        &fake,
        "auth/token",
        &json!({
            "parameters": form(&[("grant_type", fake_authlete::CIBA_GRANT_TYPE), ("auth_req_id", &auth_req_id)]),
            "clientId": "ping", "clientSecret": "ping-secret", "clientCertificate": null,
            "clientCertificatePath": null, "properties": null, "dpop": null, "htm": "POST", "htu": null,
            "accessToken": null, "jwtAtClaims": null, "accessTokenDuration": 0, "refreshTokenDuration": 0,
            "dpopNonceRequired": false,
        }),
    );

    assert_eq!(tokens["action"], "OK", "{tokens}");
    let claims = crate::support::claims_of(&text(&tokens, "idToken"));
    assert_eq!(claims["email"], "john@example.com");
    assert_eq!(claims["auth_time"], 1_767_225_600);
}

#[test]
fn an_absent_form_is_a_client_s_error_and_not_the_server_s() {
    let fake = Fake::new();
    let mut body = request("poll", &[]);
    body["parameters"] = json!("");

    let answer = call(&fake, "backchannel/authentication", &body);

    assert_eq!(refusal(&answer).0, "BAD_REQUEST");
}

#[test]
fn a_repeated_issue_finds_the_ticket_used_and_the_first_auth_req_id_lives() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");
    let body = json!({"ticket": ticket});
    let api = "backchannel/authentication/issue";

    let first = call(&fake, api, &body);
    let second = call(&fake, api, &body);

    assert_eq!(second["action"], "INVALID_TICKET");
    let pending = fake.poll("poll", &text(&first, "authReqId"));
    assert_eq!(refusal(&pending).1, "authorization_pending");
}

#[test]
fn a_repeated_complete_changes_nothing() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    let api = "backchannel/authentication/complete";
    call(&fake, api, &completion(&ticket, "AUTHORIZED", None));

    let second = call(
        &fake,
        api,
        &completion(&ticket, "ACCESS_DENIED", Some("No.")),
    );

    assert_eq!(second["action"], "SERVER_ERROR");
    assert_eq!(fake.poll("poll", &auth_req_id)["action"], "OK");
}

#[test]
fn its_words_for_a_device_that_does_not_answer_reach_the_client() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    let words = "The task delegated to the authentication device timed out.";
    call(
        &fake,
        "backchannel/authentication/complete",
        &completion(&ticket, "TRANSACTION_FAILED", Some(words)),
    );

    let answer = fake.poll("poll", &auth_req_id);

    assert_eq!(content(&answer)["error_description"], words);
}

#[test]
fn it_asks_for_metadata_and_keys_in_its_own_way() {
    let fake = Fake::new();

    for api in [
        "service/configuration?pretty=true",
        "service/jwks/get?pretty=true&includePrivateKeys=false",
    ] {
        let answer = fake.core.handle(&fake.get(api));

        assert_eq!(answer.status, 200, "{api}");
        assert!(answer.body.starts_with(b"{\n"), "{api}");
    }
}
