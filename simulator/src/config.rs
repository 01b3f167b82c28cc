//! What can be set, and what is wrong with a setting.

use std::ops::RangeInclusive;
use std::time::Duration;

use url::Url;

use crate::consumption_device::{AuthenticationRequest, ClientSettings};

/// The settings of a simulator; [`Config::default`] is the contract as CIBA servers know it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the results of `/api/authenticate/async` go. Without one, such requests are refused.
    pub callback_url: Option<String>,
    /// How long one call of the callback URL may take.
    pub callback_timeout: Duration,
    /// The pause before a callback is repeated for the first time. Each further pause is about twice as long, up to
    /// thirty seconds, and as long as the server asks for.
    pub callback_first_pause: Duration,
    /// How long a callback is repeated that is not confirmed. A server that was reached may have acted: it has to tell
    /// a repetition from a second result by the `request_id` or the `state`.
    pub callback_patience: Duration,
    /// The accepted values of `timeout`, in seconds.
    pub timeouts: RangeInclusive<u32>,
    /// How long one second of `timeout` lasts. Tests make it shorter, so that nobody waits for a time-out.
    pub second: Duration,
    /// How many requests may wait for a decision at a time, over all workspaces.
    pub max_pending: usize,
    /// How many requests may wait for a decision at a time in one workspace.
    pub max_pending_per_workspace: usize,
    /// How long a finished request is remembered, for `/api/authenticate/result` and for an honest 409.
    pub retention: Duration,
    /// How many finished requests are remembered at most; the oldest is forgotten first.
    pub max_finished: usize,
    /// The names, without ports, under which browsers may reach the pages, besides `localhost` and every IP address. A
    /// page under another name could be somebody else's, who had the name changed to this machine's address.
    pub hosts: Vec<String>,
    /// Clients that the page of the consumption device offers, so that nobody has to enter their settings.
    pub clients: Vec<RegisteredClient>,
    /// What that page has filled in at first.
    pub example: AuthenticationRequest,
    /// What the page with both devices tells about the server, each with a name.
    pub about: Vec<(String, String)>,
}

/// A client that is registered at a server.
#[derive(Clone, Debug)]
pub struct RegisteredClient {
    /// What people choose it by.
    pub name: String,
    /// What it is registered with.
    pub settings: ClientSettings,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            callback_url: None,
            callback_timeout: Duration::from_secs(10),
            callback_first_pause: Duration::from_millis(200),
            callback_patience: Duration::from_secs(600),
            timeouts: 5..=60,
            second: Duration::from_secs(1),
            max_pending: 4096,
            max_pending_per_workspace: 1024,
            retention: Duration::from_secs(300),
            max_finished: 4096,
            hosts: Vec::new(),
            clients: Vec::new(),
            example: AuthenticationRequest {
                scope: "openid".to_owned(),
                ..AuthenticationRequest::default()
            },
            about: Vec::new(),
        }
    }
}

impl Config {
    /// Says what is wrong with the settings, before a server stumbles over it.
    ///
    /// [`Simulator::new`](crate::Simulator::new) accepts every configuration: with a wrong callback URL it answers
    /// `/api/authenticate/async` with this error.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.parsed_callback_url().map(|_| ())
    }

    pub(crate) fn parsed_callback_url(&self) -> Result<Option<Url>, ConfigError> {
        let Some(text) = &self.callback_url else {
            return Ok(None);
        };
        let url = Url::parse(text).map_err(ConfigError::CallbackUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(ConfigError::CallbackScheme(url.scheme().to_owned()));
        }
        Ok(Some(url))
    }
}

/// Why a configuration cannot work.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The callback URL is no URL.
    #[error("the callback URL must be an absolute http or https URL; it cannot be read")]
    CallbackUrl(#[source] url::ParseError),
    /// The callback URL is a URL that nobody can POST to.
    #[error("the callback URL must start with http:// or https://, not with {0}:")]
    CallbackScheme(String),
    /// The HTTP client for callbacks could not be made.
    #[error(
        "the HTTP client for callbacks cannot be made; an https callback URL needs the system's CA certificates"
    )]
    HttpClient(#[source] reqwest::Error),
}
