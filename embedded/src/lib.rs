//! The reference server on a fake Authlete, with simulator and notification endpoint, started in this process.
//!
//! Everything speaks HTTP on loopback, as it would elsewhere; only time is aged instead of waited for. What the parties
//! say to each other is recorded where a test wants transcripts.

mod demo;
mod device;
mod error;
pub mod known;
pub mod live;
mod loopback;
mod middleware;
mod parties;
mod people;
mod record;
mod recorder;
pub mod serve;
mod stand_ins;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fake_authlete::{Core, Credentials, PushTransactionError, SigningKeys};
use reference_server::{
    AuthenticationDeviceSettings, AuthleteSettings, LoginHintTokenIssuer, Repetition, Server,
    Settings, UserDirectory,
};
use tokio::net::TcpListener;

use demo::Demo;
pub use device::{connect, start_own_simulator};
use error::broken;
pub use fake_authlete::{ClientAuthMethod, DeliveryMode, IdTokenAlg, ServiceSettings};
use loopback::{listen, serve};
pub use middleware::Wrap;
use parties::{
    BEFORE_REPETITIONS, connect_embedded, credentials_of, serve_reference_server, start_simulator,
    witness,
};
use recorder::Recorder;
use suite::config::{NotificationEndpointConfig, TargetConfig};
use suite::error::SuiteError;
use suite::op_under_test::consumption_device::NotificationEndpoint;
use suite::op_under_test::target::{Patience, Target};

const WORKSPACE: &str = "demo";

/// The keys of a fake Authlete and of its clients: making them takes a while, so that many servers may share one set.
#[derive(Clone)]
pub struct Keys {
    authlete: SigningKeys,
    suite: demo::Keys,
}

impl Keys {
    /// Makes a set.
    pub fn generate() -> Result<Self, SuiteError> {
        Ok(Self {
            authlete: SigningKeys::generate(),
            suite: demo::Keys::generate()?,
        })
    }
}

/// A target that runs in this process until it is dropped.
pub struct Embedded {
    /// The target, ready to be judged.
    pub target: Arc<Target>,
    server: Server,
}

impl Embedded {
    /// Stops the server; what its background tasks still do is abandoned after the limit.
    pub async fn shutdown(self) -> Result<(), SuiteError> {
        self.server.shutdown().await.map_err(|error| broken(&error))
    }
}

/// Everything but Authlete: listeners are bound, so that all addresses are known.
pub struct Preparation {
    server: TcpListener,
    issuer: String,
    endpoint: NotificationEndpoint,
    demo: Demo,
    keys: SigningKeys,
    recorder: Option<Arc<Recorder>>,
    middlewares: Middlewares,
    patience: Patience,
}

/// Starts the embedded target, its Authlete mounted on axum.
pub async fn start() -> Result<Embedded, SuiteError> {
    let started = Preparation::new(None).await?.start_on_axum();
    Box::pin(started).await
}

/// What is put around the parties before they are served, so that a test can make them other than they are.
#[derive(Default)]
pub struct Middlewares {
    /// Around the server.
    pub server: Option<Wrap>,
    /// Around the authentication device.
    pub device: Option<Wrap>,
    /// Around Authlete.
    pub authlete: Option<Wrap>,
    /// How the service is set at Authlete.
    pub service: Option<fn(&mut ServiceSettings)>,
}

