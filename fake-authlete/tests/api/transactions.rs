//! Whole transactions, in each token delivery mode.

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use rstest::rstest;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Fake, ISSUER, claims_of, content, good_request, header_of, refusal, text};

#[test]
fn a_poll_client_gets_its_tokens_from_the_token_endpoint() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    let pending = fake.poll("poll", &auth_req_id);

    let completed = fake.complete(&ticket, "AUTHORIZED");
    let answer = fake.poll("poll", &auth_req_id);

    assert_eq!(
        refusal(&pending),
        ("BAD_REQUEST".to_owned(), "authorization_pending".to_owned())
    );
    assert_eq!(completed["action"], "NO_ACTION");
    assert_eq!(completed["resultCode"], "A198001");
    assert_eq!(completed.get("responseContent"), None);
    assert_eq!(answer["action"], "OK");
    let body = content(&answer);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3600);
    assert_eq!(body["scope"], "openid");
    assert_eq!(body["access_token"], answer["accessToken"]);
    assert_eq!(body["id_token"], answer["idToken"]);
    assert_eq!(body.get("refresh_token"), None);
    assert_eq!(answer["grantType"], "CIBA");
    assert_eq!(answer["subject"], "1001");
    assert_eq!(answer["scopes"], json!(["openid"]));
    assert_eq!(answer.get("clientName"), None);
    assert_eq!(answer["accessTokenDuration"], 3600);
    assert_eq!(
        answer["accessTokenExpiresAt"],
        json!((fake.now() + 3600) * 1000)
    );
}

#[test]
fn a_ping_client_is_told_to_ask_the_token_endpoint() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("ping");

    let completed = fake.complete(&ticket, "AUTHORIZED");
    let answer = fake.poll("ping", &auth_req_id);

    assert_eq!(completed["action"], "NOTIFICATION");
    assert_eq!(content(&completed), json!({"auth_req_id": auth_req_id}));
    assert_eq!(
        completed["clientNotificationEndpoint"],
        "https://client.example.com/ping"
    );
    assert_eq!(
        completed["clientNotificationToken"],
        "notification-token-0123456789"
    );
    assert_eq!(completed.get("accessToken"), None);
    assert_eq!(answer["action"], "OK");
}

#[test]
fn a_push_client_is_sent_its_tokens() {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged("push");

    let completed = fake.complete(&ticket, "AUTHORIZED");

    assert_eq!(completed["action"], "NOTIFICATION");
    let body = content(&completed);
    assert_eq!(body["auth_req_id"], json!(auth_req_id));
    assert_eq!(body["access_token"], completed["accessToken"]);
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 3600);
    assert_eq!(body["id_token"], completed["idToken"]);
    assert_eq!(body.get("refresh_token"), None);
    let claims = claims_of(&text(&body, "id_token"));
    assert_eq!(
        claims["urn:openid:params:jwt:claim:auth_req_id"],
        json!(auth_req_id)
    );
    assert_eq!(claims["at_hash"], left_half(&text(&body, "access_token")));
    assert_eq!(claims.get("urn:openid:params:jwt:claim:rt_hash"), None);
}

#[test]
fn a_pushed_refresh_token_is_bound_to_the_id_token() {
    let fake = Fake::new();
    let (ticket, _) = fake.acknowledged("refresh-push");

    let body = content(&fake.complete(&ticket, "AUTHORIZED"));

    let claims = claims_of(&text(&body, "id_token"));
    assert_eq!(
        claims["urn:openid:params:jwt:claim:rt_hash"],
        left_half(&text(&body, "refresh_token"))
    );
}

#[rstest]
#[case::es256("poll", "ES256")]
#[case::rs256("other-poll", "RS256")]
fn an_id_token_is_signed_with_the_registered_algorithm_and_a_published_key(
    #[case] client: &str,
    #[case] alg: &str,
) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged(client);
    fake.complete(&ticket, "AUTHORIZED");

    let id_token = text(&fake.poll(client, &auth_req_id), "idToken");

    let claims = verified(&fake, &id_token, client);
    assert_eq!(header_of(&id_token)["alg"], alg);
    assert_eq!(claims["sub"], "1001");
    assert_eq!(claims["iat"], json!(fake.now()));
    assert_eq!(claims["exp"], json!(fake.now() + 3600));
    assert_eq!(claims.get("nonce"), None);
}

