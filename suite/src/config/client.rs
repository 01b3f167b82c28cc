use serde::Deserialize;

use super::Secret;
use crate::jose::{DecryptionKey, SigningKey};
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode};

/// Whom an assertion is made out to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The Issuer Identifier.
    Issuer,
    /// The URL of the token endpoint.
    TokenEndpoint,
}

/// A client that is registered at the OP and played by the suite.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is registered or not, whatever the others are"
)]
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// The name in reports and known-failing lists.
    pub id: String,
    /// `client_id` at the OP.
    pub client_id: String,
    /// The registered token delivery mode.
    pub mode: DeliveryMode,
    /// The registered `token_endpoint_auth_method`.
    pub authentication_method: ClientAuthenticationMethod,
    /// Whom its assertions at the token endpoint are made out to, if somebody said so.
    pub token_endpoint_audience: Option<Audience>,
    /// The secret, for the methods that need one.
    pub secret: Option<Secret>,
    /// The signing key, for `private_key_jwt` and signed requests.
    pub key: Option<SigningKey>,
    /// Another key that is registered too, for another algorithm.
    pub other_key: Option<SigningKey>,
    /// The keys that read what the OP encrypts to the client.
    pub decryption_keys: Vec<DecryptionKey>,
    /// The registered `backchannel_user_code_parameter`.
    pub user_code: bool,
    /// The registered `backchannel_authentication_request_signing_alg`: its requests are signed.
    pub request_signing_alg: Option<String>,
    /// Whether its signed requests go with its `client_id`, beside the JWT and inside.
    pub client_id_with_request: bool,
    /// The registered `id_token_signed_response_alg`, if known.
    pub id_token_signing_alg: Option<String>,
    /// The scope of a valid authentication request.
    pub scope: String,
    /// What its authentication requests carry beside what the specification requires.
    pub parameters: Vec<(String, String)>,
    /// Whether the OP issues refresh tokens to the client.
    pub refresh_token: bool,
    /// The sector of a client that is registered for pairwise subjects.
    pub sector: Option<String>,
    /// The end of the Client Notification Endpoint that is registered: the client's id, unless somebody said otherwise.
    pub notification_path: String,
    /// The registered `require_pushed_authorization_requests`.
    pub pushed_authorization_required: bool,
    /// Whether id and secret stand in the Authorization header as they are: the OP does not decode them.
    pub undecoded: bool,
}

impl ClientConfig {
    /// A key of one of these clients that is none of this client's: clients may share one.
    pub fn foreign_key<'a>(&self, clients: &'a [Self]) -> Option<&'a SigningKey> {
        let own = [&self.key, &self.other_key];
        clients
            .iter()
            .filter(|other| other.id != self.id)
            .filter_map(|other| other.key.as_ref())
            .find(|key| !own.into_iter().flatten().any(|own| own.is(key)))
    }
}
