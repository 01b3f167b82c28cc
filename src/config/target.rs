use std::net::SocketAddr;

use serde_json::Value;

use super::{ClientConfig, Secret};
use crate::jose::SigningKey;
use crate::spec::SubjectIdentifier;

/// The OP to judge, and all that the suite must know of it beforehand.
#[derive(Debug, Clone)]
pub struct TargetConfig {
    /// The name in reports.
    pub name: String,
    /// The Issuer Identifier: discovery starts here.
    pub issuer: String,
    /// The profile to judge by; `ciba-core` is the only one so far.
    pub profile: String,
    /// Metadata that replaces discovery, for an OP that publishes none.
    pub metadata: Option<Value>,
    /// The clients, one for each mode and authentication method to judge.
    pub clients: Vec<ClientConfig>,
    /// Clients that may not use CIBA, to be refused.
    pub clients_without_ciba: Vec<ClientConfig>,
    /// The people.
    pub users: UsersConfig,
    /// How a user's decision is made.
    pub authentication_device: AuthenticationDeviceConfig,
    /// Where the suite receives pings and pushes.
    pub notification_endpoint: Option<NotificationEndpointConfig>,
    /// What a tester knows and metadata does not say.
    pub limits: LimitsConfig,
    /// Who signs login_hint_tokens that the OP trusts, if the suite may do so.
    pub login_hint_token_issuer: Option<LoginHintTokenIssuer>,
}

/// The people that the OP knows, by what they do.
#[derive(Debug, Clone)]
pub struct UsersConfig {
    /// Approves what they are asked.
    pub approver: UserConfig,
    /// Denies it.
    pub denier: Option<UserConfig>,
    /// Never answers.
    pub absent: Option<UserConfig>,
}

/// A user of the OP, by the hints that name them.
#[derive(Debug, Clone, Default)]
pub struct UserConfig {
    /// The `login_hint`.
    pub login_hint: String,
    /// A ready `login_hint_token`.
    pub login_hint_token: Option<Secret>,
    /// A ready `id_token_hint`.
    pub id_token_hint: Option<Secret>,
    /// The `user_code` that the user registered.
    pub user_code: Option<Secret>,
    /// The `sub` of the user's ID Tokens.
    pub subject: Option<String>,
    /// How a login_hint_token names the user: the `sub_id` claim (RFC 9493).
    pub subject_identifier: Option<SubjectIdentifier>,
}

/// How a user's decision is made on a server that we do not own.
#[derive(Debug, Clone)]
pub enum AuthenticationDeviceConfig {
    /// POST, empty body, to a URL with `{auth_req_id}` and `{action}` filled in.
    UrlTemplate {
        /// The URL with its placeholders.
        url: String,
    },
    /// Nobody decides.
    None,
}

/// Where the suite listens for pings and pushes.
#[derive(Debug, Clone)]
pub struct NotificationEndpointConfig {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The URL that is registered at the OP, without the client's name; default: the address.
    pub public_url: Option<String>,
}

/// What a tester knows and metadata does not say.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// The longest `binding_message` that the OP accepts, in characters.
    pub binding_message_max_length: Option<usize>,
    /// How many scenarios run at once.
    pub concurrency: usize,
}

/// Signs login_hint_tokens.
#[derive(Debug, Clone)]
pub struct LoginHintTokenIssuer {
    /// The `iss` claim.
    pub issuer: String,
    /// The key; the OP has its public half.
    pub key: SigningKey,
}

impl TargetConfig {
    /// A client by its name in reports.
    pub fn client(&self, id: &str) -> Option<&ClientConfig> {
        self.clients.iter().find(|client| client.id == id)
    }
}
