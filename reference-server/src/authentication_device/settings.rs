//! How users are asked.

use std::time::Duration;

use serde::Deserialize;

use crate::repetition::Repetition;

/// How the result comes back from the authentication device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// In the answer to the question.
    Sync,
    /// In a call to our callback endpoint.
    Async,
    /// When we ask for it.
    Poll,
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
    /// The longest time that a user is given, in seconds. Authlete's own simulator takes 5 to 60. Where an auth_req_id
    /// lives longer, its request fails as soon as the user's time is over.
    pub max_user_timeout: u64,
    /// In poll mode: how long to wait before the result is asked for again.
    pub poll_interval: Duration,
    /// How many authentications may be under way in this process at once: in sync and poll mode from the question to
    /// the recorded outcome, in async mode while the user is being asked and while an outcome is being recorded.
    /// Whatever would be one more is told to come back later.
    pub max_pending: usize,
    /// How a question is repeated that did not reach the device.
    pub repetition: Repetition,
}

impl AuthenticationDeviceSettings {
    /// The longest time that a user is given where no device is configured, in seconds: longer than an auth_req_id
    /// lives. Who stands in for the device must grant it.
    pub const STAND_IN_USER_TIMEOUT: u32 = 3600;
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
            repetition: Repetition::default(),
        }
    }
}
