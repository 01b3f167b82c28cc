//! The clients of the tests.

use std::sync::LazyLock;

use fake_authlete::{Client, clients_from_toml};

use super::jwt::ClientKey;

/// One client for every way of being registered that matters; secrets are derived from the alias.
pub(crate) const CLIENTS: &str = r#"
[[clients]]
client_id = 1001
client_id_alias = "poll"
client_name = "Poll client"
client_secret = "poll-secret"
backchannel_token_delivery_mode = "poll"
id_token_signed_response_alg = "ES256"

[[clients]]
client_id = 1002
client_id_alias = "ping"
client_name = "Ping client"
client_secret = "ping-secret"
backchannel_token_delivery_mode = "ping"
backchannel_client_notification_endpoint = "https://client.example.com/ping"
id_token_signed_response_alg = "ES256"

[[clients]]
client_id = 1003
client_id_alias = "push"
client_name = "Push client"
client_secret = "push-secret"
backchannel_token_delivery_mode = "push"
backchannel_client_notification_endpoint = "https://client.example.com/push"
id_token_signed_response_alg = "ES256"
grant_types = []

[[clients]]
client_id = 1004
client_id_alias = "other-poll"
client_name = "Another poll client"
client_secret = "other-poll-secret"
backchannel_token_delivery_mode = "poll"

[[clients]]
client_id = 1005
client_id_alias = "post"
client_name = "Post client"
token_endpoint_auth_method = "client_secret_post"
client_secret = "post-secret"
backchannel_token_delivery_mode = "poll"

[[clients]]
client_id = 1006
client_id_alias = "secret-jwt"
client_name = "Client with a MAC"
token_endpoint_auth_method = "client_secret_jwt"
client_secret = "secret-jwt-secret"
backchannel_token_delivery_mode = "poll"

[[clients]]
client_id = 1007
client_id_alias = "private-key"
client_name = "Client with a key"
token_endpoint_auth_method = "private_key_jwt"
backchannel_token_delivery_mode = "poll"

[[clients]]
client_id = 1008
client_id_alias = "signing"
client_name = "Client that signs its requests"
client_secret = "signing-secret"
backchannel_token_delivery_mode = "poll"
backchannel_authentication_request_signing_alg = "ES256"

[[clients]]
client_id = 1009
client_id_alias = "user-code"
client_name = "Client with user codes"
client_secret = "user-code-secret"
backchannel_token_delivery_mode = "poll"
backchannel_user_code_parameter = true

[[clients]]
client_id = 1010
client_id_alias = "no-mode"
client_name = "Client without CIBA"
client_secret = "no-mode-secret"

[[clients]]
client_id = 1011
client_id_alias = "refresh-poll"
client_name = "Poll client with refresh tokens"
client_secret = "refresh-poll-secret"
backchannel_token_delivery_mode = "poll"
id_token_signed_response_alg = "ES256"
grant_types = ["urn:openid:params:grant-type:ciba", "refresh_token"]

[[clients]]
client_id = 1012
client_id_alias = "refresh-push"
client_name = "Push client with refresh tokens"
client_secret = "refresh-push-secret"
backchannel_token_delivery_mode = "push"
backchannel_client_notification_endpoint = "https://client.example.com/push"
id_token_signed_response_alg = "PS256"
grant_types = ["refresh_token"]

[[clients]]
client_id = 1013
client_id_alias = "narrow"
client_name = "Client with few scopes"
client_secret = "narrow-secret"
backchannel_token_delivery_mode = "poll"
scope = "openid email"
"#;

static WITH_KEYS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    let mut clients = clients_from_toml(CLIENTS).unwrap();
    for client in &mut clients {
        let alias = client.client_id_alias.as_deref();
        if matches!(alias, Some("private-key" | "signing")) {
            client.jwks = Some(ClientKey::first().jwks());
        }
    }
    clients
});

/// The clients, with keys for those that sign.
pub(crate) fn clients() -> Vec<Client> {
    WITH_KEYS.clone()
}

/// The secret of a client, named by its alias or its number.
pub(crate) fn secret_of(name: &str) -> String {
    let alias = WITH_KEYS
        .iter()
        .find(|client| client.is_named(name))
        .and_then(|client| client.client_id_alias.as_deref());
    format!("{}-secret", alias.unwrap_or_default())
}
