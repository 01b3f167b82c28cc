//! Clients from TOML.

use fake_authlete::{ClientAuthMethod, Config, DeliveryMode, IdTokenAlg, clients_from_toml};
use rstest::rstest;

use crate::support::CLIENTS;

const GOOD: &str = r#"
[[clients]]
client_id = 7
client_id_alias = "good"
client_name = "Good"
client_secret = "secret"
backchannel_token_delivery_mode = "poll"
"#;

#[test]
fn a_client_gets_the_defaults_of_registration() {
    let clients = clients_from_toml(GOOD).unwrap();

    let client = &clients[0];
    assert_eq!(client.client_id, 7);
    assert_eq!(
        client.token_endpoint_auth_method,
        ClientAuthMethod::ClientSecretBasic
    );
    assert_eq!(
        client.backchannel_token_delivery_mode,
        Some(DeliveryMode::Poll)
    );
    assert_eq!(client.id_token_signed_response_alg, IdTokenAlg::RS256);
    assert_eq!(client.grant_types, ["urn:openid:params:grant-type:ciba"]);
    assert!(!client.backchannel_user_code_parameter);
}

#[test]
fn the_fixture_of_the_project_is_good() {
    let text = include_str!("../../../fixtures/clients.toml");

    let clients = clients_from_toml(text).unwrap();

    assert!(clients.len() >= 11);
}

#[test]
fn a_key_set_can_stand_in_the_file() {
    let text = format!("{GOOD}\njwks = {{ keys = [{{ kty = \"EC\", crv = \"P-256\" }}] }}\n");

    let clients = clients_from_toml(&text).unwrap();

    let jwks = clients[0].jwks.as_ref().unwrap();
    assert_eq!(jwks["keys"][0]["crv"], "P-256");
}

#[rstest]
#[case::unknown_key("surprise = 1", "good", "surprise")]
#[case::wrong_type("scope = 1", "good", "string")]
#[case::unknown_alg("id_token_signed_response_alg = \"none\"", "good", "none")]
#[case::symmetric_request_alg(
    "backchannel_authentication_request_signing_alg = \"HS256\"",
    "good",
    "HS256"
)]
#[case::unknown_request_alg(
    "backchannel_authentication_request_signing_alg = \"ES257\"",
    "good",
    "ES257"
)]
#[case::unknown_method(
    "token_endpoint_auth_method = \"tls_client_auth\"",
    "good",
    "tls_client_auth"
)]
#[case::unknown_grant(
    "grant_types = [\"urn:openid:params:grant-type:ciba\", \"password\"]",
    "good",
    "password"
)]
#[case::no_ciba_grant("grant_types = [\"refresh_token\"]", "good", "ciba")]
#[case::endpoint_no_url("backchannel_client_notification_endpoint = \"x\"", "good", "\"x\"")]
#[case::endpoint_not_https(
    "backchannel_client_notification_endpoint = \"http://client.example.com/\"",
    "good",
    "https"
)]
fn a_wrong_line_is_an_error_that_names_the_client(
    #[case] line: &str,
    #[case] client: &str,
    #[case] word: &str,
) {
    let error = clients_from_toml(&format!("{GOOD}{line}\n")).expect_err("a bad file");

    let text = error.to_string();
    assert!(text.contains(client) && text.contains(word), "{text}");
}

#[rstest]
#[case::unknown_mode("\"poll\"", "\"pull\"", "pull")]
#[case::ping_without_endpoint("\"poll\"", "\"ping\"", "notification_endpoint")]
#[case::push_without_endpoint("\"poll\"", "\"push\"", "notification_endpoint")]
#[case::no_secret("client_secret = \"secret\"", "", "client_secret")]
#[case::empty_secret("client_secret = \"secret\"", "client_secret = \"\"", "client_secret")]
#[case::no_name("client_name = \"Good\"", "", "client_name")]
#[case::id_zero("client_id = 7", "client_id = 0", "client_id")]
#[case::id_negative("client_id = 7", "client_id = -7", "good")]
#[case::id_no_number("client_id = 7", "client_id = \"x\"", "good")]
#[case::numeric_alias("\"good\"", "\"42\"", "42")]
fn a_wrong_value_is_an_error_that_says_what_is_wrong(
    #[case] from: &str,
    #[case] to: &str,
    #[case] word: &str,
) {
    let error = clients_from_toml(&GOOD.replace(from, to)).expect_err("a bad file");

    let text = error.to_string();
    assert!(text.contains(word), "{text}");
    assert!(text.contains("good") || text.contains("42"), "{text}");
}

#[rstest]
#[case::same_number("client_id_alias = \"good\"", "client_id_alias = \"other\"", "7")]
#[case::same_alias("client_id = 7", "client_id = 8", "good")]
fn two_clients_cannot_share_a_name(#[case] from: &str, #[case] to: &str, #[case] name: &str) {
    let text = format!("{GOOD}{}", GOOD.replace(from, to));

    let error = clients_from_toml(&text)
        .expect_err("a bad file")
        .to_string();

    assert!(error.contains(&format!("already named {name}")), "{error}");
}

#[rstest]
#[case::no_toml("[[clients")]
#[case::no_clients("")]
#[case::something_else("[[client]]\nclient_id = 1")]
#[case::a_key_beside_the_clients("version = 1\n[[clients]]\nclient_id = 1")]
fn a_file_without_clients_is_an_error(#[case] text: &str) {
    assert!(clients_from_toml(text).is_err());
}

#[test]
fn an_error_does_not_repeat_the_secret() {
    let text = GOOD
        .replace("\"secret\"", "\"hush-hush\"")
        .replace("\"poll\"", "\"ping\"");

    let error = clients_from_toml(&text).expect_err("a bad file");

    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
}

#[test]
fn a_new_fake_needs_only_an_issuer_and_clients() {
    let config = Config::new(
        "https://op.example.com",
        clients_from_toml(CLIENTS).unwrap(),
    );

    let printed = format!("{config:?}");

    assert!(printed.contains("https://op.example.com"));
    assert!(!printed.contains("-secret"), "{printed}");
}
