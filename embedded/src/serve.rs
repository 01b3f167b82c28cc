//! The reference server as a program that needs nothing else: whoever is not configured is stood in for.

use std::net::SocketAddr;

use reference_server::AuthleteSettings;
use reference_server::config::{Configuration, Peers, local_url};
use reference_server::{serve, startup};

pub use crate::stand_ins::StandInError;
use crate::stand_ins::{start_fake_authlete, start_simulator};

/// Why the server did not start, or did not end in order.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A fake or a simulator is needed, and cannot be had.
    #[error(transparent)]
    StandIn(#[from] StandInError),
    /// The server itself.
    #[error(transparent)]
    Server(#[from] serve::ServeError),
}

impl ServeError {
    /// Whether another configuration would help.
    pub const fn is_configuration(&self) -> bool {
        matches!(
            self,
            Self::StandIn(_)
                | Self::Server(serve::ServeError::Listen { .. } | serve::ServeError::Startup(_))
        )
    }
}

/// Starts the server, and a fake Authlete and a simulator where none are configured; says on standard output how to
/// reach all of them, and serves until a signal comes.
pub async fn until_a_signal(configuration: &Configuration) -> Result<(), ServeError> {
    let listener = serve::listen(&configuration.listen).await?;
    let address = listener.local_addr().map_err(serve::ServeError::from)?;
    let mut lines = Vec::new();
    let peers = Peers {
        authlete: authlete(configuration, address, &mut lines).await?,
        authentication_device: device(configuration, address).await?,
    };
    let settings = configuration.settings(address, peers);
    if configuration.authentication_device.is_none() {
        let device = &settings.authentication_device;
        lines.push(serve::line("simulator", &device.base_url));
        lines.push(serve::line("workspace", &device.workspace));
    }
    Ok(serve::until_a_signal(settings, listener, &lines).await?)
}

async fn authlete(
    configuration: &Configuration,
    address: SocketAddr,
    lines: &mut Vec<String>,
) -> Result<AuthleteSettings, StandInError> {
    let stand_ins = &configuration.stand_ins;
    if let Some(authlete) = &configuration.authlete {
        startup::tell_about_unused_keys(&stand_ins.keys_of_authlete());
        lines.push(serve::line("authlete", &authlete.base_url));
        return Ok(authlete.clone());
    }
    let fake = start_fake_authlete(stand_ins, &configuration.issuer_at(address)).await?;
    let place = format!("embedded fake at {}", fake.base_url);
    lines.push(serve::line("authlete", &place));
    Ok(fake)
}

async fn device(
    configuration: &Configuration,
    address: SocketAddr,
) -> Result<String, StandInError> {
    let stand_ins = &configuration.stand_ins;
    if let Some(device) = &configuration.authentication_device {
        startup::tell_about_unused_keys(&stand_ins.keys_of_device());
        return Ok(device.clone());
    }
    start_simulator(stand_ins, &local_url(address)).await
}
