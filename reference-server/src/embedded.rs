//! What the program brings along where nothing is configured: a fake Authlete and a simulator, in this process.

use std::path::Path;

use anyhow::Context as _;
use fake_authlete::{Config, Core, ServiceSettings};
use reference_server::authlete::Credentials;
use reference_server::{AuthenticationDeviceSettings, AuthleteSettings, CALLBACK_PATH};
use simulator::Simulator;
use tokio::net::TcpListener;

/// How many users may be undecided at a time: a conformance run leaves hundreds of requests unanswered.
const MAX_PENDING: usize = 16 * 1024;

const DEMO_CLIENTS: &str = include_str!("../../fixtures/clients.toml");

/// Starts a fake Authlete on a free port of this machine, for a service with this Issuer.
pub(crate) async fn start_fake_authlete(
    issuer: &str,
    clients: Option<&Path>,
) -> anyhow::Result<AuthleteSettings> {
    let clients = match clients {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))?,
        None => DEMO_CLIENTS.to_owned(),
    };
    let clients = fake_authlete::clients_from_toml(&clients)
        .context("the clients of the embedded fake authlete (clients_file) cannot be used")?;
    let config = Config::new(issuer, clients);
    let credentials = credentials(&config.service);
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .context("cannot listen on 127.0.0.1 for the embedded fake authlete")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    spawn(
        "fake authlete",
        listener,
        fake_authlete::router(Core::new(config)),
    );
    Ok(AuthleteSettings {
        base_url,
        credentials,
    })
}

fn credentials(service: &ServiceSettings) -> Credentials {
    Credentials::V3 {
        service_id: service.service_id.to_string(),
        access_token: service.access_token.expose().into(),
    }
}

/// Starts a simulator that posts results to the server at `server_url`.
pub(crate) async fn start_simulator(
    listen: Option<&str>,
    server_url: &str,
) -> anyhow::Result<String> {
    let listen = listen.unwrap_or("127.0.0.1:8070");
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!(
            "cannot listen on {listen} for the embedded simulator; choose another address with simulator_listen, or \
             name an authentication device with authentication_device.base_url, in the configuration file"
        )
    })?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let config = simulator::Config {
        callback_url: Some(format!("{server_url}{CALLBACK_PATH}")),
        timeouts: 5..=AuthenticationDeviceSettings::STAND_IN_USER_TIMEOUT,
        max_pending: MAX_PENDING,
        max_pending_per_workspace: MAX_PENDING,
        ..simulator::Config::default()
    };
    config
        .check()
        .context("the embedded simulator cannot call this server back")?;
    spawn(
        "simulator",
        listener,
        simulator::router(Simulator::new(config)),
    );
    Ok(base_url)
}

/// Serves until the program ends.
fn spawn(name: &'static str, listener: TcpListener, router: axum::Router) {
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(error = %error, "the embedded {name} stopped");
        }
    });
}
