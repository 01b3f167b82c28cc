//! What the fake is made from.

use std::fmt;
use std::sync::Arc;

use crate::answer::Answer;
use crate::clients::Client;
use crate::clock::{Clock, SystemClock};
use crate::keys::SigningKeys;
use crate::request::Request;
use crate::secret::Secret;
use crate::service_settings::ServiceSettings;

/// Is shown every API call and its answer, before the answer leaves. The `/__fake/` switches are not shown.
pub type Observer = Arc<dyn Fn(&Request, &Answer) + Send + Sync>;

/// Everything that a fake is made from.
#[derive(Clone)]
pub struct Config {
    /// The issuer identifier of the authorization server in front of the fake.
    pub issuer: String,
    /// The registered clients.
    pub clients: Vec<Client>,
    /// The service's credentials and settings.
    pub service: ServiceSettings,
    /// The keys that sign ID Tokens.
    pub keys: SigningKeys,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Who is shown the calls.
    pub observer: Option<Observer>,
}

impl Config {
    /// A fake for that issuer and those clients, with default settings, the machine's clock and keys of its own.
    ///
    /// Making an RSA key takes noticeable time: where many fakes are started, make [`SigningKeys`] once and use a
    /// struct literal or [`Config::with_keys`].
    pub fn new(issuer: impl Into<String>, clients: Vec<Client>) -> Self {
        Self::with_keys(issuer, clients, SigningKeys::generate())
    }

    /// Like [`Config::new`], with keys that exist already.
    pub fn with_keys(issuer: impl Into<String>, clients: Vec<Client>, keys: SigningKeys) -> Self {
        Self {
            issuer: issuer.into(),
            clients,
            service: ServiceSettings::default(),
            keys,
            clock: Arc::new(SystemClock),
            observer: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Config")
            .field("issuer", &self.issuer)
            .field("clients", &self.clients)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// How to reach a fake: what an authorization server is configured with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The scheme, host and port, without a slash at the end.
    pub base_url: String,
    /// The service's number, in the paths of version 3.
    pub service_id: u64,
    /// The user name of version 2.
    pub api_key: String,
    /// The password of version 2.
    pub api_secret: Secret,
    /// The bearer token of version 3.
    pub access_token: Secret,
    /// The user name of the service's owner, who reads and changes the service itself in version 2.
    pub owner_api_key: String,
    /// The password of the service's owner.
    pub owner_api_secret: Secret,
}

impl Credentials {
    pub(crate) fn of(service: &ServiceSettings, base_url: String) -> Self {
        Self {
            base_url,
            service_id: service.service_id,
            api_key: service.api_key.clone(),
            api_secret: service.api_secret.clone(),
            access_token: service.access_token.clone(),
            owner_api_key: service.owner_api_key.clone(),
            owner_api_secret: service.owner_api_secret.clone(),
        }
    }
}

/// The endpoints of the authorization server, as far as the fake must know them.
#[derive(Clone)]
pub(crate) struct Endpoints {
    pub(crate) issuer: String,
    pub(crate) token: String,
    pub(crate) backchannel_authentication: String,
    pub(crate) jwks: String,
    /// Servers without one are usual: CIBA asks for none.
    pub(crate) userinfo: Option<String>,
}

impl Endpoints {
    pub(crate) fn of(issuer: &str) -> Self {
        let base = issuer.trim_end_matches('/');
        Self {
            issuer: issuer.to_owned(),
            token: format!("{base}/token"),
            backchannel_authentication: format!("{base}/backchannel/authentication"),
            jwks: format!("{base}/jwks"),
            userinfo: None,
        }
    }
}
