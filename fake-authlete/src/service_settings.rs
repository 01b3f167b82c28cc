//! The service: its credentials and what it is set to.

use std::fmt;

use crate::clients::{
    CIBA_GRANT_TYPE, ClientAuthMethod, DeliveryMode, IdTokenAlg, REFRESH_TOKEN_GRANT_TYPE,
};
use crate::secret::Secret;

/// The number of the service unless set otherwise.
const DEFAULT_SERVICE_ID: u64 = 21_653_835_348_762;

/// The number of the service's owner, as whom version 2 reads and changes the service itself.
const OWNER_ID: u64 = 3_921_174_085;

/// What is set on the service. The defaults suit the suite's fixtures.
#[derive(Clone)]
pub struct ServiceSettings {
    /// The service's number, in the paths of version 3.
    pub service_id: u64,
    /// The user name of version 2: the same number.
    pub api_key: String,
    /// The password of version 2.
    pub api_secret: Secret,
    /// The bearer token of version 3.
    pub access_token: Secret,
    /// The user name of the service's owner in version 2.
    pub owner_api_key: String,
    /// The password of the service's owner in version 2.
    pub owner_api_secret: Secret,
    /// Lifetime of an `auth_req_id` in seconds, unless the client asks for another.
    pub auth_req_id_duration: u32,
    /// The longest lifetime in seconds that `requested_expiry` can reach.
    pub max_auth_req_id_duration: u32,
    /// The last characters of every `auth_req_id`: those of other servers are longer than Authlete's.
    pub auth_req_id_ending: String,
    /// The least number of seconds between two polls.
    pub polling_interval: u32,
    /// Whether clients may be registered for user codes.
    pub user_code_supported: bool,
    /// The token delivery modes of the discovery document.
    pub delivery_modes: Vec<DeliveryMode>,
    /// The scopes of the service; others are dropped from requests.
    pub scopes: Vec<String>,
    /// The ACRs of the service; others are dropped from requests.
    pub acrs: Vec<String>,
    /// Lifetime of access tokens in seconds.
    pub access_token_duration: u64,
    /// Lifetime of refresh tokens in seconds.
    pub refresh_token_duration: u64,
    /// Lifetime of ID Tokens in seconds.
    pub id_token_duration: u64,
    /// How many seconds the clocks of clients may differ from the fake's.
    pub allowable_clock_skew: u64,
    /// The algorithm that signs access tokens; without it they are random texts.
    pub access_token_sign_alg: Option<IdTokenAlg>,
    /// The grant types that the service supports, by their registered names.
    pub grant_types: Vec<String>,
    /// The client authentication methods that the service supports.
    pub auth_methods: Vec<ClientAuthMethod>,
    /// Whether OAuth errors go without `error_description`.
    pub error_description_omitted: bool,
    /// Whether OAuth errors go without `error_uri`.
    pub error_uri_omitted: bool,
    /// The `error` of push notifications after TRANSACTION_FAILED.
    pub push_error_on_transaction_failed: PushTransactionError,
}

/// The `error` that a push client gets after `complete` with TRANSACTION_FAILED.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PushTransactionError {
    /// `expired_token`: what Authlete's documentation says.
    #[default]
    ExpiredToken,
    /// `transaction_failed`: what CIBA Core 1.0, section 12 has for the case.
    TransactionFailed,
}

impl PushTransactionError {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::ExpiredToken => "expired_token",
            Self::TransactionFailed => "transaction_failed",
        }
    }
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            service_id: DEFAULT_SERVICE_ID,
            api_key: DEFAULT_SERVICE_ID.to_string(),
            api_secret: Secret::new("api-secret-for-the-fake-on-this-machine"),
            access_token: Secret::new("access-token-for-the-fake-on-this-machine"),
            owner_api_key: OWNER_ID.to_string(),
            owner_api_secret: Secret::new("owner-secret-for-the-fake-on-this-machine"),
            auth_req_id_duration: 600,
            max_auth_req_id_duration: 3600,
            auth_req_id_ending: String::new(),
            polling_interval: 5,
            user_code_supported: true,
            delivery_modes: vec![DeliveryMode::Poll, DeliveryMode::Ping, DeliveryMode::Push],
            scopes: owned(&["openid", "profile", "email", "address", "phone"]),
            acrs: owned(&["urn:example:acr:device", "urn:example:acr:biometric"]),
            access_token_duration: 3600,
            refresh_token_duration: 86_400,
            id_token_duration: 3600,
            allowable_clock_skew: 10,
            access_token_sign_alg: None,
            grant_types: owned(&[CIBA_GRANT_TYPE, REFRESH_TOKEN_GRANT_TYPE]),
            auth_methods: ClientAuthMethod::ALL.to_vec(),
            error_description_omitted: false,
            error_uri_omitted: false,
            push_error_on_transaction_failed: PushTransactionError::default(),
        }
    }
}

impl ServiceSettings {
    /// Whether the service supports the grant type.
    pub fn has_grant(&self, grant_type: &str) -> bool {
        self.grant_types.iter().any(|grant| grant == grant_type)
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

impl fmt::Debug for ServiceSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServiceSettings")
            .field("service_id", &self.service_id)
            .field("api_secret", &self.api_secret)
            .field("access_token", &self.access_token)
            .field("owner_api_secret", &self.owner_api_secret)
            .field("auth_req_id_duration", &self.auth_req_id_duration)
            .field("polling_interval", &self.polling_interval)
            .finish_non_exhaustive()
    }
}