impl Preparation {
    /// Binds the listeners and makes the keys; `keys` spares the time for them.
    pub async fn new(keys: Option<Keys>) -> Result<Self, SuiteError> {
        // An RSA key takes a while; everything else happens meanwhile.
        let keys = tokio::task::spawn_blocking(move || keys.map_or_else(Keys::generate, Ok));
        let (server, issuer) = listen().await?;
        let endpoint = NotificationEndpointConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            tls: None,
        };
        let endpoint = NotificationEndpoint::start(&endpoint).await?;
        let keys = keys.await.map_err(|error| broken(&error))??;
        Ok(Self {
            demo: Demo::new(&endpoint, keys.suite)?,
            server,
            issuer,
            endpoint,
            keys: keys.authlete,
            recorder: None,
            middlewares: Middlewares::default(),
            patience: Patience::LOCAL,
        })
    }

    /// Has what the parties say to each other kept, for transcripts.
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.recorder = Some(Arc::default());
        self
    }

    /// The fake Authlete that fits: to be mounted by the caller, or by [`Self::start_on_axum`].
    pub fn authlete_config(&self) -> fake_authlete::Config {
        let mut config = fake_authlete::Config::with_keys(
            &self.issuer,
            self.demo.clients.clone(),
            self.keys.clone(),
        );
        // Authlete can be set so, and section 12 of CIBA Core has this word for it.
        config.service.push_error_on_transaction_failed = PushTransactionError::TransactionFailed;
        if let Some(recorder) = self.recorder.clone() {
            config.observer = Some(Arc::new(move |request, answer| {
                recorder.authlete(request, answer);
            }));
        }
        config
    }

    /// Puts something around the parties. One of many targets in a process waits longer for what must come.
    #[must_use]
    pub fn among_many(mut self, middlewares: Middlewares) -> Self {
        self.middlewares = middlewares;
        self.patience = Patience::AMONG_MANY;
        self
    }

    /// The clients and users of the target, before it has an authentication device.
    pub fn without_device(&self) -> Result<TargetConfig, SuiteError> {
        self.configured("")
    }

    /// A client notification endpoint for a client that has registered none.
    pub fn unregistered_endpoint(&self) -> String {
        self.endpoint.url_of("unregistered")
    }

    /// Mounts the fake on axum and starts the rest.
    pub async fn start_on_axum(mut self) -> Result<Embedded, SuiteError> {
        let mut config = self.authlete_config();
        if let Some(set) = self.middlewares.service {
            set(&mut config.service);
        }
        let core = Core::new(config);
        let router = fake_authlete::router(core.clone());
        let router = match self.middlewares.authlete.take() {
            Some(wrap) => wrap.around(router),
            None => router,
        };
        let (listener, base_url) = listen().await?;
        serve(listener, router);
        self.start(&core.credentials(base_url), core.clone()).await
    }

    fn configured(&self, simulator_url: &str) -> Result<TargetConfig, SuiteError> {
        self.demo
            .target(&self.issuer, simulator_url, WORKSPACE, &self.keys)
    }

    /// Starts server and simulator on a fake that is mounted already.
    pub async fn start(
        mut self,
        credentials: &Credentials,
        core: Core,
    ) -> Result<Embedded, SuiteError> {
        people::fail_for_one(&core);
        let simulator_url = start_simulator(
            &self.issuer,
            self.middlewares.device.take(),
            self.recorder.as_ref(),
        )
        .await?;
        let credentials = credentials_of(credentials);
        let settings = self.settings(&simulator_url, credentials)?;
        let config = self.configured(&simulator_url)?;
        let (server, accounts) = serve_reference_server(
            settings,
            self.server,
            self.middlewares.server,
            self.recorder.as_ref(),
        )?;
        let mut target = connect_embedded(config, self.endpoint, core, self.patience).await?;
        target.account_lock = Some(Arc::new(accounts));
        target.witness = witness(self.recorder);
        Ok(Embedded {
            target: Arc::new(target),
            server,
        })
    }

    fn settings(
        &self,
        simulator_url: &str,
        authlete: AuthleteSettings,
    ) -> Result<Settings, SuiteError> {
        Ok(Settings {
            issuer: self.issuer.clone(),
            authlete,
            users: UserDirectory::from_toml(demo::USERS).map_err(|error| broken(&error))?,
            login_hint_token_issuers: vec![LoginHintTokenIssuer {
                issuer: self.demo.hint_issuer.issuer.clone(),
                jwks: serde_json::json!({"keys": [self.demo.hint_issuer.key.public_jwk()]}),
            }],
            authentication_device: AuthenticationDeviceSettings {
                base_url: simulator_url.to_owned(),
                workspace: WORKSPACE.to_owned(),
                mode: reference_server::authentication_device::Mode::Async,
                ..AuthenticationDeviceSettings::default()
            },
            binding_message_max_length: demo::BINDING_MESSAGE_MAX_LENGTH,
            repetition: Repetition {
                first_pause: BEFORE_REPETITIONS,
                longest_pause: BEFORE_REPETITIONS,
            },
            shutdown_timeout: Duration::from_millis(500),
            ..Settings::default()
        })
    }
}
