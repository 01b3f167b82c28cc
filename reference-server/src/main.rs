//! The reference server as a program: `cargo run -p reference-server`.

mod embedded;
#[cfg(unix)]
mod open_files;

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::str::FromStr as _;

use anyhow::Context as _;
use clap::Parser as _;
use reference_server::config::{self, Authlete, Configuration, Device, Environment, Flags};
use reference_server::{AppState, Server, Settings, startup};
use tokio::net::TcpListener;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main]
#[expect(
    clippy::print_stderr,
    reason = "a program says on standard error why it ends"
)]
async fn main() -> ExitCode {
    let flags = Flags::parse();
    match run(&flags).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(flags: &Flags) -> anyhow::Result<()> {
    let configuration = config::load(flags, &Environment::of_process())?;
    let _log = start_log(&configuration.log)?;
    let listener = TcpListener::bind(&configuration.listen)
        .await
        .with_context(|| {
            let listen = &configuration.listen;
            format!(
                "cannot listen on {listen}; choose another address with --listen or CIBA_LISTEN"
            )
        })?;
    let mut settings = configuration.settings(listener.local_addr()?);
    let mut lines = Vec::new();
    if let Authlete::Embedded { clients } = &configuration.authlete {
        settings.authlete =
            embedded::start_fake_authlete(&settings.issuer, clients.as_deref()).await?;
    }
    lines.push(authlete_line(&configuration, &settings));
    if let Device::Embedded { listen } = &configuration.device {
        let server = config::local_url(listener.local_addr()?);
        settings.authentication_device.base_url =
            embedded::start_simulator(listen, &server).await?;
        lines.push(format!(
            "simulator:  {}",
            settings.authentication_device.base_url
        ));
        lines.push(format!(
            "workspace:  {}",
            settings.authentication_device.workspace
        ));
    }
    serve(settings, listener, &lines).await
}

fn authlete_line(configuration: &Configuration, settings: &Settings) -> String {
    match configuration.authlete {
        Authlete::Remote(_) => format!("authlete:   {}", settings.authlete.base_url),
        Authlete::Embedded { .. } => format!(
            "authlete:   embedded fake at {}",
            settings.authlete.base_url
        ),
    }
}

async fn serve(
    mut settings: Settings,
    listener: TcpListener,
    lines: &[String],
) -> anyhow::Result<()> {
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
    let issuer = format!("issuer:     {}", state.settings.issuer);
    let address = listener.local_addr()?;
    let server = Server::start(state, listener);
    announce(&issuer, lines, address)?;
    signals.next().await;
    tracing::info!("shutting down; the same signal again ends it at once");
    tokio::select! {
        ended = server.shutdown() => Ok(ended?),
        () = signals.next() => anyhow::bail!("ended at once by a second signal; work under way has been abandoned"),
    }
}

/// Says on standard output how to reach everything.
fn announce(issuer: &str, lines: &[String], address: SocketAddr) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{issuer}")?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "listening:  http://{address}")?;
    out.flush()
}

/// How many lines of the log may wait to be written.
const LOG_LINES: usize = 10_000;

/// Logs go to standard error; standard output says where everything is. A thread of its own writes them: where nobody
/// reads them, lines are lost and no request waits. What has been logged is written before the guard is gone.
fn start_log(filter: &str) -> anyhow::Result<WorkerGuard> {
    let targets = Targets::from_str(filter).with_context(|| {
        format!("--log or CIBA_LOG: expected a level such as info, or target=level pairs, got {filter:?}")
    })?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LOG_LINES)
        .lossy(true)
        .thread_name("log")
        .finish(io::stderr());
    let log = tracing_subscriber::fmt::layer()
        .with_ansi(io::stderr().is_terminal())
        .with_writer(writer);
    tracing_subscriber::registry()
        .with(log)
        .with(targets)
        .init();
    Ok(guard)
}

/// Ctrl-C, and the signal that a service manager sends.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// From now on, they do not end the program.
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Where there is no such signal, none comes.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
