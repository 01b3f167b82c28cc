//! What a client knows of itself and of its server.

use std::fmt;

/// How tokens come to the client (section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryMode {
    /// The client asks for them until they are there.
    Poll,
    /// The client is told when to ask.
    Ping,
    /// The server sends them.
    Push,
}

impl DeliveryMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Poll, Self::Ping, Self::Push];

    /// The word of the metadata.
    pub fn word(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
            Self::Push => "push",
        }
    }

    /// Whether the server calls the client, which needs a client_notification_token then.
    pub fn notifies(self) -> bool {
        self != Self::Poll
    }
}

/// How the client proves that it is the client (OpenID Connect Core 1.0, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// The secret in the header Authorization.
    ClientSecretBasic,
    /// The secret in the body.
    ClientSecretPost,
    /// An assertion that is signed with the secret.
    ClientSecretJwt,
}

impl ClientAuthentication {
    /// All of them.
    pub const ALL: [Self; 3] = [
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
    ];

    /// The word of the metadata.
    pub fn word(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
        }
    }
}

/// What is shown to nobody.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A client as it is registered, and the server that it is registered at. What is empty is looked up in the metadata of
/// the issuer.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// The server. Without it, keys and endpoints cannot be looked up, and `iss` is not checked.
    pub issuer: String,
    /// Where authentication requests go (section 7).
    pub backchannel_authentication_endpoint: String,
    /// Where token requests go.
    pub token_endpoint: String,
    /// How tokens come.
    pub delivery_mode: DeliveryMode,
    /// Who the client is.
    pub client_id: String,
    /// How it proves that.
    pub authentication: ClientAuthentication,
    /// What it proves that with.
    pub client_secret: Secret,
    /// The algorithm that the client registered for its ID Tokens; empty is any that is asymmetric.
    pub id_token_signed_response_alg: String,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            issuer: String::new(),
            backchannel_authentication_endpoint: String::new(),
            token_endpoint: String::new(),
            delivery_mode: DeliveryMode::Poll,
            client_id: String::new(),
            authentication: ClientAuthentication::ClientSecretBasic,
            client_secret: Secret::default(),
            id_token_signed_response_alg: String::new(),
        }
    }
}