#[test]
fn an_id_token_with_ps256_verifies_under_the_same_rsa_key() {
    let fake = Fake::new();
    let (ticket, _) = fake.acknowledged("refresh-push");

    let id_token = text(&fake.complete(&ticket, "AUTHORIZED"), "idToken");

    assert_eq!(header_of(&id_token)["alg"], "PS256");
    verified(&fake, &id_token, "refresh-push");
}

#[rstest]
#[case::alias("poll", "poll")]
#[case::number("1001", "1001")]
fn the_audience_is_the_identifier_that_the_client_used(
    #[case] client: &str,
    #[case] audience: &str,
) {
    let fake = Fake::new();
    let (ticket, auth_req_id) = fake.acknowledged(client);
    fake.complete(&ticket, "AUTHORIZED");

    let answer = fake.poll(client, &auth_req_id);

    let claims = claims_of(&text(&answer, "idToken"));
    assert_eq!(claims["aud"], json!([audience]));
    assert_eq!(answer["clientId"], 1001);
    assert_eq!(answer["clientIdAlias"], "poll");
    assert_eq!(answer["clientIdAliasUsed"], client == "poll");
}

#[test]
fn the_acknowledgement_says_what_was_issued() {
    let fake = Fake::new();
    let ticket = fake.ticket("poll");

    let issued = fake.issue(&ticket);

    assert_eq!(issued["action"], "OK");
    assert_eq!(issued["resultCode"], "A183001");
    assert_eq!(issued["expiresIn"], 600);
    assert_eq!(issued["interval"], 5);
    assert_eq!(
        content(&issued),
        json!({"auth_req_id": issued["authReqId"], "interval": 5, "expires_in": 600})
    );
}

#[test]
fn a_push_client_gets_no_interval() {
    let fake = Fake::new();
    let ticket = fake.ticket("push");

    let body = content(&fake.issue(&ticket));

    assert_eq!(body.get("interval"), None);
    assert_eq!(body["expires_in"], 600);
}

#[test]
fn every_auth_req_id_is_new_and_keeps_to_the_alphabet() {
    let fake = Fake::new();

    let ids: std::collections::HashSet<_> = (0..50).map(|_| fake.acknowledged("poll").1).collect();

    assert_eq!(ids.len(), 50);
    for id in ids {
        // 27 characters of base64url hold 160 bits.
        assert!(id.len() >= 27, "{id}");
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        assert!(id.bytes().all(allowed), "{id}");
    }
}

#[test]
fn the_request_is_echoed_for_user_identification() {
    let fake = Fake::new();
    let mut parameters = good_request().to_vec();
    parameters.extend([
        ("binding_message", "W4SCT"),
        ("user_code", "675325"),
        ("acr_values", "urn:x:unknown urn:example:acr:device"),
        ("requested_expiry", "120"),
    ]);

    let answer = fake.authentication("ping", &parameters);

    let mut expected = json!({
        "resultCode": "A179001",
        "resultMessage": "[A179001] The backchannel authentication request was processed successfully.",
        "action": "USER_IDENTIFICATION",
        "clientId": 1002,
        "clientIdAlias": "ping",
        "clientIdAliasUsed": true,
        "clientName": "Ping client",
        "clientAuthMethod": "CLIENT_SECRET_BASIC",
        "deliveryMode": "PING",
        "scopes": [{"defaultEntry": false, "name": "openid"}],
        "clientNotificationToken": "notification-token-0123456789",
        "acrs": ["urn:example:acr:device"],
        "hintType": "LOGIN_HINT",
        "hint": "1001",
        "bindingMessage": "W4SCT",
        "userCode": "675325",
        "userCodeRequired": false,
        "requestedExpiry": 120,
    });
    let ticket = text(&answer, "ticket");
    assert_eq!(ticket.len(), 43);
    expected["ticket"] = json!(ticket);
    assert_eq!(answer, expected);
}

fn left_half(token: &str) -> Value {
    use base64::Engine;
    let hash = Sha256::digest(token);
    json!(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&hash[..16]))
}

fn verified(fake: &Fake, id_token: &str, audience: &str) -> Value {
    let answer = fake.core.handle(&fake.get("service/jwks/get"));
    let keys: JwkSet = serde_json::from_slice(&answer.body).unwrap();
    let header = decode_header(id_token).unwrap();
    let jwk = keys.find(header.kid.as_deref().unwrap()).unwrap();
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[audience]);
    decode(id_token, &DecodingKey::from_jwk(jwk).unwrap(), &validation)
        .unwrap()
        .claims
}
