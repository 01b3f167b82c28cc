//! How users are asked.

use std::time::Duration;

use serde::Deserialize;

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
    /// The longest time that a user is given, in seconds. The API takes 5 to 60.
    pub max_user_timeout: u64,
    /// In poll mode: how long to wait before the result is asked for again.
    pub poll_interval: Duration,
    /// In async mode: how many requests may wait for their callback at once. One more is not asked, and fails.
    pub max_pending: usize,
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
