//! The parties of the embedded target, each started with what is put around it.

use std::sync::Arc;
use std::time::Duration;

use fake_authlete::{Core, Credentials};
use futures::future::BoxFuture;
use reference_server::{AppState, AuthleteSettings, CALLBACK_PATH, Server, Settings};
use simulator::Simulator;
use tokio::net::TcpListener;

use crate::error::broken;
use crate::loopback::{listen, serve};
use crate::middleware::Wrap;
use crate::recorder::Recorder;
use crate::{people, record};
use suite::config::TargetConfig;
use suite::error::SuiteError;
use suite::http::Party;
use suite::op_under_test::consumption_device::NotificationEndpoint;
use suite::op_under_test::target::{Patience, Target, TargetTime, Witness};

/// Far more questions than a run has scenarios.
pub(super) const QUESTIONS: usize = 16 * 1024;
/// Nothing is repeated while a scenario watches: what is on the wire would depend on how fast the machine is.
pub(super) const BEFORE_REPETITIONS: Duration = Duration::from_secs(60);

pub(super) fn credentials_of(fake: &Credentials) -> AuthleteSettings {
    AuthleteSettings {
        base_url: fake.base_url.clone(),
        credentials: reference_server::authlete::Credentials::V3 {
            service_id: fake.service_id.to_string(),
            access_token: fake.access_token.expose().into(),
        },
    }
}

/// Serves the reference server with what devices send to it recorded.
pub(super) fn serve_reference_server(
    settings: Settings,
    listener: TcpListener,
    wrap: Option<Wrap>,
    recorder: Option<&Arc<Recorder>>,
) -> Result<(Server, people::Accounts), SuiteError> {
    let accounts = people::Accounts(settings.users.clone());
    let state = AppState::new(settings).map_err(|error| broken(&error))?;
    let router = record::layer(
        reference_server::router(state.clone()),
        recorder,
        record::Interest {
            from: Party::AuthenticationDevice,
            to: Party::Op,
            path: CALLBACK_PATH,
        },
    );
    let router = match wrap {
        Some(wrap) => wrap.around(router),
        None => router,
    };
    Ok((Server::serve_router(router, state, listener), accounts))
}

pub(super) fn witness(recorder: Option<Arc<Recorder>>) -> Option<Arc<dyn Witness>> {
    recorder.map(|recorder| recorder as Arc<dyn Witness>)
}

pub(super) async fn start_simulator(
    issuer: &str,
    wrap: Option<Wrap>,
    recorder: Option<&Arc<Recorder>>,
) -> Result<String, SuiteError> {
    let (listener, url) = listen().await?;
    let simulator = Simulator::new(simulator::Config {
        callback_url: Some(format!("{issuer}{CALLBACK_PATH}")),
        // Most scenarios leave a question behind that nobody answers, and all of them share one workspace.
        max_pending: QUESTIONS,
        max_pending_per_workspace: QUESTIONS,
        callback_first_pause: BEFORE_REPETITIONS,
        ..simulator::Config::default()
    });
    let router = record::layer(
        people::losing_a_device(simulator::router(simulator)),
        recorder,
        record::Interest {
            from: Party::Op,
            to: Party::AuthenticationDevice,
            path: "/api/authenticate/async",
        },
    );
    serve(
        listener,
        match wrap {
            Some(wrap) => wrap.around(router),
            None => router,
        },
    );
    Ok(url)
}

pub(super) async fn connect_embedded(
    config: TargetConfig,
    endpoint: NotificationEndpoint,
    core: Core,
    patience: Patience,
) -> Result<Target, SuiteError> {
    let mut target = Target::with_notification_endpoint(config, Some(endpoint), patience).await?;
    target.time = Arc::new(Ageing(core));
    Ok(target)
}

/// Nobody waits on the embedded target: the fake ages the authentication request.
struct Ageing(Core);

impl TargetTime for Ageing {
    fn pass<'a>(
        &'a self,
        auth_req_id: &'a str,
        seconds: u64,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        // A server that made the identifier up has nothing to age; the scenario will say so.
        self.0.age(auth_req_id, seconds);
        // Others get their turn where a scenario asks again and again.
        Box::pin(async {
            tokio::task::yield_now().await;
            Ok(())
        })
    }

    fn is_real(&self) -> bool {
        false
    }
}
