//! What the service tells about itself and its clients.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::Fake;

fn get(fake: &Fake, api: &str) -> Value {
    let answer = fake.core.handle(&fake.get(api));
    assert_eq!(answer.status, 200, "{api}");
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn the_discovery_document_has_the_endpoints_and_what_ciba_adds() {
    let fake = Fake::new();

    let document = get(&fake, "service/configuration");

    assert_eq!(document["issuer"], "https://op.example.com");
    assert_eq!(document["token_endpoint"], "https://op.example.com/token");
    assert_eq!(document["jwks_uri"], "https://op.example.com/jwks");
    assert_eq!(
        document["backchannel_authentication_endpoint"],
        "https://op.example.com/backchannel/authentication"
    );
    assert_eq!(
        document["backchannel_token_delivery_modes_supported"],
        json!(["poll", "ping", "push"])
    );
    assert_eq!(document["backchannel_user_code_parameter_supported"], true);
    assert!(
        document["grant_types_supported"]
            .as_array()
            .unwrap()
            .contains(&json!("urn:openid:params:grant-type:ciba"))
    );
    assert_eq!(document.get("resultCode"), None);
}

#[test]
fn an_issuer_with_a_slash_keeps_it_and_gives_endpoints_without_two() {
    let fake = Fake::with(|config| config.issuer = "https://op.example.com/".to_owned());

    let document = get(&fake, "service/configuration");

    assert_eq!(document["issuer"], "https://op.example.com/");
    assert_eq!(document["token_endpoint"], "https://op.example.com/token");
}

#[rstest]
#[case::true_as_documented("true", true)]
#[case::true_as_python_writes_it("True", true)]
#[case::false_is_the_default("false", false)]
fn documents_can_be_laid_out_for_people(#[case] pretty: &str, #[case] expected: bool) {
    let fake = Fake::new();

    for api in ["service/configuration", "service/jwks/get", "service/get"] {
        let answer = fake
            .core
            .handle(&fake.get(&format!("{api}?pretty={pretty}")));

        assert_eq!(answer.body.starts_with(b"{\n"), expected, "{api}");
    }
}

#[test]
fn the_discovery_document_can_be_asked_for_by_post() {
    let fake = Fake::new();

    let pretty = fake
        .core
        .handle(&fake.request("service/configuration", &json!({"pretty": true})));
    let patched = fake
        .core
        .handle(&fake.request("service/configuration", &json!({"patch": "[]"})));

    assert!(pretty.body.starts_with(b"{\n"));
    assert_eq!(patched.status, 400);
}

#[test]
fn a_patch_is_refused_and_not_ignored() {
    let fake = Fake::new();

    let answer = fake
        .core
        .handle(&fake.get("service/configuration?patch=%5B%5D"));

    assert_eq!(answer.status, 400);
}

#[test]
fn the_keys_are_public_and_each_has_an_id() {
    let fake = Fake::new();

    let keys = get(&fake, "service/jwks/get?includePrivateKeys=true");

    let keys = keys["keys"].as_array().unwrap();
    let types: Vec<_> = keys.iter().map(|key| key["kty"].as_str()).collect();
    assert_eq!(types, [Some("RSA"), Some("EC")]);
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert!(key["kid"].is_string());
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert_eq!(key.get(private), None);
        }
    }
}

#[test]
fn the_service_is_told_with_its_settings() {
    let fake = Fake::new();

    let service = get(&fake, "service/get");

    assert_eq!(service["apiKey"], json!(fake.credentials.service_id));
    assert_eq!(service["backchannelAuthReqIdDuration"], 600);
    assert_eq!(service["backchannelPollingInterval"], 5);
    assert_eq!(
        service["supportedBackchannelTokenDeliveryModes"],
        json!(["POLL", "PING", "PUSH"])
    );
    let printed = service.to_string();
    assert!(!printed.contains(fake.credentials.api_secret.expose()));
    assert!(!printed.contains(fake.credentials.access_token.expose()));
}

#[rstest]
#[case::number("1002")]
#[case::alias("ping")]
fn a_client_is_told_by_either_name(#[case] name: &str) {
    let fake = Fake::new();

    let client = get(&fake, &format!("client/get/{name}"));

    assert_eq!(client["clientId"], 1002);
    assert_eq!(client["clientIdAlias"], "ping");
    assert_eq!(client["bcDeliveryMode"], "PING");
    assert_eq!(
        client["bcNotificationEndpoint"],
        "https://client.example.com/ping"
    );
    assert_eq!(client["grantTypes"], json!(["CIBA"]));
    assert_eq!(client.get("bcRequestSignAlg"), None);
    assert_eq!(client["clientSecret"], "ping-secret");
}

#[test]
fn an_unknown_client_is_not_found() {
    let fake = Fake::new();

    let answer = fake.core.handle(&fake.get("client/get/4711"));

    assert_eq!(answer.status, 404);
}

#[rstest]
#[case::its_own(true, 200)]
#[case::another(false, 404)]
fn version_2_names_the_service_in_the_path(#[case] own: bool, #[case] status: u16) {
    use base64::Engine;
    let fake = Fake::new();
    let credentials = &fake.credentials;
    let pair = format!(
        "{}:{}",
        credentials.owner_api_key,
        credentials.owner_api_secret.expose()
    );
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let name = if own { &credentials.api_key } else { "4711" };
    let mut request = fake.get("service/get");
    request.path = format!("/api/service/get/{name}");
    request.headers = vec![("authorization".to_owned(), format!("Basic {encoded}"))];

    assert_eq!(fake.core.handle(&request).status, status);
}
