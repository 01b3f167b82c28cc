//! What the server needs to know before it starts, as typed values. `config` makes it out of files and variables.

use std::time::Duration;

use crate::authentication_device::Mode;
use crate::authlete::Credentials;
use crate::users::UserDirectory;

/// All settings of one server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The Issuer: the URL that this server has towards its clients. It is not the address that it listens on.
    pub issuer: String,
    /// Which Authlete to use, and as whom.
    pub authlete: AuthleteSettings,
    /// How long one call to Authlete may take, all in all.
    pub authlete_timeout: Duration,
    /// The users whom hints can name.
    pub users: UserDirectory,
    /// Whose login_hint_tokens are believed.
    pub login_hint_token_issuers: Vec<LoginHintTokenIssuer>,
    /// How users are asked.
    pub authentication_device: AuthenticationDeviceSettings,
    /// The longest binding_message that is accepted, in characters.
    pub binding_message_max_length: usize,
    /// The longest request body that is accepted, in bytes.
    pub body_limit: usize,
    /// How long a call to a client notification endpoint may take, all in all.
    pub notification_timeout: Duration,
    /// How long a shutdown waits for open requests and background tasks.
    pub shutdown_timeout: Duration,
}

/// Which Authlete to use, and as whom.
#[derive(Clone, Debug)]
pub struct AuthleteSettings {
    /// Without the `/api` of the paths, for example `https://us.authlete.com`.
    pub base_url: String,
    /// The service, and the proof that we may act for it. They also choose the version of the API.
    pub credentials: Credentials,
}

/// Somebody whose login_hint_tokens are believed.
#[derive(Clone, Debug)]
pub struct LoginHintTokenIssuer {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// Its public keys, as a JWK Set.
    pub jwks: serde_json::Value,
}

/// How users are asked: the authentication device's HTTP API and how it is used.
#[derive(Clone, Debug)]
pub struct AuthenticationDeviceSettings {
    /// Without the `/api` of the paths, for example `https://cibasim.authlete.com`.
    pub base_url: String,
    /// The workspace that our users are in.
    pub workspace: String,
    /// How the result comes back.
    pub mode: Mode,
    /// How long it may take to connect.
    pub connect_timeout: Duration,
    /// How long a call may take that does not wait for the user. A call that does gets this much on top.
    pub answer_timeout: Duration,
    /// The longest time that a user is given, in seconds. The API takes 5 to 60.
    pub max_user_timeout: u64,
    /// In poll mode: how long to wait before the result is asked for again.
    pub poll_interval: Duration,
    /// In async mode: how many requests may wait for their callback at once. One more is not asked, and fails.
    pub max_pending: usize,
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
            users: UserDirectory::default(),
            login_hint_token_issuers: Vec::new(),
            authentication_device: AuthenticationDeviceSettings::default(),
            binding_message_max_length: 64,
            body_limit: 64 * 1024,
            notification_timeout: Duration::from_secs(10),
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for AuthenticationDeviceSettings {
    fn default() -> Self {
        Self {
            base_url: "http://127.0.0.1:8070".to_owned(),
            workspace: "demo".to_owned(),
            mode: Mode::Async,
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(10),
            max_user_timeout: 60,
            poll_interval: Duration::from_secs(2),
            max_pending: 10_000,
        }
    }
}
