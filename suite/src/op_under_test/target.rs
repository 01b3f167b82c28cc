//! The OP under test, with all that surrounds it for a run.

mod account_lock;
mod patience;
mod players;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub use account_lock::{AccountLock, UrlAccountLock};
use futures::future::BoxFuture;
pub use patience::Patience;

use crate::config::{Audience, AuthenticationDeviceConfig, ClientConfig, TargetConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient};
use crate::jose;
use crate::op_under_test::audiences::Audiences;
use crate::op_under_test::authentication_device::{
    AuthenticationDevice, AutomaticDevice, ChannelDevice, CommandDevice, ManualDevice, NoDevice,
    SelectiveDevice, UrlTemplateDevice, on_simulator,
};
use crate::op_under_test::consumption_device::NotificationEndpoint;
use crate::op_under_test::discovery::{self, Discovery};
use crate::op_under_test::examined::Examined;
use crate::op_under_test::jwk_set::{JwkSet, Keys};
use crate::op_under_test::notes::Notes;
use crate::op_under_test::user_queue::UserQueue;
use crate::protocol::Metadata;
use crate::spacing::Spacing;

/// Slow enough for no server to see an attack, quick enough for a hundred of them while an expiry is waited for.
const BETWEEN_FAILED_AUTHENTICATIONS: Duration = Duration::from_millis(200);

/// How time passes for an authentication request at the target.
pub trait TargetTime: Send + Sync {
    /// Lets so many seconds pass for the request, by waiting or by ageing it.
    fn pass<'a>(
        &'a self,
        auth_req_id: &'a str,
        seconds: u64,
    ) -> BoxFuture<'a, Result<(), SuiteError>>;

    /// Whether passing time costs time.
    fn is_real(&self) -> bool;
}

/// Time that has to be waited for.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealTime;

impl TargetTime for RealTime {
    fn pass<'a>(
        &'a self,
        _auth_req_id: &'a str,
        seconds: u64,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(())
        })
    }

    fn is_real(&self) -> bool {
        true
    }
}

/// An exchange between other parties than the suite, seen from inside.
#[derive(Debug, Clone)]
pub struct WitnessedExchange {
    /// The `traceparent` of the request of ours that caused it.
    pub traceparent: String,
    /// The exchange.
    pub exchange: Exchange,
}

/// Sees what the OP says to others: possible where all of them run in this process.
pub trait Witness: Send + Sync {
    /// What the requests of one trace caused, in the order in which it began.
    fn seen(&self, trace_id: &str) -> Vec<WitnessedExchange>;

    /// Waits, not for long, until the authentication device was asked about each of these.
    fn settle<'a>(&'a self, auth_req_ids: &'a [String]) -> BoxFuture<'a, ()>;
}

