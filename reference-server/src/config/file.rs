//! The configuration file. A key that is not here is an error. Times are in seconds.
//!
//! Numbers have 32 bits: more is a typing error, and would be too much for clocks and counters.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use crate::authentication_device::{AuthenticationDeviceSettings, Mode};
use crate::secret::Secret;
use crate::settings::Settings;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Document {
    pub(super) listen: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) log: Option<String>,
    pub(super) users_file: Option<PathBuf>,
    pub(super) clients_file: Option<PathBuf>,
    pub(super) fake_authlete_listen: Option<String>,
    pub(super) simulator_listen: Option<String>,
    /// The first seals, each opens.
    pub(super) state_keys: Vec<Secret>,
    pub(super) authlete: AuthleteTable,
    pub(super) authentication_device: DeviceTable,
    pub(super) login_hint_token_issuers: Vec<IssuerTable>,
    /// In characters.
    binding_message_max_length: Option<usize>,
    max_requests: Option<NonZeroU32>,
    max_connections: Option<NonZeroU32>,
    idle_timeout: Option<NonZeroU32>,
    /// In bytes.
    body_limit: Option<usize>,
    notification_timeout: Option<NonZeroU32>,
    shutdown_timeout: Option<u32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuthleteTable {
    pub(super) base_url: Option<String>,
    pub(super) api_version: Option<String>,
    pub(super) service_api_key: Option<String>,
    pub(super) service_api_secret: Option<Secret>,
    pub(super) service_access_token: Option<Secret>,
    timeout: Option<NonZeroU32>,
    max_calls: Option<NonZeroU32>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeviceTable {
    pub(super) base_url: Option<String>,
    workspace: Option<String>,
    mode: Option<Mode>,
    connect_timeout: Option<NonZeroU32>,
    answer_timeout: Option<NonZeroU32>,
    max_user_timeout: Option<NonZeroU32>,
    poll_interval: Option<NonZeroU32>,
    max_pending: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerTable {
    pub(super) issuer: String,
    pub(super) jwks_file: PathBuf,
}

fn seconds(value: Option<NonZeroU32>, default: Duration) -> Duration {
    value.map_or(default, |value| Duration::from_secs(value.get().into()))
}

fn count(value: Option<NonZeroU32>, default: usize) -> usize {
    value.map_or(default, |value| value.get() as usize)
}

impl Document {
    /// The settings that need nothing but this file.
    pub(super) fn settings(&self) -> Settings {
        let default = Settings::default();
        Settings {
            authlete_timeout: seconds(self.authlete.timeout, default.authlete_timeout),
            authlete_max_calls: count(self.authlete.max_calls, default.authlete_max_calls),
            authentication_device: self.authentication_device.settings(),
            max_requests: count(self.max_requests, default.max_requests),
            max_connections: count(self.max_connections, default.max_connections),
            idle_timeout: seconds(self.idle_timeout, default.idle_timeout),
            binding_message_max_length: self
                .binding_message_max_length
                .unwrap_or(default.binding_message_max_length),
            body_limit: self.body_limit.unwrap_or(default.body_limit),
            notification_timeout: seconds(self.notification_timeout, default.notification_timeout),
            shutdown_timeout: self
                .shutdown_timeout
                .map_or(default.shutdown_timeout, |value| {
                    Duration::from_secs(value.into())
                }),
            ..default
        }
    }
}

impl DeviceTable {
    fn settings(&self) -> AuthenticationDeviceSettings {
        let default = AuthenticationDeviceSettings::default();
        let longest = match &self.base_url {
            Some(_) => default.max_user_timeout,
            None => u64::from(AuthenticationDeviceSettings::STAND_IN_USER_TIMEOUT),
        };
        AuthenticationDeviceSettings {
            base_url: self.base_url.clone().unwrap_or(default.base_url),
            workspace: self.workspace.clone().unwrap_or(default.workspace),
            mode: self.mode.unwrap_or(default.mode),
            connect_timeout: seconds(self.connect_timeout, default.connect_timeout),
            answer_timeout: seconds(self.answer_timeout, default.answer_timeout),
            max_user_timeout: self
                .max_user_timeout
                .map_or(longest, |value| value.get().into()),
            poll_interval: seconds(self.poll_interval, default.poll_interval),
            max_pending: self
                .max_pending
                .map_or(default.max_pending, |value| value as usize),
            repetition: default.repetition,
        }
    }
}
