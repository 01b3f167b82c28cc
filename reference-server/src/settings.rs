//! What the server needs to know before it starts, as typed values. `config` makes it out of files and variables.

use std::time::Duration;

use crate::authentication_device::AuthenticationDeviceSettings;
use crate::authlete::{AuthleteSettings, Credentials};
use crate::repetition::Repetition;
use crate::sealed_state::StateKey;
use crate::users::{LoginHintTokenIssuer, UserDirectory, Verification};

/// All settings of one server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Issuer: the URL that this server has towards its clients. It is not the address that it listens on.
    pub issuer: String,
    /// Which Authlete to use, and as whom.
    pub authlete: AuthleteSettings,
    /// How long one call to Authlete may take, all in all.
    pub authlete_timeout: Duration,
    /// How many calls to Authlete may be under way at a time. Others wait for their turn.
    pub authlete_max_calls: usize,
    /// The users whom hints can name.
    pub users: UserDirectory,
    /// Whose login_hint_tokens are believed.
    pub login_hint_token_issuers: Vec<LoginHintTokenIssuer>,
    /// How users are asked.
    pub authentication_device: AuthenticationDeviceSettings,
    /// What the `state` of an authentication device in async mode is sealed with: the first seals, each opens. Without
    /// any, one is made that no other copy of this server has, nor this one after a restart.
    pub state_keys: Vec<StateKey>,
    /// How what failed is repeated.
    pub repetition: Repetition,
    /// The longest binding_message that is accepted, in characters.
    pub binding_message_max_length: usize,
    /// How many requests are answered at a time. Those that come on top are told to come back later.
    pub max_requests: usize,
    /// How many connections clients may have. Where there are as many, one that idles makes room for a new one.
    pub max_connections: usize,
    /// How long a connection may idle, and how long the head of a request may take to come.
    pub idle_timeout: Duration,
    /// The longest request body that is accepted, in bytes.
    pub body_limit: usize,
    /// How long a call to a client notification endpoint may take, all in all.
    pub notification_timeout: Duration,
    /// How long a shutdown waits for open requests and background tasks.
    pub shutdown_timeout: Duration,
}

impl Default for Settings {
    /// Usable values, but for the users: the directory is empty. Authlete and the device are expected on this machine.
    fn default() -> Self {
        Self {
            issuer: "http://127.0.0.1:8080".to_owned(),
            authlete: AuthleteSettings {
                base_url: "http://127.0.0.1:8090".to_owned(),
                credentials: Credentials::V3 {
                    service_id: "1".to_owned(),
                    access_token: "none".into(),
                },
            },
            authlete_timeout: Duration::from_secs(10),
            authlete_max_calls: 256,
            users: UserDirectory::default(),
            login_hint_token_issuers: Vec::new(),
            authentication_device: AuthenticationDeviceSettings::default(),
            state_keys: Vec::new(),
            repetition: Repetition::default(),
            binding_message_max_length: 64,
            max_requests: 1024,
            max_connections: 4096,
            idle_timeout: Duration::from_secs(30),
            body_limit: 64 * 1024,
            notification_timeout: Duration::from_secs(10),
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}

impl Settings {
    /// What authentication requests are verified with, at this time.
    pub(crate) fn verification(&self, now: u64) -> Verification<'_> {
        Verification {
            users: &self.users,
            issuer: &self.issuer,
            login_hint_token_issuers: &self.login_hint_token_issuers,
            binding_message_max_length: self.binding_message_max_length,
            now,
        }
    }
}
