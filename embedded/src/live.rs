//! The reference server in this process, on an Authlete that is not.
//!
//! Between the two stands a gateway: it keeps the number of open calls small, waits where Authlete says 429, and
//! records what was said, so that a run on a tenant can be compared with one on the fake.

mod gateway;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fake_authlete::Client;
use reference_server::AuthleteSettings;
use reference_server::authlete::Credentials;
use tokio::net::TcpListener;

use super::recorder::Recorder;
use super::{Embedded, Preparation};
use suite::config::{ClientConfig, Secret, TargetConfig};
use suite::error::SuiteError;
use suite::op_under_test::target::{Patience, RealTime, Target};

/// How many scenarios work at once: a tenant is shared with others.
const CONCURRENCY: usize = 8;

/// A tenant of Authlete's.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Without the `/api` of the paths.
    pub base_url: String,
    /// The service and the proof that we may act for it.
    pub credentials: Credentials,
}

/// What Authlete assigned to a client.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its number.
    pub client_id: String,
    /// Its secret.
    pub secret: Option<String>,
}

impl Preparation {
    /// Binds the address of the service's issuer: what the metadata says must lead to the server.
    pub async fn at(issuer: &str, address: SocketAddr) -> Result<Self, SuiteError> {
        let mut preparation = Self::new(None).await?;
        preparation.server = TcpListener::bind(address).await.map_err(|error| {
            SuiteError::Embedded(format!(
                "cannot listen on {address}, where the service's issuer {issuer} leads: {error}"
            ))
        })?;
        issuer.clone_into(&mut preparation.issuer);
        preparation
            .demo
            .add_every_combination(&preparation.endpoint)?;
        Ok(preparation)
    }

    /// The clients that a whole run needs, with the keys and notification endpoints of this run.
    pub fn clients(&self) -> &[Client] {
        &self.demo.clients
    }

    /// Judges with these clients, which the service had before, instead of its own.
    pub fn adopt(&mut self, clients: Vec<Client>) {
        self.demo.clients = clients;
    }

    /// Starts server and simulator on a tenant where the clients are registered, by their names in reports.
    pub async fn start_on(
        self,
        tenant: &Tenant,
        registered: &HashMap<String, Registered>,
    ) -> Result<Embedded, SuiteError> {
        let (listener, base_url) = super::listen().await?;
        let recorder = Arc::new(Recorder::default());
        let gateway = gateway::router(tenant.base_url.clone(), &recorder)?;
        super::serve(listener, gateway);
        let simulator_url = super::start_simulator(&self.issuer, None, Some(&recorder)).await?;
        let authlete = AuthleteSettings {
            base_url,
            credentials: tenant.credentials.clone(),
        };
        let mut settings = self.settings(&simulator_url, authlete)?;
        // The gateway may wait for a limit to be reset, longer than a server should for Authlete.
        settings.authlete_timeout = gateway::PATIENCE + Duration::from_secs(5);
        let config =
            self.demo
                .target(&self.issuer, &simulator_url, super::WORKSPACE, &self.keys)?;
        let config = on_a_tenant(config, registered);
        let (server, accounts) =
            super::serve_reference_server(settings, self.server, None, Some(&recorder))?;
        let endpoint = Some(self.endpoint);
        let mut target =
            Target::with_notification_endpoint(config, endpoint, Patience::REMOTE).await?;
        target.time = Arc::new(RealTime);
        target.witness = super::witness(Some(recorder));
        target.account_lock = Some(Arc::new(accounts));
        Ok(Embedded {
            target: Arc::new(target),
            server,
        })
    }
}

/// The embedded target as it is on a tenant: other clients, politeness, and nothing that only a fake can do.
fn on_a_tenant(mut config: TargetConfig, registered: &HashMap<String, Registered>) -> TargetConfig {
    "live".clone_into(&mut config.name);
    config.limits.concurrency = CONCURRENCY;
    config.limits.unthrottled = false;
    // Only the fake fails when it is told to, and only its keys are ours.
    config.users.failing = None;
    config.users.approver.expired_id_token_hint = None;
    // Authlete documents that TRANSACTION_FAILED is pushed as expired_token; a tenant may be set otherwise.
    config.users.unreachable = None;
    config
        .clients
        .retain(|client| registered.contains_key(&client.id));
    let special = &mut config.special_clients;
    let clients = config
        .clients
        .iter_mut()
        .chain(special.without_ciba.as_mut())
        .chain(special.unreachable_endpoint.as_mut());
    for client in clients {
        name_as_registered(client, registered);
    }
    config
}

fn name_as_registered(client: &mut ClientConfig, registered: &HashMap<String, Registered>) {
    if let Some(registered) = registered.get(&client.id) {
        client.client_id.clone_from(&registered.client_id);
        client.secret = registered.secret.as_ref().map(Secret::new);
    }
}
