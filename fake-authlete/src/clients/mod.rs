//! The clients that the fake knows, in the words of client registration (CIBA Core 1.0, section 4).

mod check;
mod file;
mod given;
mod properties;
mod registry;
mod words;

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub use file::{ClientsError, clients_from_toml};
pub(crate) use given::{GivenClient, PropertyError};
pub(crate) use properties::properties;
pub(crate) use registry::{ClientRegistry, IdentifiedClient, Registration, RegistryError};
pub(crate) use words::{
    alg_named, auth_method_named, delivery_mode_named, grant_type_name, grant_type_named,
    is_auth_method,
};

use crate::secret::Secret;

/// The grant type of CIBA Core 1.0, section 10.1.
pub const CIBA_GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";

/// The grant type of RFC 6749, section 6.
pub const REFRESH_TOKEN_GRANT_TYPE: &str = "refresh_token";

/// A registered client.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The number by which Authlete knows the client.
    pub client_id: u64,
    /// A second name, which the client may use instead of the number.
    pub client_id_alias: Option<String>,
    /// The name that users see.
    pub client_name: String,
    /// The secret of the methods that need one.
    pub client_secret: Option<Secret>,
    /// The one method by which the client authenticates, at both endpoints.
    #[serde(default)]
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// How tokens reach the client; a client without it cannot use CIBA.
    pub backchannel_token_delivery_mode: Option<DeliveryMode>,
    /// Where ping and push clients are called.
    pub backchannel_client_notification_endpoint: Option<String>,
    /// Whether the client must send a user_code, provided that the service supports it.
    #[serde(default)]
    pub backchannel_user_code_parameter: bool,
    /// The algorithm of signed authentication requests; a client without it sends none.
    pub backchannel_authentication_request_signing_alg: Option<String>,
    /// The algorithm of ID Tokens for the client.
    #[serde(default)]
    pub id_token_signed_response_alg: IdTokenAlg,
    /// The client's public keys, as a JWK Set.
    pub jwks: Option<Value>,
    /// The grant types that the client may use: the CIBA grant unless set.
    #[serde(default = "ciba_grant")]
    pub grant_types: Vec<String>,
    /// The scopes that the client may ask for, separated by spaces; all that the service has unless set.
    pub scope: Option<String>,
    /// Whether the client must push its authorization requests (RFC 9126): nothing that CIBA is concerned with.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
}

fn ciba_grant() -> Vec<String> {
    vec![CIBA_GRANT_TYPE.to_owned()]
}

impl Client {
    /// A client with an ID and a name, and otherwise with what registration gives a client that asks for nothing.
    pub fn new(client_id: u64, client_name: impl Into<String>) -> Self {
        Self {
            client_id,
            client_id_alias: None,
            client_name: client_name.into(),
            client_secret: None,
            token_endpoint_auth_method: ClientAuthMethod::default(),
            backchannel_token_delivery_mode: None,
            backchannel_client_notification_endpoint: None,
            backchannel_user_code_parameter: false,
            backchannel_authentication_request_signing_alg: None,
            id_token_signed_response_alg: IdTokenAlg::default(),
            jwks: None,
            grant_types: ciba_grant(),
            scope: None,
            require_pushed_authorization_requests: false,
        }
    }

    /// Whether the client goes by that name: its number or its alias.
    pub fn is_named(&self, name: &str) -> bool {
        self.client_id_alias.as_deref() == Some(name) || self.client_id.to_string() == name
    }

    /// Whether the client is registered for the grant type.
    pub fn has_grant(&self, grant_type: &str) -> bool {
        self.grant_types.iter().any(|grant| grant == grant_type)
    }
}

impl fmt::Debug for Client {
    /// The keys are left out: a JWK Set may hold private ones by mistake.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("client_id_alias", &self.client_id_alias)
            .field("auth_method", &self.token_endpoint_auth_method)
            .field("delivery_mode", &self.backchannel_token_delivery_mode)
            .finish_non_exhaustive()
    }
}

/// A token delivery mode (CIBA Core 1.0, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryMode {
    /// The client asks the token endpoint.
    Poll,
    /// The client is told when to ask the token endpoint.
    Ping,
    /// The tokens are sent to the client.
    Push,
}

impl DeliveryMode {
    /// Authlete's name for it.
    pub fn authlete_name(self) -> &'static str {
        match self {
            Self::Poll => "POLL",
            Self::Ping => "PING",
            Self::Push => "PUSH",
        }
    }

    /// Whether the client is called at its notification endpoint.
    pub fn notifies(self) -> bool {
        self != Self::Poll
    }
}

/// A client authentication method (OpenID Connect Core 1.0, section 9) that the fake supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// The secret in an `Authorization: Basic` header: the default of client registration.
    #[default]
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// A JWT with a MAC keyed by the secret.
    ClientSecretJwt,
    /// A JWT signed with the client's private key.
    PrivateKeyJwt,
}

impl ClientAuthMethod {
    /// All of them, in the order of the discovery document.
    pub const ALL: [Self; 4] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::PrivateKeyJwt,
    ];

    /// The name in client registration.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }

    /// Authlete's name for it.
    pub fn authlete_name(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "CLIENT_SECRET_BASIC",
            Self::ClientSecretPost => "CLIENT_SECRET_POST",
            Self::ClientSecretJwt => "CLIENT_SECRET_JWT",
            Self::PrivateKeyJwt => "PRIVATE_KEY_JWT",
        }
    }
}

/// A signature algorithm of ID Tokens that the fake supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
pub enum IdTokenAlg {
    /// RSASSA-PKCS1-v1_5 with SHA-256: the default of client registration.
    #[default]
    RS256,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// ECDSA with P-256 and SHA-256.
    ES256,
}

impl IdTokenAlg {
    /// The name in a JOSE header.
    pub fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::PS256 => "PS256",
            Self::ES256 => "ES256",
        }
    }
}
