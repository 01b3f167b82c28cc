//! The configuration file. A key that is not here is an error. Times are in seconds.

use std::num::{NonZeroU64, NonZeroUsize};
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
    /// The clients of the embedded fake.
    pub(super) clients_file: Option<PathBuf>,
    /// Where the embedded simulator listens.
    pub(super) simulator_listen: Option<String>,
    /// The first seals, each opens.
    pub(super) state_keys: Vec<Secret>,
    pub(super) authlete: AuthleteTable,
    pub(super) authentication_device: DeviceTable,
    pub(super) login_hint_token_issuers: Vec<IssuerTable>,
    /// In characters.
    binding_message_max_length: Option<usize>,
    max_requests: Option<NonZeroUsize>,
    /// In bytes.
    body_limit: Option<usize>,
    notification_timeout: Option<NonZeroU64>,
    shutdown_timeout: Option<u64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuthleteTable {
    pub(super) base_url: Option<String>,
    pub(super) api_version: Option<String>,
    pub(super) service_api_key: Option<String>,
    pub(super) service_api_secret: Option<Secret>,
    pub(super) service_access_token: Option<Secret>,
    timeout: Option<NonZeroU64>,
    max_calls: Option<NonZeroUsize>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DeviceTable {
    pub(super) base_url: Option<String>,
    workspace: Option<String>,
    mode: Option<Mode>,
    connect_timeout: Option<NonZeroU64>,
    answer_timeout: Option<NonZeroU64>,
    max_user_timeout: Option<NonZeroU64>,
    poll_interval: Option<NonZeroU64>,
    max_pending: Option<usize>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerTable {
    pub(super) issuer: String,
    pub(super) jwks_file: PathBuf,
}

fn seconds(value: Option<NonZeroU64>, default: Duration) -> Duration {
    value.map_or(default, |value| Duration::from_secs(value.get()))
}

impl Document {
    /// The settings that need nothing but this file.
    pub(super) fn settings(&self) -> Settings {
        let default = Settings::default();
        Settings {
            authlete_timeout: seconds(self.authlete.timeout, default.authlete_timeout),
            authlete_max_calls: self
                .authlete
                .max_calls
                .map_or(default.authlete_max_calls, NonZeroUsize::get),
            authentication_device: self.authentication_device.settings(),
            max_requests: self
                .max_requests
                .map_or(default.max_requests, NonZeroUsize::get),
            binding_message_max_length: self
                .binding_message_max_length
                .unwrap_or(default.binding_message_max_length),
            body_limit: self.body_limit.unwrap_or(default.body_limit),
            notification_timeout: seconds(self.notification_timeout, default.notification_timeout),
            shutdown_timeout: self
                .shutdown_timeout
                .map_or(default.shutdown_timeout, Duration::from_secs),
            ..default
        }
    }
}

impl DeviceTable {
    fn settings(&self) -> AuthenticationDeviceSettings {
        let default = AuthenticationDeviceSettings::default();
        AuthenticationDeviceSettings {
            base_url: self.base_url.clone().unwrap_or(default.base_url),
            workspace: self.workspace.clone().unwrap_or(default.workspace),
            mode: self.mode.unwrap_or(default.mode),
            connect_timeout: seconds(self.connect_timeout, default.connect_timeout),
            answer_timeout: seconds(self.answer_timeout, default.answer_timeout),
            max_user_timeout: self
                .max_user_timeout
                .map_or(default.max_user_timeout, NonZeroU64::get),
            poll_interval: seconds(self.poll_interval, default.poll_interval),
            max_pending: self.max_pending.unwrap_or(default.max_pending),
            repetition: default.repetition,
        }
    }
}
