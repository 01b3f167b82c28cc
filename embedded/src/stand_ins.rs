//! Who stands in for an Authlete and for an authentication device that are not configured: a fake and a simulator in
//! this process, each on a port of its own.

use std::io;
use std::path::{Path, PathBuf};

use fake_authlete::{ClientsError, Config, Core};
use reference_server::config::{StandIns, local_url};
use reference_server::{AuthenticationDeviceSettings, AuthleteSettings, CALLBACK_PATH};
use simulator::Simulator;
use tokio::net::TcpListener;

use crate::demo;

const FAKE_AUTHLETE: Place = Place {
    name: "fake authlete",
    listen: "127.0.0.1:8090",
    advice: "choose another address with --fake-authlete-listen or CIBA_FAKE_AUTHLETE_LISTEN (port 0 is any that is \
             free), or name an authlete with AUTHLETE_BASE_URL",
};

const SIMULATOR: Place = Place {
    name: "simulator",
    listen: "127.0.0.1:8070",
    advice: "choose another address with --simulator-listen or CIBA_SIMULATOR_LISTEN (port 0 is any that is free), or \
             name an authentication device with --authentication-device",
};

/// Why nobody can stand in. Each text says what to set.
#[derive(Debug, thiserror::Error)]
pub enum StandInError {
    /// The address cannot be used.
    #[error("cannot listen on {listen} for the {name}; {advice}")]
    Listen {
        /// Which one.
        listen: String,
        /// Who would listen there.
        name: &'static str,
        /// What to do.
        advice: &'static str,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The file with the clients cannot be read.
    #[error("cannot read {path} (clients_file)", path = path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The clients are none.
    #[error("the clients of the fake authlete (clients_file) cannot be used")]
    Clients(#[from] ClientsError),
    /// The server has no URL that a simulator could call.
    #[error("the simulator cannot call this server back")]
    Callback(#[from] simulator::ConfigError),
}

/// Where somebody listens.
struct Place {
    name: &'static str,
    listen: &'static str,
    advice: &'static str,
}

impl Place {
    /// Binds the address that is set, or else its own; the URL that leads there.
    async fn listen(&self, set: Option<&String>) -> Result<(TcpListener, String), StandInError> {
        let listen = set.map_or(self.listen, String::as_str);
        let failed = |source| StandInError::Listen {
            listen: listen.to_owned(),
            name: self.name,
            advice: self.advice,
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok((listener, local_url(address)))
    }

    /// Serves until the program ends.
    fn serve(&self, listener: TcpListener, router: axum::Router) {
        let name = self.name;
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the {name} stopped");
            }
        });
    }
}

/// Starts a fake Authlete whose service has this Issuer.
pub(crate) async fn start_fake_authlete(
    stand_ins: &StandIns,
    issuer: &str,
) -> Result<AuthleteSettings, StandInError> {
    let clients = match &stand_ins.clients_file {
        Some(path) => read(path)?,
        None => demo::CLIENTS.to_owned(),
    };
    let clients = fake_authlete::clients_from_toml(&clients)?;
    let listen = stand_ins.fake_authlete_listen.as_ref();
    let (listener, base_url) = FAKE_AUTHLETE.listen(listen).await?;
    let core = Core::new(Config::new(issuer, clients));
    let settings = crate::credentials_of(&core.credentials(base_url));
    FAKE_AUTHLETE.serve(listener, fake_authlete::router(core));
    Ok(settings)
}

fn read(path: &Path) -> Result<String, StandInError> {
    std::fs::read_to_string(path).map_err(|source| StandInError::File {
        path: path.to_owned(),
        source,
    })
}

/// Starts a simulator that posts what users decide to the server at `server_url`; the URL that it has itself.
pub(crate) async fn start_simulator(
    stand_ins: &StandIns,
    server_url: &str,
) -> Result<String, StandInError> {
    let listen = stand_ins.simulator_listen.as_ref();
    let (listener, url) = SIMULATOR.listen(listen).await?;
    let config = simulator::Config {
        callback_url: Some(format!("{server_url}{CALLBACK_PATH}")),
        timeouts: 5..=AuthenticationDeviceSettings::STAND_IN_USER_TIMEOUT,
        // A conformance run leaves hundreds of requests unanswered.
        max_pending: crate::parties::QUESTIONS,
        max_pending_per_workspace: crate::parties::QUESTIONS,
        ..simulator::Config::default()
    };
    config.check()?;
    SIMULATOR.serve(listener, simulator::router(Simulator::new(config)));
    Ok(url)
}