/// The OP under test, with all that surrounds it for a run.
pub struct Target {
    /// What the user told us about it.
    pub config: TargetConfig,
    /// What it says about itself.
    pub metadata: Metadata,
    /// Why a client would not go on with that: a run does, and judges it.
    pub objection: Option<String>,
    /// Where that stands.
    pub metadata_url: String,
    /// Its keys.
    pub jwks: JwkSet,
    /// The way to it.
    pub http: HttpClient,
    /// How its users decide.
    pub device: Arc<dyn AuthenticationDevice>,
    /// Where it sends pings and pushes.
    pub notification_endpoint: Option<NotificationEndpoint>,
    /// How accounts are locked there, if the suite can do so.
    pub account_lock: Option<Arc<dyn AccountLock>>,
    /// Held by the scenario that locks an account now: there is one account for it.
    pub account_in_use: Arc<tokio::sync::Mutex<()>>,
    /// How time passes there.
    pub time: Arc<dyn TargetTime>,
    /// Who sees its other exchanges, if anybody does.
    pub witness: Option<Arc<dyn Witness>>,
    /// How long to wait for it.
    pub patience: Patience,
    /// Whom client assertions at its token endpoint are made out to.
    pub audiences: Audiences,
    /// What asking it once has shown, where that was done.
    pub examined: OnceLock<Examined>,
    /// What came up about it as a whole.
    pub notes: Notes,
    /// Keeps scenarios apart that ask the same user, where the OP allows each user few pending requests.
    pub user_queue: UserQueue,
    /// Keeps requests with wrong credentials apart.
    pub failed_authentications: Spacing,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Target {
    /// Discovers the OP and starts what the suite listens on.
    pub async fn connect(config: TargetConfig) -> Result<Self, SuiteError> {
        let endpoint = match &config.notification_endpoint {
            Some(endpoint) => Some(NotificationEndpoint::start(endpoint).await?),
            None => None,
        };
        let patience = Patience::remote(config.limits.callback_wait);
        Box::pin(Self::with_notification_endpoint(config, endpoint, patience)).await
    }

    /// Whether a client would go on with its metadata.
    pub fn unobjected(&self) -> Result<(), SuiteError> {
        match &self.objection {
            None => Ok(()),
            Some(reason) => Err(discovery::failed(&self.config.issuer, reason.clone())),
        }
    }

    /// Discovers the OP; the notification endpoint listens already.
    pub async fn with_notification_endpoint(
        config: TargetConfig,
        notification_endpoint: Option<NotificationEndpoint>,
        patience: Patience,
    ) -> Result<Self, SuiteError> {
        let http = HttpClient::new(&config.connection)?;
        let Discovery {
            mut metadata,
            objection,
            url,
        } = Box::pin(described(&http, &config)).await?;
        Box::pin(discovery::probe_endpoints(
            &http,
            &config.issuer,
            &mut metadata,
        ))
        .await;
        Ok(Self {
            jwks: JwkSet::new(match &config.jwks {
                Some(given) => given.clone(),
                None => Box::pin(discovery::jwk_set(&http, &metadata)).await,
            }),
            device: Arc::new(SelectiveDevice::new(
                Box::pin(device(&config, &http, patience)).await?,
                config.decisions,
            )),
            failed_authentications: Spacing::new(if config.limits.unthrottled {
                Duration::ZERO
            } else {
                BETWEEN_FAILED_AUTHENTICATIONS
            }),
            account_lock: config.users.account_lock.clone().map(|urls| {
                Arc::new(UrlAccountLock::new(urls, http.clone())) as Arc<dyn AccountLock>
            }),
            config,
            metadata,
            metadata_url: url,
            objection,
            http,
            notification_endpoint,
            account_in_use: Arc::default(),
            time: Arc::new(RealTime),
            witness: None,
            patience,
            audiences: Audiences::default(),
            examined: OnceLock::new(),
            notes: Notes::default(),
            user_queue: UserQueue::default(),
        })
    }

    /// Whether anybody answers there at all.
    pub async fn is_reachable(&self) -> bool {
        discovery::fetch(&self.http, &self.metadata_url)
            .await
            .is_ok()
    }

    /// The OP's keys, and how they were read again where none of those known can have signed the token (OpenID Connect Core
    /// 1.0, section 10.1.1). Keys that the target file names are those that there are.
    pub async fn keys_for(&self, id_token: &str) -> (Keys, Option<Exchange>) {
        let known = self.jwks.current();
        let url = self.metadata.jwks_uri();
        let Some(url) = url.filter(|_| self.config.jwks.is_none()) else {
            return (known, None);
        };
        if !jose::is_unfamiliar(id_token, &known) {
            return (known, None);
        }
        // Who does not answer now has the keys that it had: they are judged by.
        let read = discovery::fetch(&self.http, url).await.ok();
        if let Some(document) = read
            .as_ref()
            .and_then(|read| discovery::document(read).ok())
        {
            self.jwks.replace(document);
        }
        (self.jwks.current(), read)
    }

    /// Whom the client's assertions are made out to at a URL: the issuer, or the URL of the token endpoint where the OP takes
    /// nothing else there.
    pub fn audience(&self, client: &ClientConfig, url: &str) -> &str {
        let said = client.token_endpoint_audience;
        let audience = said.or_else(|| self.audiences.of(&client.id));
        if url == self.token_endpoint() && audience == Some(Audience::TokenEndpoint) {
            return self.token_endpoint();
        }
        &self.config.issuer
    }

    /// The OP's Backchannel Authentication Endpoint.
    pub fn authentication_endpoint(&self) -> &str {
        self.metadata
            .backchannel_authentication_endpoint()
            .unwrap_or_default()
    }

    /// The OP's token endpoint.
    pub fn token_endpoint(&self) -> &str {
        self.metadata.token_endpoint().unwrap_or_default()
    }
}

/// The metadata that the user names in its place is the user's own, and has to fit.
async fn described(http: &HttpClient, config: &TargetConfig) -> Result<Discovery, SuiteError> {
    let issuer = &config.issuer;
    let Some(document) = &config.metadata else {
        return discovery::discover(http, issuer).await;
    };
    let [usual, _] = discovery::metadata_urls(issuer);
    discovery::check_issuer(document, issuer)
        .map_err(|reason| discovery::failed(issuer, reason))?;
    Ok(Discovery {
        metadata: Metadata::new(document.clone()),
        objection: None,
        url: usual,
    })
}

async fn device(
    config: &TargetConfig,
    http: &HttpClient,
    patience: Patience,
) -> Result<Arc<dyn AuthenticationDevice>, SuiteError> {
    use AuthenticationDeviceConfig as Config;
    let http = http.clone();
    Ok(match &config.authentication_device {
        Config::UrlTemplate {
            url,
            inbox_url,
            other_user_url,
        } => Arc::new(
            UrlTemplateDevice::new(url, http, patience.expected)
                .with_inbox(inbox_url.clone())
                .with_other_user(other_user_url.clone()),
        ),
        Config::Simulator { url, workspace, .. } => {
            Arc::new(on_simulator(url, workspace, http, patience.expected))
        }
        Config::Channel {
            listen,
            callback_url,
        } => {
            let device = ChannelDevice::start(*listen, callback_url, http, patience.expected);
            Arc::new(device.await?.0)
        }
        Config::Command {
            program,
            arguments,
            timeout,
        } => Arc::new(CommandDevice::new(program, arguments.clone(), *timeout)),
        Config::Manual { deadline } => Arc::new(ManualDevice::new(*deadline)),
        Config::Automatic { delay } => {
            Arc::new(AutomaticDevice::new(*delay, config.users.denier.is_some()))
        }
        Config::None => Arc::new(NoDevice),
    })
}
