//! A server as a program runs it: verified, announced, and served until a signal comes.

#[cfg(unix)]
mod open_files;
mod signals;

use std::io::{self, Write as _};

use tokio::net::TcpListener;

use crate::http_client::HttpClientError;
use crate::server::{Server, ServerError};
use crate::settings::Settings;
use crate::startup::{self, StartupError};
use crate::state::AppState;
use signals::Signals;

/// Why the server did not start, or did not end in order.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be used.
    #[error("cannot listen on {listen}; choose another address with --listen or CIBA_LISTEN")]
    Listen {
        /// Which one.
        listen: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The clients for Authlete, device and notifications cannot be made.
    #[error(transparent)]
    HttpClient(#[from] HttpClientError),
    /// Authlete is not what it should be.
    #[error(transparent)]
    Startup(#[from] StartupError),
    /// Sockets, signals or standard output fail.
    #[error("the system does not let this server run")]
    System(#[from] io::Error),
    /// Work was left at the end.
    #[error(transparent)]
    End(#[from] ServerError),
    /// Somebody did not want to wait for the end.
    #[error("ended at once by a second signal; work under way has been abandoned")]
    SecondSignal,
}

/// Binds the address that the configuration names.
pub async fn listen(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen {
            listen: address.to_owned(),
            source,
        })
}

/// A line of what is announced.
pub fn line(name: &str, value: &str) -> String {
    format!("{:<11} {value}", format!("{name}:"))
}

/// Verifies that Authlete is the right one, says on standard output how to reach everything, `lines` among it, and
/// serves until a signal comes; a second one ends it at once.
pub async fn until_a_signal(
    mut settings: Settings,
    listener: TcpListener,
    lines: &[String],
) -> Result<(), ServeError> {
    // Half of what may be open at once is left for calls of our own.
    #[cfg(unix)]
    if let Some(files) = open_files::raise_limit() {
        settings.max_connections = settings.max_connections.min(files / 2).max(1);
    }
    let state = AppState::new(settings)?;
    startup::tell_about_state_keys(&state.settings);
    startup::verify(&state.settings, state.authlete.as_ref()).await?;
    // Whoever reads that we listen may send a signal at once.
    let mut signals = Signals::listen()?;
    let issuer = line("issuer", &state.settings.issuer);
    let listening = line("listening", &format!("http://{}", listener.local_addr()?));
    let server = Server::start(state, listener);
    announce(&issuer, lines, &listening)?;
    signals.next().await;
    tracing::info!("shutting down; the same signal again ends it at once");
    tokio::select! {
        ended = server.shutdown() => Ok(ended?),
        () = signals.next() => Err(ServeError::SecondSignal),
    }
}

fn announce(issuer: &str, lines: &[String], listening: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{issuer}")?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    // The last: whoever reads it knows everything.
    writeln!(out, "{listening}")?;
    out.flush()
}
